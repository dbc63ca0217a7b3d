"""Intervals for means of items that come in clusters: questions on one article succeed and fail together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Estimate",
    "area_under_curve",
    "balanced_accuracy",
    "corrected",
    "difference",
    "f1",
    "kappa",
    "mean",
    "median",
]

_RESAMPLES = 2000
_FEWER = 500  # of a statistic that is no mean, and slow


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % bootstrap interval, clusters resampled (Cameron, Gelbach and Miller 2008)."""

    value: float
    low: float
    high: float
    n: int  # items
    clusters: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}"


def mean(values: Sequence[float], clusters: Sequence[str], seed: int = 0) -> Estimate:
    """The mean of ``values``, item i belonging to ``clusters[i]``. Raises ValueError for no items."""
    if not values or len(values) != len(clusters):
        raise ValueError("as many clusters as values are needed, and at least one")
    names = sorted(set(clusters))
    index = {name: i for i, name in enumerate(names)}
    sums, counts = np.zeros(len(names)), np.zeros(len(names))
    for value, cluster in zip(values, clusters, strict=True):
        sums[index[cluster]] += value
        counts[index[cluster]] += 1
    drawn = np.random.default_rng(seed).integers(0, len(names), (_RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(np.mean(values)), float(low), float(high), len(values), len(names))


def median(values: Sequence[float], seed: int = 0) -> Estimate:
    """The median of ``values``, each a cluster of its own. Raises ValueError for no items."""
    if not values:
        raise ValueError("at least one value is needed")
    drawn = np.random.default_rng(seed).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(np.median(np.asarray(values)[drawn], axis=1), [0.025, 0.975])
    return Estimate(float(np.median(values)), float(low), float(high), len(values), len(values))


def balanced_accuracy(labels: Sequence[bool], said: Sequence[bool], clusters: Sequence[str]) -> Estimate:
    """Mean of the shares of true and of false claims that are told. Raises ValueError when there is only one sort."""
    true = sum(labels)
    if not 0 < true < len(labels):
        raise ValueError("balanced accuracy needs claims of both sorts")
    weight = {True: len(labels) / (2 * true), False: len(labels) / (2 * (len(labels) - true))}
    return mean([weight[a] * (a == b) for a, b in zip(labels, said, strict=True)], clusters)


def area_under_curve(labels: Sequence[bool], scores: Sequence[float], clusters: Sequence[str]) -> Estimate:
    """Share of pairs of a true and a false claim in which the true one scores higher (Mann and Whitney 1947).

    Raises ValueError when there is only one sort.
    """
    if not 0 < sum(labels) < len(labels):
        raise ValueError("an area under the curve needs claims of both sorts")
    truth, told = np.array(labels, bool), np.array(scores, np.float64)

    def area(places: NDArray[np.int64]) -> float:
        true, false = np.sort(told[places][truth[places]]), told[places][~truth[places]]
        if not len(true) or not len(false):
            return 0.5
        above = len(true) - np.searchsorted(true, false, "right")
        even = np.searchsorted(true, false, "right") - np.searchsorted(true, false, "left")
        return float((above + 0.5 * even).mean() / len(true))

    return _resampled(area, clusters)


def f1(parts: Sequence[tuple[float, float, float]], clusters: Sequence[str]) -> Estimate:
    """Harmonic mean of precision and recall over all items: of each, how much was told rightly, told, and wanted."""
    counts = np.array(parts, np.float64)

    def harmonic(places: NDArray[np.int64]) -> float:
        hit, said, gold = counts[places].sum(axis=0)
        return float(2 * hit / max(1e-9, said + gold))

    return _resampled(harmonic, clusters)


def _resampled(statistic: Callable[[NDArray[np.int64]], float], clusters: Sequence[str], seed: int = 0) -> Estimate:
    """A statistic of items, by their places, with the interval that it has when clusters are drawn anew."""
    names = {name: i for i, name in enumerate(sorted(set(clusters)))}
    members: list[list[int]] = [[] for _ in names]
    for place, name in enumerate(clusters):
        members[names[name]].append(place)
    groups = [np.array(places, np.int64) for places in members]
    drawn = np.random.default_rng(seed).integers(0, len(groups), (_FEWER, len(groups)))
    values = [statistic(np.concatenate([groups[i] for i in row])) for row in drawn]
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(statistic(np.arange(len(clusters))), float(low), float(high), len(clusters), len(groups))


def difference(first: Sequence[float], second: Sequence[float], clusters: Sequence[str], seed: int = 0) -> Estimate:
    """Mean of ``second`` less that of ``first`` on the same items: a paired bootstrap of the difference.

    The two differ beyond chance when the interval leaves out 0. Raises ValueError when they are not as many.
    """
    if len(first) != len(second):
        raise ValueError("both must be measured on the same items")
    return mean([b - a for a, b in zip(first, second, strict=True)], clusters, seed)


def corrected(rate: float, sensitivity: float, specificity: float) -> float:
    """The rate that a judge of this accuracy would have reported as ``rate``, cut to 0 to 1 (Rogan and Gladen 1978).

    Sensitivity: share of what is so that the judge calls so; specificity: share of what is not that it calls not so.
    Raises ValueError for a judge no better than chance, of whom nothing can be told.
    """
    power = sensitivity + specificity - 1
    if power <= 0:
        raise ValueError("the judge is no better than chance")
    return min(1.0, max(0.0, (rate + specificity - 1) / power))


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Agreement of two people beyond chance, up to 1 (Cohen 1960); 1 when both say one and the same of everything.

    Raises ValueError for no items, or when they are not as many.
    """
    if not first or len(first) != len(second):
        raise ValueError("both must have judged the same items, and at least one")
    n = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    chance = sum(first.count(label) * second.count(label) for label in set(first)) / n**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0
