"""Which sentences of a pool make a draft: those worth the most together, at the length that was asked for.

Sentences that belong together (the sides of a conflict) are one ``Unit``: it is chosen whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .candidates import Candidate, repeats
from .domain import Article, count_words
from .orders import states
from .sentences import sentences

__all__ = ["LEEWAY", "Weights", "choose", "spread", "valued"]

LEEWAY = 0.1  # share of the length by which a draft may miss it
_REDUNDANT = 0.7  # how much likeness to what is already chosen counts against a sentence (maximal marginal relevance)
_MOST_PER_ARTICLE = 0.6  # share of a draft that one article may fill while others have something to say
# How far is looked for what fills the length: beyond that it takes long, and gains nothing.
_GIVEN_UP = 12  # the weakest of those chosen, of which one may be given up
_PAIRED = 25  # of the best, and of the shortest: those that are tried two at a time
_LOOKED_AT = 200  # of the best fillings, of which the first without repeats is taken

_Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each of the three reasons to choose a sentence counts."""

    central: float = 1.0  # how near it is to the mean of all
    lead: float = 0.6  # how early it stands in its article
    relevant: float = 1.5  # how much it bears on the topic


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sentences that stand together."""

    members: tuple[int, ...]  # places in the pool
    words: int
    value: float


def choose(
    pool: Sequence[Candidate],
    relevance: _Scores,
    words: int,
    together: Sequence[tuple[int, ...]] = (),
    left_out: Collection[int] = (),
    weights: Weights = Weights(),
) -> list[Candidate]:
    """Sentences worth the most together, the most telling first, within ``LEEWAY`` of ``words`` where that can be.

    Never longer than that; shorter only when no sentences of the pool fill the length. ``together``: places in the
    pool of sentences that are chosen whole or not at all; ``left_out``: of those that are not chosen.
    """
    return _Choice(pool, relevance, words, together, left_out, weights).made()


def spread(scores: _Scores) -> _Scores:
    """Scores from 0 (the least of them) to 1 (the greatest)."""
    low, high = float(scores.min()), float(scores.max())
    return np.asarray((scores - low) / max(high - low, 1e-6), np.float32)


def valued(vectors: _Scores, begins: Sequence[int], relevance: _Scores, weights: Weights = Weights()) -> _Scores:
    """What passages or sentences are worth alone: (n,) for vectors (n, d), the characters before each, and relevance.

    ``relevance``: how much each bears on the topic, 0 to 1.
    """
    central = spread(vectors @ vectors.mean(axis=0))
    lead = 1.0 / (1.0 + np.array(begins, np.float32) / 400)
    return np.asarray(weights.central * central + weights.lead * lead + weights.relevant * relevance, np.float32)


def _stated_before(articles: Iterable[Article]) -> dict[tuple[str, int], int]:
    """By article and beginning of a sentence: characters of what the article states before it."""
    found: dict[tuple[str, int], int] = {}
    for article in articles:
        passed = 0
        for start, end in sentences(article.text):
            found[article.id, start] = passed
            passed += end - start if states(article.text[start:end]) else 0
    return found


def _likeness(vectors: _Scores, articles: Sequence[str]) -> _Scores:
    """Cosine of each two sentences, without what all of them, or all of one article, have in common.

    The vectors of this model share one large direction, and those of one article another, since each sentence was read
    with those around it: without both, likeness tells apart.
    """
    _, owners = np.unique(articles, return_inverse=True)
    means = np.stack([vectors[owners == i].mean(axis=0) for i in range(owners.max() + 1)])
    apart, within = (_unit(vectors - mean) for mean in (vectors.mean(axis=0), means[owners]))
    same = owners[:, None] == owners[None, :]
    return np.where(same, within @ within.T, apart @ apart.T).astype(np.float32)


def _unit(vectors: _Scores) -> _Scores:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)


class _Choice:
    def __init__(
        self,
        pool: Sequence[Candidate],
        relevance: _Scores,
        words: int,
        together: Sequence[tuple[int, ...]],
        left_out: Collection[int],
        weights: Weights,
    ) -> None:
        self._pool = pool
        self._words = words
        self._least, self._most = words * (1 - LEEWAY), words * (1 + LEEWAY)
        vectors = np.stack([c.vector for c in pool])
        self._likeness = _likeness(vectors, [c.article.id for c in pool])
        before = _stated_before({c.article.id: c.article for c in pool}.values())
        begins = [before.get((c.article.id, c.span.start), c.span.start) for c in pool]
        self._value = valued(vectors, begins, relevance, weights)
        self._lengths = [count_words(c.text) for c in pool]
        self._several = len({c.article.id for c in pool}) > 1
        grouped = {i for group in together for i in group}.union(left_out)
        groups = [*together, *((i,) for i in range(len(pool)) if i not in grouped)]
        self._units = [
            _Unit(tuple(g), sum(self._lengths[i] for i in g), float(max(self._value[i] for i in g))) for g in groups
        ]

    def made(self) -> list[Candidate]:
        chosen = self._greedy()
        if self._length(chosen) < self._least:
            chosen = self._filled(chosen)
        return [self._pool[i] for unit in chosen for i in unit.members]

    def _length(self, units: Sequence[_Unit]) -> int:
        return sum(unit.words for unit in units)

    def _greedy(self) -> list[_Unit]:
        """The unit worth the most beside those chosen, again and again."""
        chosen: list[_Unit] = []
        out: set[_Unit] = set()
        while True:
            left = self._most - self._length(chosen)
            open_ = [u for u in self._units if u not in out and u.words <= left and not self._crowds(u, chosen)]
            if not open_:
                return chosen
            best = max(open_, key=lambda u: self._worth(u, chosen))
            out.add(best)
            if not self._repeats(best, chosen):
                chosen.append(best)

    def _worth(self, unit: _Unit, beside: Sequence[_Unit]) -> float:
        """Its value, less what of it is said by those beside it."""
        others = [i for u in beside for i in u.members]
        if not others:
            return unit.value
        likeness = float(self._likeness[np.ix_(unit.members, others)].max())
        return unit.value - _REDUNDANT * max(likeness, 0.0)

    def _crowds(self, unit: _Unit, beside: Sequence[_Unit]) -> bool:
        """Whether one article would fill more of the draft than is its share."""
        if not self._several or len(unit.members) > 1:
            return False
        article = self._pool[unit.members[0]].article.id
        filled = sum(self._lengths[i] for u in beside for i in u.members if self._pool[i].article.id == article)
        return filled > 0 and filled + unit.words > _MOST_PER_ARTICLE * self._words

    def _repeats(self, unit: _Unit, beside: Sequence[_Unit]) -> bool:
        others = [self._pool[i] for u in beside for i in u.members]
        return any(repeats(self._pool[i], others) for i in unit.members)

    def _filled(self, chosen: list[_Unit]) -> list[_Unit]:
        """The same with what fills the length: one more, or one or two in place of one; the least loss in worth."""
        if self._length(self._units) < self._least:
            return self._nearest(chosen)
        for crowding in (False, True):
            found = self._exchanged(chosen, crowding)
            if found is not None:
                return found
        return self._nearest(chosen)

    def _exchanged(self, chosen: list[_Unit], crowding: bool) -> list[_Unit] | None:
        spare = [u for u in self._units if u not in chosen and u.words <= self._most]
        best, shortest = sorted(spare, key=lambda u: -u.value), sorted(spare, key=lambda u: u.words)
        weakest = sorted(chosen, key=lambda u: u.value)[:_GIVEN_UP]
        kept: list[list[_Unit]] = [chosen, *([u for u in chosen if u is not gone] for gone in weakest)]
        for size, tried in ((1, len(spare)), (2, _PAIRED)):
            open_ = list(dict.fromkeys([*best[:tried], *shortest[:tried]]))
            ranked = sorted(
                (pair for rest in kept for pair in self._fitting(rest, open_, size)), key=lambda pair: -pair[0]
            )
            for _, units in ranked[:_LOOKED_AT]:
                if self._stands(units, crowding):
                    return units
        return None

    def _fitting(self, rest: list[_Unit], spare: Sequence[_Unit], size: int) -> Iterator[tuple[float, list[_Unit]]]:
        """What fills the length beside ``rest``, and what a word of it all is worth."""
        length, kept = self._length(rest), sum(u.words * u.value for u in rest)
        worth = {u: u.words * self._worth(u, rest) for u in spare}
        for new in combinations(spare, size):
            total = length + self._length(new)
            if self._least <= total <= self._most:
                yield (kept + sum(worth[u] for u in new)) / total, [*rest, *new]

    def _stands(self, units: Sequence[_Unit], crowding: bool) -> bool:
        return not any(
            self._repeats(u, units[:place]) or (not crowding and self._crowds(u, units[:place]))
            for place, u in enumerate(units)
        )

    def _nearest(self, chosen: list[_Unit]) -> list[_Unit]:
        """Where the length cannot be met: the shortest sentences added as long as they fit."""
        found = list(chosen)
        for unit in sorted((u for u in self._units if u not in chosen), key=lambda u: (u.words, -u.value)):
            if self._length(found) + unit.words <= self._most and not self._repeats(unit, found):
                found.append(unit)
        return found
