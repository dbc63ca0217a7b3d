"""Two revisions side by side, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparing import compare
from rag.domain import Sentence, Style, Verdict
from rag.revisions import Line, Revision, Step
from ui.render_desk import changes
from ui.words import Words


def revision(*texts: str, taken_on: str = "") -> Revision:
    lines = tuple(Line(Sentence(text, Verdict.SUPPORTED), taken_on) for text in texts)
    return Revision("d", 1, "", Step.DRAFTED, "T", Style.BRIEF, lines, (), "extractive", {})


A, B, C = "Trade rose by 5 percent in May.", "The bridge is open.", "Nobody was hurt in the storm, they said."


def test_a_changed_word_is_shown_in_its_sentence() -> None:
    same, changed = compare(revision(B, A), revision(B, "Trade rose by 7.5 percent in May."))
    assert not same.is_change
    assert (changed.before, changed.after) == (2, 2)
    assert changed.parts == (("same", "Trade rose by "), ("out", "5"), ("in", "7.5"), ("same", " percent in May."))


def test_sentences_go_come_and_move_on() -> None:
    found = compare(revision(A, B), revision(C, A, "The bridge is now open."))
    assert [(c.before, c.after) for c in found] == [(None, 1), (1, 2), (2, 3)]
    assert [kind for kind, _ in found[2].parts] == ["same", "in", "same"]
    assert [(c.before, c.after) for c in compare(revision(A, B, C), revision(C))] == [(1, None), (2, None), (3, 1)]
    assert compare(revision(), revision()) == []


def test_chinese_is_compared_by_character() -> None:
    (change,) = compare(revision("贸易额增长百分之五。"), revision("贸易额增长百分之七。"))
    assert change.parts == (("same", "贸易额增长百分之"), ("out", "五"), ("in", "七"), ("same", "。"))


def test_a_decision_is_a_change() -> None:
    (change,) = compare(revision(A), revision(A, taken_on="I was there"))
    assert change.is_change
    assert "I was there" in changes([change], Words("en"))
    assert changes(compare(revision(A), revision(A)), Words("ru")).count("Ничего не изменено") == 1


@given(
    st.lists(st.text("ab .<", min_size=1, max_size=12), max_size=6),
    st.lists(st.text("ab .<", min_size=1, max_size=12), max_size=6),
)
def test_nothing_is_lost_and_nothing_invented(old: list[str], new: list[str]) -> None:
    before, after = revision(*old), revision(*new)
    found = compare(before, after)
    assert [c.before for c in found if c.before] == list(range(1, len(old) + 1))
    assert [c.after for c in found if c.after] == list(range(1, len(new) + 1))
    for change in found:
        assert "".join(s for kind, s in change.parts if kind != "in") == (change.old.text if change.old else "")
        assert "".join(s for kind, s in change.parts if kind != "out") == (change.new.text if change.new else "")


@pytest.mark.parametrize("text", ["<script>x</script> " * 3000, "а" * 40_000, "a b " * 10_000])
def test_hostile_text_is_compared_in_time_and_escaped(text: str) -> None:
    shown = changes(compare(revision(text), revision(f"x {text}")), Words("en"))
    assert "<script" not in shown
    assert "<ins>" in shown
