"""From measures, checks and a probability to a verdict on one sentence, clause by clause where it has several."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .clauses import clauses_of
from .domain import Check, Span, Verdict
from .evidence import Line
from .support import Support

__all__ = ["decide", "is_announcement", "strays"]

_NEAR = 0.45  # mean cosine of the content tokens below which the sources speak of something else
_DENIED = -1.0  # log-odds that the evidence bears a claim out, by the verifier, below which it says no
_STANDS = 0.62  # mean cosine of a clause's content tokens from which it is borne out
# "Here is a summary of the article in 82 words:" claims nothing of the world.
_ANNOUNCEMENT = re.compile(
    r"\W*(?:(?:sure|certainly|of course|okay|ok)\b.{0,160}[:!.]"
    r"|(?:here(?:['’]s| is| are)|below (?:is|are)|the following (?:is|are))\b.{0,160}[:：]"
    r"|(?:summary|answer|output|резюме|краткое содержание|ответ|вот\b.{0,120}|түйін|қысқаша мазмұны|жауап"
    r"|міне\b.{0,120}|摘要|总结|概要|以下是.{0,80}|答案)\s*(?:\([^)]*\)\s*)?[:：])\W*",
    re.IGNORECASE | re.DOTALL,
)


def is_announcement(claim: Line) -> bool:
    """Whether the line only says what follows, or has no word at all."""
    return not any(c.isalnum() for c in claim.text) or _ANNOUNCEMENT.fullmatch(claim.text[:400]) is not None


def strays(support: Support) -> bool:
    """Whether the sources speak of something else: no content word of the claim has a match, or few, and so says the
    verifier. The score alone is no guide there: it was fitted on claims that are near their sources.
    """
    told = support.features
    return told["matched"] == 0 or (told["mean"] < _NEAR and told["entailed"] < _DENIED)


def decide(claim: Line, support: Support, borne_out: bool, refuted: bool = False) -> tuple[Verdict, list[Check]]:
    """The verdict, and for a partial one a check of kind "clause" for each of its parts.

    ``borne_out``: whether the probability reaches the threshold. A failed check overrules it, whatever its height.
    ``refuted``: whether a judge says that the evidence contradicts the claim.
    """
    failed = [check for check in support.checks if not check.ok]
    near = support.features["mean"] >= _NEAR
    if refuted or (near and any(check.found for check in failed)):
        return Verdict.CONTRADICTED, []
    if borne_out and not failed:
        return Verdict.SUPPORTED, []
    parts = [_part(claim, span, support, failed) for span in clauses_of(claim.text)]
    standing = sum(part.ok for part in parts)
    if 0 < standing < len(parts) and near:
        return Verdict.PARTIAL, parts
    return Verdict.UNSUPPORTED, []


def _part(claim: Line, span: Span, support: Support, failed: Sequence[Check]) -> Check:
    text = claim.text[span.start : span.end].strip()
    told = claim.telling & (claim.places[:, 0] >= span.start) & (claim.places[:, 0] < span.end)
    stands = bool(told.any()) and float(np.mean(support.best[told])) >= _STANDS
    stands = stands and not any(check.claimed and check.claimed in text for check in failed)
    return Check("clause", stands, text, "")
