"""A draft as one HTML file: it needs nothing else, its footnotes lead both ways, and no article can break out of it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.domain import Draft, Style, Verdict
from ui.export_html import to_html
from ui.plain import one_line

from .test_docx_office import doubtful
from .test_export import HOSTILE, hostile, trade

TAGS = set(
    "html head meta title style body main h1 h2 h3 p ul ol li dl dt dd em span strong sup a section cite q time".split()
)


class Seen(HTMLParser):
    """Tags, ids, addresses and languages of a document, and its text outside the style sheet."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.languages: list[str] = []
        self.text = ""
        self._style = False
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._style = tag == "style"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "action", "background")
            {"id": self.ids, "href": self.links, "lang": self.languages}.get(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._style else data


@pytest.mark.parametrize("style", Style)
def test_footnotes_lead_there_and_back(style: Style) -> None:
    draft = trade(style)
    seen = Seen(to_html(draft))
    inner = [link[1:] for link in seen.links if link.startswith("#")]
    assert sorted(inner) == sorted([*seen.ids, "n1"])  # the first footnote is referred to twice
    assert sorted(seen.ids) == ["n1", "n2", "n3", "n4", "r1", "r1-2", "r2", "r3", "r4"]
    assert "Steppe Courier, Ports are full, 2 May 2024" in seen.text
    assert "https://a.example/1 Exports grew by 7%." in seen.text
    assert seen.languages[0] == "en"
    assert draft.note in seen.text


@pytest.mark.parametrize(("title", "language"), [("Trade", "en"), ("Торговля", "ru"), ("Қорғас", "kk"), ("贸易", "zh")])
def test_it_speaks_the_language_of_its_title_and_keeps_its_marks(title: str, language: str) -> None:
    draft = doubtful(Style.BULLETS)
    draft = Draft(title, draft.style, draft.sentences, draft.articles, draft.engine)
    document = to_html(draft)
    assert f'<html lang="{language}">' in document
    assert document.count("<strong>(") == sum(s.verdict is not Verdict.SUPPORTED for s in draft.sentences)


def test_an_empty_draft_says_why() -> None:
    seen = Seen(to_html(Draft("Trade", Style.BRIEF, (), (), "extractive", reason="Nothing bears on this topic.")))
    assert "Nothing bears on this topic." in seen.text
    assert seen.ids == []


@settings(deadline=None)
@given(st.text(min_size=1).filter(one_line), st.sampled_from(Style))
@example(HOSTILE, Style.BRIEF)
@example('"><img src=x onerror=alert(1)>', Style.EXPLAINER)
@example("https://e.example.com/?a=%22><script>", Style.TIMELINE)
@example("javascript:alert(1)", Style.BULLETS)
def test_it_shows_any_text_as_it_is(text: str, style: Style) -> None:
    seen = Seen(to_html(hostile(text, style)))
    assert seen.tags <= TAGS
    assert all(link.startswith(("#", "http://", "https://")) for link in seen.links)
    assert seen.ids == ["r1", "n1"]
