"""Drafts as documents: whatever the articles hold, the document keeps its shape and shows their words."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.domain import Article, Conflict, Draft, Sentence, Side, Style, Verdict
from rag.errors import InputError
from ui.export import to_docx, to_json, write
from ui.markdown import to_markdown
from ui.plain import one_line

TODAY = date(2026, 4, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = (
    "# Title [x](javascript:alert(1)) <script>*b*</script>\n\n## h \x1b[31m \u202e \ud800 \x00 \ufffe | ``` $$x$ "
    "&lt; www.e.com http://e.e a@b.cc [^1] ~~x~~ <http://q.q> \u2028- z\n---\n> q"
)


def sentence(article: Article, quote: str) -> Sentence:
    start = article.text.index(quote)
    return Sentence(quote, Verdict.SUPPORTED, (article.cite(start, start + len(quote)),))


def trade(style: Style) -> Draft:
    late = Article.of(
        "Ports are full",
        "Exports grew by 7%. Imports fell.",
        source="Steppe Courier",
        url="https://a.example/1",
        published=date(2024, 5, 2),
    )
    early = Article.of("Оборот вырос", "Оборот вырос на 5 %.", source="Хроника", published=date(2023, 1, 9))
    undated = Article.of("No day", "Nobody knows when.")
    sentences = (
        sentence(late, "Exports grew by 7%."),
        sentence(undated, "Nobody knows when."),
        sentence(early, "Оборот вырос на 5 %."),
        sentence(late, "Imports fell."),
        sentence(late, "Exports grew by 7%."),
    )
    return Draft("Trade", style, sentences, (late, undated, early), "extractive", note="One source is Russian.")


def hostile(text: str, style: Style) -> Draft:
    article = Article.of(text, text, source=text, url=text)
    quoted = Sentence(text, Verdict.SUPPORTED, (article.cite(0, len(text)),))
    return Draft(text, style, (quoted,), (article,), "extractive", note=text)


def test_brief_is_one_paragraph_and_the_same_words_have_one_number() -> None:
    parts = to_markdown(trade(Style.BRIEF), TODAY).split("\n\n")
    assert parts[:3] == [
        "# Trade",
        "> One source is Russian.\n>\n> Every sentence is quoted from the articles, word for word.",
        "Exports grew by 7%.[^1] Nobody knows when.[^2] Оборот вырос на 5 %.[^3] Imports fell.[^4] "
        "Exports grew by 7%.[^1]",
    ]
    assert parts[3:5] == [
        "## Sources",
        "[^1]: Steppe Courier, “Ports are full”, 2 May 2024, 1 year old. <https://a.example/1> “Exports grew by 7%.”",
    ]
    assert len(parts) == 8


def test_bullets_are_one_each() -> None:
    assert to_markdown(trade(Style.BULLETS)).count("\n- ") == 5


def test_timeline_is_in_order_of_days_and_the_undated_come_last() -> None:
    lines = re.findall(r"^\| (.+?) \| (\w+)", to_markdown(trade(Style.TIMELINE)), re.MULTILINE)
    assert lines == [
        ("Date", "What"),
        ("9 Jan 2023 (published)", "Оборот"),
        ("2 May 2024 (published)", "Exports"),
        ("2 May 2024 (published)", "Imports"),
        ("2 May 2024 (published)", "Exports"),
        ("undated", "Nobody"),
    ]


def test_explainer_has_a_heading_for_each_article() -> None:
    text = to_markdown(trade(Style.EXPLAINER))
    assert re.findall("^## (.+)$", text, re.MULTILINE) == ["Ports are full", "No day", "Оборот вырос", "Sources"]
    assert "Exports grew by 7%.[^1] Imports fell.[^4] Exports grew by 7%.[^1]" in text


@pytest.mark.parametrize("style", Style)
def test_a_sentence_that_is_not_borne_out_says_so(style: Style) -> None:
    whole = trade(style)
    doubtful = replace(whole.sentences[0], verdict=Verdict.CONTRADICTED)
    unjudged = replace(whole.sentences[1], verdict=Verdict.NOT_JUDGED)
    made = replace(whole, sentences=(doubtful, unjudged, *whole.sentences[2:4]))
    assert "Exports grew by 7%. **(contradicted by the source)**[^1]" in to_markdown(made)
    assert "Nobody knows when. **(not judged)**[^2]" in to_markdown(made)
    document = docx.Document(io.BytesIO(to_docx(made)))
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    every = [run for p in (*document.paragraphs, *cells) for run in p.runs]
    bold = [run.text for run in every if run.bold and run.text.startswith(" (")]
    assert sorted(bold) == [" (contradicted by the source)", " (not judged)"]
    in_russian = to_markdown(replace(made, title="Торговля"))
    assert "**(противоречит источнику)**[^1]" in in_russian


def test_an_empty_draft_says_why() -> None:
    text = to_markdown(Draft("Trade", Style.BRIEF, (), (), "extractive", reason="Nothing bears on this topic."))
    assert text == "# Trade\n\nNothing bears on this topic.\n"


@settings(deadline=None)
@given(st.text(min_size=1).filter(one_line), st.sampled_from(Style))
@example(HOSTILE, Style.BRIEF)
@example("1. one", Style.BRIEF)
@example("- x", Style.EXPLAINER)
@example("#", Style.BULLETS)
@example("a #", Style.EXPLAINER)
@example("[x]: /y", Style.BRIEF)
@example("[ ] task", Style.BULLETS)
def test_markdown_shows_any_text_as_it_is(text: str, style: Style) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(to_markdown(hostile(text, style)))
    inner_kinds = ("list_item_open", "paragraph_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open")
    kinds = [t.type for t in tokens if t.type.endswith("_open") and t.type not in inner_kinds]
    headed, listed = ["heading_open"], ["bullet_list_open"]
    forms = {Style.BRIEF: [], Style.TIMELINE: ["table_open"], Style.EXPLAINER: headed, Style.QA: headed}
    body = forms.get(style, listed)
    assert kinds == ["heading_open", "blockquote_open", *body, "heading_open"]
    inner = [child for t in tokens for child in t.children or ()]
    bare = text.startswith("http") and one_line(text) == text
    links = [c for c in inner if c.type == "link_open"]
    assert len(links) <= (1 if bare else 0)  # only the article's own address may become a link
    allowed = {"text", "text_special", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
    allowed |= {"em_open", "em_close"}  # the dates that are added
    assert {c.type for c in inner} <= allowed
    first = next(t for t in tokens if t.type == "inline")
    assert "".join(c.content for c in first.children or ()) == one_line(text)


@settings(deadline=None)
@given(st.text(min_size=1).filter(one_line), st.sampled_from(Style))
@example(HOSTILE, Style.BULLETS)
def test_word_shows_any_text_as_it_is(text: str, style: Style) -> None:
    document = docx.Document(io.BytesIO(to_docx(hostile(text, style))))
    paragraphs = [p.text for p in document.paragraphs]
    assert paragraphs[0] == one_line(text)
    assert any(p.endswith(one_line(text)) for p in paragraphs[1:])
    assert footnotes(to_docx(hostile(text, style)))[0].startswith(f" {one_line(text)}, “{one_line(text)}”")


def footnotes(document: bytes) -> list[str]:
    """The texts of the footnotes of a Word document, in the order in which they are referred to."""
    parts = zipfile.ZipFile(io.BytesIO(document))
    notes = ElementTree.fromstring(parts.read("word/footnotes.xml"))
    texts = {n.get(f"{W}id"): "".join(t.text or "" for t in n.iter(f"{W}t")) for n in notes.iter(f"{W}footnote")}
    body = ElementTree.fromstring(parts.read("word/document.xml"))
    assert "word/footnotes.xml" in parts.read("[Content_Types].xml").decode()
    return [texts[r.get(f"{W}id")] for r in body.iter(f"{W}footnoteReference")]


@pytest.mark.parametrize("style", Style)
def test_word_footnotes_are_the_citations(style: Style) -> None:
    made = trade(style)
    told = footnotes(to_docx(made))
    cited = [c.quote for s in made.sentences for c in s.citations]
    assert len(told) == len(cited)
    assert sorted(t.rpartition(" “")[2] for t in told) == sorted(f"{one_line(quote)}”" for quote in cited)
    empty = Draft("Trade", Style.BRIEF, (), (), "extractive", reason="Nothing.")
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(to_docx(empty))).namelist()


def test_json_is_the_payload() -> None:
    payload = json.loads(to_json(trade(Style.TIMELINE)))
    assert payload["style"] == "timeline"
    citation = payload["sentences"][2]["citations"][0]
    assert citation["quote"] == "Оборот вырос на 5 %."
    assert (citation["title"], citation["published"]) == ("Оборот вырос", "2023-01-09")
    assert payload["articles"][1]["published"] is None


@pytest.mark.parametrize("suffix", ["md", "docx", "json"])
def test_write_chooses_by_extension_and_leaves_nothing_else(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"draft.{suffix.upper()}"
    path.write_text("before")
    write(hostile(HOSTILE, Style.BRIEF), path)
    assert list(tmp_path.iterdir()) == [path]
    head = path.read_bytes()[:2]
    assert head == {"md": b"# ", "docx": b"PK", "json": b"{\n"}[suffix]


def test_write_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"draft\.pdf: name it \.md, \.docx, \.html or \.json"):
        write(trade(Style.BRIEF), tmp_path / "draft.pdf")
    with pytest.raises(InputError, match=r"No such file or directory.*choose another place"):
        write(trade(Style.BRIEF), tmp_path / "nowhere" / "draft.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write(trade(Style.BRIEF), tmp_path / "folder.md")
    assert os.listdir(tmp_path) == ["folder.md"]


def disagreeing() -> Draft:
    """Two articles that give different figures, one of them hostile, and a relative date."""
    old = Article.of("Old", "It cost 24 | bn last year.", source="A | B", published=date(2023, 11, 3), language="en")
    new = Article.of("New", "It cost 31 bn.", source="Post", published=date(2023, 11, 30), language="en")
    sides = (Side("24 | bn", old, old.cite(0, 26)), Side("31 bn", new, new.cite(0, 14)))
    quoted = sentence(old, "It cost 24 | bn last year.")
    return Draft(
        "Cost", Style.BRIEF, (quoted,), (old,), "extractive", conflicts=(Conflict("number", sides),), audience="*us*"
    )


def test_conflicts_stand_side_by_side_in_markdown() -> None:
    text = to_markdown(disagreeing(), TODAY)
    assert "For: \\*us\\*\n" in text
    assert "It cost 24 \\| bn last year *\\[2022\\]*.[^1]" in text
    assert (
        "| 24 \\| bn | A \\| B | 3 Nov 2023, 2 years old | “It cost 24 \\| bn last year.”[^1] |\n"
        "| 31 bn | Post | 30 Nov 2023, 2 years old **newest** | “It cost 31 bn.”[^2] |"
    ) in text
    assert "[^2]: Post, “New”, 30 Nov 2023, 2 years old. “It cost 31 bn.”" in text
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    assert [t.type for t in tokens].count("td_open") == 8


def test_conflicts_and_added_dates_in_word() -> None:
    document = docx.Document(io.BytesIO(to_docx(disagreeing(), TODAY)))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[2].cells] == [
        "31 bn",
        "Post",
        "30 Nov 2023, 2 years old newest",
        "“It cost 31 bn.”",
    ]
    body = next(p for p in document.paragraphs if p.text.startswith("It cost"))
    assert body.text == "It cost 24 | bn last year [2022]."
    assert [run.text for run in body.runs if run.italic] == [" [2022]"]


def test_the_payload_has_conflicts_and_added_dates() -> None:
    payload = json.loads(to_json(disagreeing()))
    assert payload["audience"] == "*us*"
    assert payload["sentences"][0]["added"] == [{"at": 25, "text": "2022"}]
    (conflict,) = payload["conflicts"]
    assert [(side["value"], side["newest"], side["quote"]) for side in conflict["sides"]] == [
        ("24 | bn", False, "It cost 24 | bn last year."),
        ("31 bn", True, "It cost 31 bn."),
    ]
    event = json.loads(to_json(replace(disagreeing(), style=Style.TIMELINE)))["sentences"][0]["event"]
    assert event == {"first": "2022-01-01", "last": "2022-12-31", "named": True}


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Trade", "## “Ports are full”: how much?"),
        ("Торговля", "## Ports are full — сколько?"),
        ("Қазақстанның саудасы", "## Ports are full — қанша?"),
        ("贸易", "## 《Ports are full》：多少？"),
    ],
)
def test_questions_are_in_the_language_of_the_reader(title: str, heading: str) -> None:
    assert heading in to_markdown(replace(trade(Style.QA), title=title))
