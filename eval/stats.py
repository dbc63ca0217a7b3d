"""Intervals for means of items that come in clusters: questions on one article succeed and fail together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Estimate", "mean"]

_RESAMPLES = 2000


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
