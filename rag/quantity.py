"""A quantity, and when one quantity bears another out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .domain import Span
from .units import all_units

__all__ = ["Match", "Quantity", "compare_quantities"]

Reason = Literal["equal", "rounded", "bound", "value", "unit", "currency", "percent"]
_EXACT = Fraction(1, 20)  # relative error that rounding may cost a number given as exact
_SHARE = Fraction(3, 20)  # the same for per cent, where whole numbers are customary
_ABOUT = Fraction(1, 20)  # how far "about" may be off where it is no rounding
_NEARLY = Fraction(9, 10)  # "nearly 40" holds from 36
_OVER = Fraction(13, 10)  # "more than 20" holds up to 26: beyond that it misleads
_ROUND = 10  # precision from which a number counts as round
_HARD = frozenset("money share points mass length area volume power energy voltage time heat speed times".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was written, with what it counts."""

    span: Span
    text: str
    value: Fraction  # in the unit as written; the middle of a range
    low: Fraction  # equal to value and high unless it is a range
    high: Fraction
    unit: str  # canonical name (rag/units.py); empty when none was found
    dimension: str  # of the unit: money, share, points, mass, …, count; empty when none was found
    kind: str  # money, percent, points, measure, duration, times, count or ordinal
    approximate: bool  # "about", "nearly"
    bound: str  # "", ">", ">=", "<" or "<="
    precision: Fraction  # place value of the last significant digit
    scale: Fraction  # of the scale word: 1000 for 12 тыс.
    weak: bool  # a small word ("two", 三) that writers leave out or paraphrase freely

    @property
    def base(self) -> Fraction:
        """The value in the base unit of its dimension."""
        return self.value * (all_units()[self.unit].factor if self.unit else 1)


@dataclass(frozen=True, slots=True)
class Match:
    """Whether the evidence bears the claimed quantity out, and why."""

    ok: bool
    reason: Reason


def compare_quantities(claim: Quantity, evidence: Quantity) -> Match:
    """Holds a claimed quantity against one of the evidence.

    Not ok: ``value`` (another number), ``unit`` or ``currency`` (the same number of something else), ``percent`` (per
    cent for percentage points or the reverse). Ok: ``equal``, ``rounded`` or ``bound`` ("more than 24" for 24.2).
    """
    clash = _unit_clash(claim, evidence)
    if clash is not None:
        return Match(False, clash if _close(claim.value, evidence.value, claim) else "value")
    if claim.kind == "ordinal" or evidence.kind == "ordinal":
        alike = claim.kind == evidence.kind or "" in (claim.unit, evidence.unit)  # "article 267", 第267条
        return _verdict(alike and claim.value == evidence.value, "equal")
    factor = all_units()[claim.unit].factor if claim.unit and evidence.unit else Fraction(1)
    other = evidence.value * (all_units()[evidence.unit].factor if claim.unit and evidence.unit else 1) / factor
    if claim.low != claim.high or evidence.low != evidence.high:
        return _ranges(claim, evidence, other)
    if _opposed(claim.bound, evidence.bound):
        return Match(False, "value")
    if claim.value == other:
        exact = not (claim.approximate or evidence.approximate or evidence.bound) and claim.precision < _ROUND
        strict = claim.bound in (">", "<") and exact  # writers say "over 1,000" of a round 1,000
        return Match(not strict, "value" if strict else "equal")
    if _bounded(claim, other):
        return Match(True, "bound")
    if claim.unit != evidence.unit and claim.unit and evidence.unit and _close(claim.value, evidence.value, claim):
        return Match(False, "unit")  # three days for three hours
    return _verdict(_close(claim.value, other, claim) and not claim.bound, "rounded")


def _verdict(ok: bool, reason: Reason) -> Match:
    return Match(ok, reason if ok else "value")


def _unit_clash(claim: Quantity, evidence: Quantity) -> Reason | None:
    if claim.dimension == evidence.dimension:
        return "currency" if claim.dimension == "money" and claim.unit != evidence.unit else None
    if {claim.dimension, evidence.dimension} == {"share", "points"}:
        return "percent"
    hard = claim.dimension in _HARD, evidence.dimension in _HARD
    if all(hard):
        return "unit"
    # A bare number may lean on a unit named before ("9.4 thousand tonnes against 12 thousand"), a counted one not.
    return "unit" if any(hard) and "count" in (claim.dimension, evidence.dimension) else None


def _opposed(first: str, second: str) -> bool:
    return bool(first and second) and first[0] != second[0]


def _bounded(claim: Quantity, other: Fraction) -> bool:
    value = claim.value
    if claim.approximate and claim.bound == "<":  # "nearly"
        return value * _NEARLY <= other <= value
    if claim.bound in (">", ">="):
        return value < other <= value * _OVER
    return claim.bound in ("<", "<=") and value / _OVER <= other < value


def _ranges(claim: Quantity, evidence: Quantity, other: Fraction) -> Match:
    if evidence.low == evidence.high:
        return _verdict(claim.low <= other <= claim.high, "bound")
    if claim.low == claim.high:
        return _verdict(claim.approximate and evidence.low <= claim.value <= evidence.high, "rounded")
    return _verdict((claim.low, claim.high) == (evidence.low, evidence.high), "equal")


def _close(value: Fraction, other: Fraction, claim: Quantity) -> bool:
    """Whether ``value`` is ``other`` rounded fairly: to its own last digit, and by no more than readers excuse."""
    if value == other:
        return True
    error = abs(value - other)
    if value * other <= 0:
        return False
    relative = error / abs(other)
    if claim.approximate and relative <= _ABOUT:
        return True
    limit = _SHARE if claim.approximate or claim.dimension == "share" else _EXACT
    return error * 2 <= claim.precision and relative <= limit
