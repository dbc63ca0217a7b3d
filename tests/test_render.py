"""What the page shows of hostile articles, and in which words."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index import Entry, Report
from ingest.read import Failed
from rag.domain import (
    LANGUAGES,
    Answer,
    Article,
    Check,
    Chunk,
    Conflict,
    Draft,
    Passage,
    Sentence,
    Side,
    Span,
    Style,
    Verdict,
)
from rag.library import Listed
from ui.render import Numbered, Turn, article_page, conversation, link, notice
from ui.render_draft import draft
from ui.render_library import outcome, table
from ui.words import Words, preferred_language

ENGLISH = Words("en")
ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)></mark></blockquote>&lt;b&gt; ${alert(3)} {{value}}"


class Seen(HTMLParser):
    """What a browser would make of a piece of HTML: its elements, and the text within each kind of them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.within: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input", "br"):
            self._open.append(tag)
            self.within.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.within[tag][-1] += data

    def check_harmless(self) -> None:
        for tag, attributes in self.tags:
            assert tag not in ("script", "img", "b", "iframe", "object", "style")
            assert not [name for name in attributes if name.startswith("on")]
            href = attributes.get("href") or "#"
            assert href.startswith(("#", "/article/", "/page/", "https://", "data:image/svg+xml,")), href


def hostile() -> Article:
    return Article.of(
        f"Title {ATTACK}",
        f"First {ATTACK}\n\nSecond {ATTACK} and its end.",
        source=f"Outlet {ATTACK}",
        url='javascript:alert("1")',
        author=f"Author {ATTACK}",
        language='en" onmouseover="alert(1)',
    )


def cited(article: Article, start: int, end: int) -> Sentence:
    return Sentence(article.text[start:end], Verdict.SUPPORTED, (article.cite(start, end),))


def answer_from(article: Article, *sentences: Sentence) -> Answer:
    chunk = Chunk.of(article, (Span(0, len(article.text)),), ("",))
    passage = Passage(article, chunk, 0.01)
    return Answer(
        f"Who? {ATTACK}", sentences, not sentences, "" if sentences else ATTACK, (passage,), "extractive", ATTACK
    )


def test_hostile_articles_stay_text() -> None:
    article = hostile()
    sentences = (cited(article, 0, 20), cited(article, 10, len(article.text)))
    listed = Listed(article, (ATTACK,), 1)
    report = Report(added=[Entry(article.id, ATTACK, ATTACK)], failed=[Failed(ATTACK, ATTACK)])
    for shown in (
        conversation([Turn(ATTACK, answer_from(article, *sentences), 2)], ENGLISH),
        conversation([Turn(ATTACK, answer_from(article))], ENGLISH),
        *(draft(Draft(ATTACK, style, sentences, (article,), "extractive", note=ATTACK), ENGLISH) for style in Style),
        article_page(article, Span(3, len(article.text) - 3), ENGLISH),
        table([listed], 10, ENGLISH, searched=False),
        outcome(report, ENGLISH),
        notice(ATTACK, words=ENGLISH),
    ):
        seen = Seen(shown)
        seen.check_harmless()
        assert any("<script>alert(1)</script>" in text for texts in seen.within.values() for text in texts)


@given(st.text(alphabet=string.ascii_letters + "<>&\"' \nқ汉\U0001f600", min_size=1, max_size=900), st.data())
def test_the_marked_words_are_the_cited_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    article = Article.of("Title", text)
    card = Seen(conversation([Turn("?", answer_from(article, cited(article, start, end)), 1)], ENGLISH))
    assert card.within["mark"] == [text[start:end]]
    whole = Seen(article_page(article, Span(start, end), ENGLISH))
    lines = [line for line in text[start:end].split("\n") if line.strip()]
    marked = [mark for mark in whole.within.get("mark", []) if mark.strip()]
    assert marked == lines
    assert len([a for tag, a in whole.tags if tag == "mark" and a.get("id") == "cited"]) == bool(
        whole.within.get("mark")
    )


