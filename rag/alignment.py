"""Which passages of the evidence speak of what the claim speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from .concepts import group_of
from .factsheet import Facts

__all__ = ["aligned", "overlap", "twins"]

_TWIN = 0.7  # overlap from which a claim retells one sentence
_FEWEST = 2  # topics below which an overlap is chance


def overlap(claim: Facts, evidence: Facts) -> float:
    """Share of what the claim is about that the passage is about too, 0 to 1; across languages, names and the like.

    "closed" is about what "open" is about.
    """
    wanted = claim.topics if claim.language == evidence.language else claim.neutral
    if not wanted:
        return 0.0
    apart = [key for key in wanted - evidence.keys if key[0] == "#" and group_of(key[1:]) in evidence.sides]
    return (len(wanted & evidence.keys) + len(apart)) / len(wanted)


def aligned(claim: Facts, evidence: Sequence[Facts], least: float) -> list[Facts]:
    """Passages that speak of what the claim speaks of, the closest first: those within four fifths of the best."""
    scored = sorted(((overlap(claim, e), -i) for i, e in enumerate(evidence)), reverse=True)
    best = scored[0][0] if scored else 0.0
    return [evidence[-i] for score, i in scored if score >= least and score >= 0.8 * best]


def twins(claim: Facts, evidence: Sequence[Facts]) -> list[Facts]:
    """Passages that the claim retells nearly word for word; none when too little can be compared."""
    if len(claim.topics) < _FEWEST:
        return []
    return [e for e in aligned(claim, evidence, _TWIN) if e.language == claim.language]
