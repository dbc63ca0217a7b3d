"""Claims measured by the checker: one row of features for each sentence, with what is known of its truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.domain import Article, Span
from rag.evidence import article_of
from rag.ground import Checker
from rag.scoring import TELLING
from rag.verdicts import is_announcement

from .claims import Claim

__all__ = ["MeasuredClaim", "MeasuredSentence", "measured"]


@dataclass(frozen=True, slots=True)
class MeasuredSentence:
    """A sentence of a claim."""

    span: Span  # characters of the claim's text
    features: dict[str, float]
    failed: int  # checks that failed
    conflicts: int  # those of them that say something of the text, where the sources give another value
    missing: int  # where the sources say nothing
    borne_out: bool | None  # None when the label of the text does not tell


@dataclass(frozen=True, slots=True)
class MeasuredClaim:
    """A claim with its sentences; there may be none that can be judged."""

    claim: Claim
    sentences: tuple[MeasuredSentence, ...]


def measured(checker: Checker, claims: Iterable[Claim]) -> Iterator[MeasuredClaim]:
    """Measure claims; those on one source should stand together, for it is read once then."""
    for claim in claims:
        held = checker.sources(tuple(s if isinstance(s, Article) else article_of(s) for s in claim.sources))
        spoken = {line.language for line in held.lines}
        lines = [line for line in checker.claims(claim.text, spoken) if len(line.tokens) and not is_announcement(line)]
        rows = []
        for line, support in zip(lines, checker.supports(lines, held), strict=True):
            if support is None:
                continue
            failed = [check for check in support.checks if not check.ok]
            telling = [check for check in failed if check.kind in TELLING]
            conflicts = sum(bool(check.found) for check in telling)
            truth = _truth(claim, line.span.start, line.span.end, len(lines))
            missing = len(telling) - conflicts
            rows.append(MeasuredSentence(line.span, support.features, len(failed), conflicts, missing, truth))
        yield MeasuredClaim(claim, tuple(rows))


def _truth(claim: Claim, start: int, end: int, sentences: int) -> bool | None:
    if claim.supported:
        return True
    if claim.wrong is not None:
        return not any(s.start < end and s.end > start for s in claim.wrong)
    return False if sentences == 1 else None