def test_long_paragraphs_are_cut_around_the_citation_and_say_so() -> None:
    article = Article.of("Title", "a" * 1000 + "the words" + "b" * 1000)
    seen = Seen(conversation([Turn("?", answer_from(article, cited(article, 1000, 1009)), 1)], ENGLISH))
    (quote,) = seen.within["blockquote"]
    assert seen.within["mark"] == ["the words"]
    assert quote.startswith("… a")
    assert quote.endswith("b …")
    assert len(quote) < 700


def test_numbers_follow_first_use_and_same_words_share_one() -> None:
    article = Article.of("Title", "One. Two. Three.")
    first, second = cited(article, 0, 4), cited(article, 5, 9)
    numbered = Numbered([second, first, second])
    assert [numbered.of(s) for s in (first, second)] == [[2], [1]]
    seen = Seen(conversation([Turn("?", answer_from(article, second, first, second), 3)], ENGLISH))
    targets = [a["href"] for tag, a in seen.tags if tag == "a" and a.get("class") == "cite"]
    cards = [f"#{a['id']}" for tag, a in seen.tags if tag == "li"]
    assert targets == [cards[0], cards[1], cards[0]]


def test_only_sentences_that_have_appeared_show_evidence() -> None:
    article = Article.of("Title", "One. Two.")
    answer = answer_from(article, cited(article, 0, 4), cited(article, 5, 9))
    assert Seen(conversation([Turn("?", answer, 1)], ENGLISH)).within["mark"] == ["One."]


def test_the_newest_turn_is_on_top_and_an_unanswered_one_is_busy() -> None:
    article = Article.of("Title", "One.")
    turns = [Turn("first?", answer_from(article, cited(article, 0, 4)), 1), Turn("second?")]
    shown = conversation(turns, ENGLISH)
    assert shown.index("second?") < shown.index("busy") < shown.index("first?")


def test_a_doubtful_sentence_says_so_and_a_borne_out_one_is_quiet() -> None:
    article = Article.of("Title", "One.")
    quoted = cited(article, 0, 4)
    doubtful = replace(quoted, verdict=Verdict.CONTRADICTED)
    written = replace(quoted, text="Just one.")
    marks = []
    for one in (quoted, doubtful, written):
        seen = Seen(conversation([Turn("?", answer_from(article, one), 1)], ENGLISH))
        spans = [str(a.get("class")) for tag, a in seen.tags if tag == "span"]
        marks += [(kind, text) for kind, text in zip(spans, seen.within["span"], strict=True) if "v-" in kind]
    assert marks == [
        ("borne v-supported", "quoted"),
        ("verdict v-contradicted", "contradicted by the source"),
        ("borne v-supported", "supported"),
    ]


def test_the_facts_of_a_sentence_unfold_from_its_verdict() -> None:
    article = Article.of("Title", "One. Two.")
    checks = (
        Check("number", True, "One", "One"),
        Check("date", False, "May", "June"),
        Check("name", False, ATTACK, ""),
        Check("clause", True, "not a fact", ""),
    )
    sentences = [replace(cited(article, 0, 4), checks=checks), replace(cited(article, 5, 9), checks=checks)]
    made = Draft("T", Style.BRIEF, tuple(sentences), (article,), "extractive")
    for shown in (conversation([Turn("?", answer_from(article, *sentences), 2)], ENGLISH), draft(made, ENGLISH)):
        seen = Seen(shown)
        seen.check_harmless()
        buttons = [a["popovertarget"] for tag, a in seen.tags if tag == "button"]
        boxes = [a["id"] for tag, a in seen.tags if tag == "span" and "popover" in a]
        assert buttons == boxes
        assert len(set(boxes)) == 2
        assert seen.within["span"].count("Facts checked") == 2
        assert seen.within["strong"] == ["One", "May", "June", ATTACK] * 2


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.kz/a?b=1&c=2", "https://news.kz/a?b=1&amp;c=2"),
        ("HTTP://news.kz/", "HTTP://news.kz/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//news.kz/a", ""),
        ("file:///etc/passwd", ""),
        ("https://steppe-courier.example/a", ""),  # reserved: no reader can open it
        ("http://[broken", ""),
        ('https://news.kz/"><script>', "https://news.kz/&quot;&gt;&lt;script&gt;"),
    ],
)
def test_links_lead_to_the_web_or_nowhere(url: str, shown: str) -> None:
    assert link(Article.of("Title", "Text", url=url)) == shown


