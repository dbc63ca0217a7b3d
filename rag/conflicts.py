"""Articles that give different figures or dates for the same thing, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

import numpy as np

from .candidates import Candidate
from .domain import Conflict, Side, Span
from .factsheet import Facts, facts
from .opposed import opposed, same_value

__all__ = ["Found", "conflicts", "join"]

_ALIKE = 0.8  # cosine of two sentences, below which they are of different things; unrelated ones lie around 0.75
_MOST_PAIRS = 4000  # of sentences that are held against each other, the most alike: a tenth of a millisecond each
_LONGEST = 2000  # characters; a longer "sentence" is a list

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict, and where its sentences stand in the pool."""

    conflict: Conflict
    tellers: tuple[int, ...]  # a sentence for each value, oldest first
    echoes: tuple[int, ...]  # further sentences that give one of these values


@dataclass(frozen=True, slots=True)
class _Value:
    """A figure or date of a sentence of the pool."""

    place: int
    span: Span  # in the sentence
    kind: str


def conflicts(pool: Sequence[Candidate]) -> list[Found]:
    """The conflicts between sentences of different articles, in the order of the pool."""
    if len({c.article.id for c in pool}) < 2:
        return []
    vectors = np.stack([c.vector for c in pool])
    likeness = np.triu(vectors @ vectors.T, 1)
    _, owners = np.unique([c.article.id for c in pool], return_inverse=True)
    likeness[owners[:, None] == owners[None, :]] = 0
    near = np.argwhere(likeness >= _ALIKE)
    if len(near) > _MOST_PAIRS:
        near = near[np.sort(np.argsort(-likeness[near[:, 0], near[:, 1]], kind="stable")[:_MOST_PAIRS])]
    told = [_facts(c.text[:_LONGEST], c.article.language, c.article.published) for c in pool]
    groups: list[set[_Value]] = []
    for i, j in near.tolist():
        if not _tells(told[i]) or not _tells(told[j]):
            continue
        for found in opposed(told[i], told[j]):
            join(groups, {_Value(i, found.one, found.kind), _Value(j, found.other, found.kind)})
    return [_found(group, pool, told) for group in groups]


@lru_cache(maxsize=2000)
def _facts(text: str, language: str, published: date | None) -> Facts:
    return facts(text, language, published)


def _tells(facts: Facts) -> bool:
    return bool(facts.quantities or facts.moments)


def join(groups: list[set[T]], new: set[T]) -> None:
    """Add a group, made one with those that it has a member in common with."""
    meeting = [group for group in groups if group & new]
    for group in meeting:
        groups.remove(group)
    groups.append(new.union(*meeting))


def _found(group: Iterable[_Value], pool: Sequence[Candidate], told: Sequence[Facts]) -> Found:
    def age(value: _Value) -> tuple[date, int]:
        return pool[value.place].article.published or date.min, value.place

    tellers: list[_Value] = []
    echoes: list[_Value] = []
    for value in sorted(group, key=age):
        again = any(same_value(value.kind, told[value.place], value.span, told[t.place], t.span) for t in tellers)
        (echoes if again else tellers).append(value)
    sides = tuple(_side(pool[v.place], v.span) for v in sorted([*tellers, *echoes], key=age))
    kind = tellers[0].kind
    return Found(Conflict(kind, sides), tuple(v.place for v in tellers), tuple(v.place for v in echoes))


def _side(candidate: Candidate, span: Span) -> Side:
    return Side(candidate.text[span.start : span.end], candidate.article, candidate.citation)
