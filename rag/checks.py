"""Figures and dates of a claim held against its evidence.

A check is made only where the rule is sure: a fact that the evidence gives (ok), one that it gives otherwise (both
sides shown), or one of which it says nothing (``found`` empty).
"""

from __future__ import annotations

from collections.abc import Sequence

from .alignment import aligned, overlap, twins
from .concepts import group_of
from .dates import Moment, compare_dates
from .domain import Check
from .factsheet import NEUTRAL, Facts, Role
from .quantity import Match, Quantity, compare_quantities

__all__ = ["check_dates", "check_numbers"]

_AKIN = 0.4  # kinship from which a figure of the evidence is shown as the other side
_SURELY = 0.6  # overlap from which the same number with another unit is a mistake and no chance
_KINDS_OF = frozenset(
    "trade deal balance result sex north-south east-west season owner".split()
)  # groups that name a figure
_LIKELY = {"unit": 3, "currency": 3, "percent": 3, "value": 1}  # which mismatch is told, when several are found


# --- numbers ---------------------------------------------------------------------------------------------------------


def check_numbers(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """One check for each quantity that is not a mere small word, kinds ``number``, ``unit`` and ``currency``."""
    pairs = [(q, role, e) for e in evidence for q, role in zip(e.quantities, e.roles, strict=True)]
    checks: list[Check] = []
    closest = twins(claim, evidence)
    for quantity, role in zip(claim.quantities, claim.roles, strict=True):
        check = _number(claim, quantity, role, pairs, closest, evidence)
        if check:
            checks.append(check)
    return checks


_Pair = tuple[Quantity, Role, Facts]


def _number(
    claim: Facts,
    quantity: Quantity,
    role: Role,
    pairs: Sequence[_Pair],
    closest: Sequence[Facts],
    evidence: Sequence[Facts],
) -> Check | None:
    matched: list[_Pair] = []
    missed: list[tuple[int, float, _Pair, Match]] = []
    for pair in pairs:
        match = compare_quantities(quantity, pair[0])
        if match.ok:
            matched.append(pair)
        elif not (quantity.weak and match.reason == "value"):
            missed.append((_LIKELY[match.reason], _kinship(claim, role, pair), pair, match))
    if matched:
        elsewhere = _elsewhere(claim, quantity, matched, closest)
        if elsewhere:
            return Check("number", False, quantity.text, elsewhere.text)
        swapped = [_swapped(claim, quantity, role, pair) for pair in matched]
        if all(other is not None for other in swapped):
            return Check("number", False, quantity.text, _shown(swapped[0], quantity))
        return Check("number", True, quantity.text, matched[swapped.index(None)][0].text)
    if quantity.weak or _dated(claim, quantity, evidence) or _endpoints(quantity, pairs):
        return None
    return _refuted(claim, quantity, missed)


def _elsewhere(claim: Facts, quantity: Quantity, matched: Sequence[_Pair], closest: Sequence[Facts]) -> Quantity | None:
    """The figure of the sentence that the claim retells, when the claimed one stands only in other sentences."""
    if not closest or any(pair[2] in closest for pair in matched):
        return None
    for other in (q for passage in closest for q in passage.quantities):
        kindred = other.kind == quantity.kind and (other.unit == quantity.unit or "" in (other.unit, quantity.unit))
        if kindred and not other.weak and not any(compare_quantities(mine, other).ok for mine in claim.quantities):
            return other
    return None


def _refuted(claim: Facts, quantity: Quantity, missed: list[tuple[int, float, _Pair, Match]]) -> Check:
    """The check of a quantity that nothing bears out, with the likeliest counterpart in the evidence."""
    for likely, kinship, pair, match in sorted(missed, key=lambda row: (row[0], row[1]), reverse=True):
        if match.reason in ("unit", "currency", "percent"):
            if kinship < 1 and overlap(claim, pair[2]) < _SURELY:
                continue
            kind = {"currency": "currency"}.get(match.reason, "unit")
            return Check(kind, False, quantity.text, pair[0].text)
        same = pair[0].dimension == quantity.dimension and pair[0].kind == quantity.kind
        if likely and same and kinship >= _AKIN and not pair[0].weak:
            return Check("number", False, quantity.text, pair[0].text)
    return Check("number", False, quantity.text, "")


def _kinship(claim: Facts, role: Role, pair: _Pair) -> float:
    """How far a figure of the evidence is of the same thing: shared keys near both, then of both passages."""
    return len(role.keys & pair[1].keys) + overlap(claim, pair[2])


def _swapped(claim: Facts, quantity: Quantity, role: Role, pair: _Pair) -> _Pair | None:
    """The figure that the evidence gives for the claim's role, when ``pair``, of equal value, has another role."""
    value, own, passage = pair
    told = claim.language == passage.language or value.kind in ("percent", "points", "money", "times")
    if told and role.direction and own.direction and role.direction != own.direction:
        return pair
    if _opposed(role.keys, own.keys):
        return pair
    mine = _comparable(claim, passage, role.keys)
    for other, theirs in zip(passage.quantities, passage.roles, strict=True):
        if other is value or other.weak:
            continue
        if other.dimension != value.dimension and "" not in (other.dimension, value.dimension):
            continue
        if compare_quantities(quantity, other).ok or compare_quantities(value, other).ok:
            continue
        here, there = own.keys - theirs.keys, theirs.keys - own.keys
        if mine & here or not mine & there:
            continue
        if _telling(mine & there, here):
            return other, theirs, passage
    return None


def _opposed(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether one figure is of exports and the other of imports, or of another such pair."""
    sides = [{group_of(k[1:]): k for k in keys if k[0] == "#"} for keys in (mine, theirs)]
    return any(
        group in _KINDS_OF and theirs_key != sides[0].get(group, theirs_key) and theirs_key not in mine
        and sides[0][group] not in theirs
        for group, theirs_key in sides[1].items()
    )  # fmt: skip


def _telling(shared: frozenset[str], others: frozenset[str]) -> bool:
    """Whether the keys that tie the claim to the other figure are such that the true figure has a rival for them."""
    kinds = {"#": False, "@": False, "&": False, "~": False, "<": False, "": False}
    for key in shared:
        sort = key[0] if key[0] in kinds else ""
        rivals = [k for k in others if (k[0] if k[0] in kinds else "") == sort]
        kinds[sort] = kinds[sort] or bool(rivals)
    return any(kinds.values())


def _comparable(claim: Facts, evidence: Facts, keys: frozenset[str]) -> frozenset[str]:
    return keys if claim.language == evidence.language else frozenset(k for k in keys if k[0] in NEUTRAL or k[0] == "<")


def _shown(pair: _Pair | None, quantity: Quantity) -> str:
    """A figure of the evidence; when it is the claimed one under another role, with the words around it."""
    if pair is None:
        return ""
    value, _, passage = pair
    if not compare_quantities(quantity, value).ok:
        return value.text
    return passage.text[max(0, value.span.start - 40) : value.span.end + 20].strip()


def _dated(claim: Facts, quantity: Quantity, evidence: Sequence[Facts]) -> bool:
    """A bare number that is a year in the evidence ("1998 estimates"), which no date pattern caught."""
    if quantity.unit or quantity.value.denominator != 1 or not 1000 <= quantity.value <= 2100:
        return False
    return any(m.first and m.first.year == quantity.value for e in (claim, *evidence) for m in e.moments)


def _endpoints(quantity: Quantity, pairs: Sequence[_Pair]) -> bool:
    """ "10–12" for "from 10 to 12"; or one end of a range that is told apart from the other."""
    if quantity.low == quantity.high:
        return any(quantity.value in (p[0].low, p[0].high) and p[0].low != p[0].high for p in pairs)
    values = {p[0].value for p in pairs}
    return quantity.low in values and quantity.high in values


# --- dates -----------------------------------------------------------------------------------------------------------


def check_dates(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """One check for each date of the claim that the evidence confirms, contradicts or lacks."""
    moments = [m for e in evidence for m in e.moments]
    near = [m for e in aligned(claim, evidence, _AKIN) for m in e.moments]
    closest = [m for e in aligned(claim, evidence, _SURELY) for m in e.moments] if len(claim.moments) == 1 else []
    checks: list[Check] = []
    for moment in claim.moments:
        if moment.relative and any(q.span.start <= moment.span.start < q.span.end for q in claim.quotes):
            continue  # "today" in a quotation counts from when it was said
        check = _date(moment, moments, near, closest, evidence)
        if check:
            checks.append(check)
    return checks


def _date(
    moment: Moment,
    moments: Sequence[Moment],
    near: Sequence[Moment],
    closest: Sequence[Moment],
    evidence: Sequence[Facts],
) -> Check | None:
    relations = [(compare_dates(moment, other), other) for other in moments]
    for wanted in ("same", "contains"):
        hit = next((other for relation, other in relations if relation == wanted), None)
        if hit:
            return _misdated(moment, closest) or Check("date", True, moment.text, hit.text)
    if _published(moment, evidence) or _between(moment, moments):
        return None
    finer = [
        other for relation, other in relations if relation == "finer" and other.granularity not in ("decade", "century")
    ]
    different = [other for relation, other in relations if relation == "different"]
    alike = [other for other in different if _grain(other) == _grain(moment)]
    if moment.granularity == "time":
        return Check("date", False, moment.text, different[0].text) if different else None
    if not moment.first and not different:
        return None
    shown = [other for other in (*alike, *finer, *different) if other in near]
    return Check("date", False, moment.text, shown[0].text if shown else "")


def _misdated(moment: Moment, closest: Sequence[Moment]) -> Check | None:
    """A date that other news of the evidence has, where the one sentence that tells the same gives another.

    The weekday in "he said on Wednesday" does not date what he said: it bears out no year.
    """
    told = [m for m in closest if m.granularity != "weekday" or _grain(moment) == "day"]
    relations = [compare_dates(moment, other) for other in told]
    if not relations or any(relation != "different" for relation in relations):
        return None
    other = next((m for m in told if _grain(m) == _grain(moment)), None)
    return Check("date", False, moment.text, other.text) if other else None


def _grain(moment: Moment) -> str:
    return "day" if moment.granularity in ("day", "weekday", "days") else moment.granularity


def _published(moment: Moment, evidence: Sequence[Facts]) -> bool:
    """A span as wide as a month in which an article appeared is fair for what it reports as news."""
    if not (moment.first and moment.last and moment.year_known) or moment.granularity in ("day", "weekday", "days"):
        return False
    return any(e.published and moment.first <= e.published <= moment.last for e in evidence)


def _between(moment: Moment, moments: Sequence[Moment]) -> bool:
    """A span of years or months that begins and ends with dates of the evidence."""
    if moment.granularity not in ("years", "months", "days") or not (moment.first and moment.last):
        return False
    return any(m.first == moment.first for m in moments) and any(m.last == moment.last for m in moments)