def test_a_timeline_is_read_by_day() -> None:
    early = Article.of("Early", "Early.", published=date(2024, 1, 2))
    late = Article.of("Late", "Late.", published=date(2025, 1, 2))
    made = Draft("T", Style.TIMELINE, (cited(late, 0, 5), cited(early, 0, 6)), (late, early), "extractive")
    seen = Seen(draft(made, ENGLISH))
    assert seen.within["th"] == ["2 Jan 2024 (published)", "2 Jan 2025 (published)"]
    told = seen.within["td"][1::2]
    assert [text.split("[")[0].strip("\u2060") for text in told] == ["Early.", "Late."]
    (picture,) = [dict(attributes) for tag, attributes in seen.tags if tag == "svg"]
    assert picture["aria-label"] == "Timeline: 2 events, 2 Jan 2024 to 2 Jan 2025"
    assert len([tag for tag, _ in seen.tags if tag == "circle"]) == 2


def test_conflicts_stand_side_by_side_and_lead_to_their_words() -> None:
    old = Article.of("Old", ATTACK, source=ATTACK, published=date(2023, 11, 3), language="en")
    new = Article.of("New", ATTACK + "!", source="New Post", published=date(2023, 11, 30), language="en")
    sides = tuple(Side(ATTACK, a, a.cite(0, len(a.text))) for a in (old, new))
    made = Draft(ATTACK, Style.BRIEF, (cited(old, 0, 5),), (old,), "extractive", conflicts=(Conflict("number", sides),))
    seen = Seen(draft(replace(made, audience=ATTACK), ENGLISH))
    seen.check_harmless()
    assert [text for text in seen.within["td"] if text.endswith("newest")] == [
        text for text in seen.within["td"] if text.startswith("30 Nov 2023")
    ]
    hrefs = {attributes.get("href") for tag, attributes in seen.tags if tag == "a"}
    assert {f"/article/{a.id}?start=0&end={len(a.text)}&language=en#cited" for a in (old, new)} <= hrefs
    ids = {attributes.get("id") for _, attributes in seen.tags}
    assert {f"d-c{n}" for n in (1, 2, 3)} <= ids  # what a number leads to is there


def test_a_date_that_is_added_is_told_from_the_words_of_the_article() -> None:
    article = Article.of("Old", "It fell last year.", published=date(2023, 11, 3), language="en")
    made = Draft("T", Style.BRIEF, (cited(article, 0, 18),), (article,), "extractive")
    shown = draft(made, ENGLISH)
    assert 'It fell last year<span class="ours"> [2022]</span>.' in shown
    assert Words("en")("draft_brackets") in shown
    assert Words("en")("draft_quoted") in shown


def placeholders(value: object) -> set[str]:
    texts = value.values() if isinstance(value, dict) else [value]
    return {name for one in texts for _, name, _, _ in string.Formatter().parse(str(one)) if name}


def test_every_language_has_every_text() -> None:
    english = Words("en")._texts
    for language in LANGUAGES:
        texts = Words(language)._texts
        assert texts.keys() == english.keys()
        for key, value in texts.items():
            assert placeholders(value) == placeholders(english[key]), (language, key)
            if isinstance(value, dict):
                assert value.keys() == english[key].keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("kk-KZ,kk;q=0.9,ru;q=0.8", "kk"),
        ("zh-CN", "zh"),
        ("de,ru;q=0.5,en;q=0.4", "ru"),
        ("en;q=0.3, ru;q=0.7", "ru"),
        ("ru;q=0,fr", "en"),
        ("", "en"),
        (";;;q=x,,", "en"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred_language(header) == language
