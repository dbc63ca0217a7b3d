"""Two revisions of a draft side by side: which sentences came, went and changed, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .revisions import Line, Revision

__all__ = ["Change", "Part", "compare"]

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|\s+|\w+(?:[.,]\d+)*|[^\w\s]")  # a Han character is a word
_ALIKE = 0.5  # share of their words that two sentences have in common, from which one has become the other
_AHEAD = 8  # sentences in which the new form of one is looked for
_LONGEST = 1000  # words; two longer sentences are shown whole, since telling them apart takes quadratic time

Part = tuple[Literal["same", "out", "in"], str]  # a stretch of text: in both, only in the old, only in the new


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a sentence."""

    before: int | None  # its number in the old revision, from 1; None for one that is new
    after: int | None  # None for one that is gone
    parts: tuple[Part, ...]
    old: Line | None
    new: Line | None

    @property
    def is_change(self) -> bool:
        """Whether the words, the verdict or the editor's decision differ."""
        return self.old is None or self.new is None or self.old != self.new


def compare(old: Revision, new: Revision) -> list[Change]:
    """Every sentence of both, in the order of reading."""
    before, after = ([line.text for line in revision.lines] for revision in (old, new))
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = kind == "equal"
        pairs = zip(range(a, b), range(c, d), strict=True) if same else _paired(before, after, (a, b), (c, d))
        found += [_change(old.lines, new.lines, i, j) for i, j in pairs]
    return found


def _paired(
    before: Sequence[str], after: Sequence[str], gone: tuple[int, int], come: tuple[int, int]
) -> Iterator[tuple[int | None, int | None]]:
    """Sentences that stand in each other's place: those alike become one change, others go and come."""
    reached, end = come
    for i in range(*gone):
        ahead = range(reached, min(reached + _AHEAD, end))
        match = next((j for j in ahead if _alike(before[i], after[j])), None)
        if match is None:
            yield i, None
            continue
        yield from ((None, j) for j in range(reached, match))
        yield i, match
        reached = match + 1
    yield from ((None, j) for j in range(reached, end))


def _alike(one: str, other: str) -> bool:
    a, b = _WORD.findall(one), _WORD.findall(other)
    if max(len(a), len(b)) > _LONGEST:
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _change(before: Sequence[Line], after: Sequence[Line], i: int | None, j: int | None) -> Change:
    old, new = None if i is None else before[i], None if j is None else after[j]
    parts = tuple(_parts(old.text if old else "", new.text if new else ""))
    return Change(None if i is None else i + 1, None if j is None else j + 1, parts, old, new)


def _parts(old: str, new: str) -> Iterator[Part]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(a[i:j])
            continue
        if i < j:
            yield "out", "".join(a[i:j])
        if k < m:
            yield "in", "".join(b[k:m])
