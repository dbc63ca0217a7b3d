"""The gate cuts a stream into sentences, whatever the pieces, and reads the citations that stand about them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Citation, Sentence, Span, Verdict
from rag.gate import Gate, Gated, plain
from rag.ground import CheckedText

SOURCES = [("a", Span(0, 50)), ("b", Span(0, 50))]


def _check(text: str) -> CheckedText:
    """A checker for these tests: "true" is borne out by article a; everything else is not."""
    verdict = Verdict.SUPPORTED if "true" in text else Verdict.UNSUPPORTED
    citations = (Citation("a", 0, 4, "true"),) if verdict is Verdict.SUPPORTED else ()
    return CheckedText((Sentence(text, verdict, citations),), 0.5, True, ())


def _through(text: str, size: int = 3) -> list[Gated]:
    gate = Gate(SOURCES, _check)
    found = [g for i in range(0, len(text), size) for g in gate.take(text[i : i + size])]
    return [*found, *gate.close()]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_sentences_are_the_same_whatever_the_pieces(size: int) -> None:
    text = "This is true [1]. It rose by 2.5 percent. [2] “Yes,” he said [1, 2]."
    assert [g.sentence.text for g in _through(text, size)] == [
        "This is true.",
        "It rose by 2.5 percent.",
        "“Yes,” he said.",
    ]


def test_a_finished_sentence_is_given_before_the_next_is() -> None:
    gate = Gate(SOURCES, _check)
    assert list(gate.take("This is true [1]. ")) == []  # a citation may follow yet
    assert [g.sentence.text for g in gate.take("And th")] == ["This is true."]
    assert [g.sentence.text for g in gate.close()] == ["And th"]


@pytest.mark.parametrize(
    ("text", "unknown", "mended"),
    [
        ("This is true [1].", 0, False),
        ("This is true [2].", 0, True),
        ("This is true [1][2].", 0, False),
        ("This is true [7].", 1, False),
        ("This is true【1】。", 0, False),
        ("This is true (source 1).", 0, False),
        ("This is false [2].", 0, False),
    ],
)
def test_citations(text: str, unknown: int, mended: bool) -> None:
    (gated,) = _through(text)
    assert (gated.unknown, gated.mended) == (unknown, mended)
    assert not any(c in gated.sentence.text for c in "[]【】")


def test_markup_is_taken_away() -> None:
    assert plain("## Head\n- **True** <b>story</b>\n1. `It` rose") == "Head\nTrue story\nIt rose"
    assert plain("2 > 1 and 3 < 4, 1.5 times") == "2 > 1 and 3 < 4, 1.5 times"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.integers(1, 9))
def test_it_never_fails_and_loses_no_letter(text: str, size: int) -> None:
    for gated in _through(text, size):
        assert gated.sentence.text.strip() == gated.sentence.text
