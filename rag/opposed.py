"""When two sentences give different figures or dates for the same thing. Meant to be precise rather than complete.

Two figures are set against each other only where names, period, unit and the words around them agree, and where
neither is an estimate of the other, a part of it, a forecast of it or a later count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .concepts import group_of
from .dates import Moment, compare_dates
from .domain import Span
from .factsheet import NEUTRAL, Facts, Role
from .quantity import Quantity, compare_quantities
from .reldates import LEANING
from .translit import key

__all__ = ["Opposed", "opposed", "same_value"]

_SHARED, _FEWEST = 0.4, 2  # share, and number, of the topics of the thinner sentence that the other has too
_SHARED_ABROAD = 0.4  # the same between languages, where only names and concepts can be compared
_SHARED_DATES = 0.6  # the same for dates, which more things have in common
_NEAR = 60  # days between publications within which figures without a period are of one time
_RECURS = 45  # days from which two dates, each near its own report, are two events
_COARSE = frozenset("month months quarter half year years decade".split())
_DAY = frozenset(("day", "days"))
_LONG = frozenset(("month", "year"))  # units of a length of time that is a period, and no figure
_GROUPS = frozenset("trade deal balance result sex north-south east-west season owner opening course".split())
_GOODS = frozenset(
    f"#{name}"
    for name in "wheat barley rice grain soy flour honey tractor car gas oil coal uranium copper gold".split()
)
_BARE = 100  # a number of nothing in particular below which it is a place in a list
_SHARES = ("percent", "points")  # they are of growth as a rule, and every sentence about trade has one:
_SHARES_ALIKE = 0.5  # share of all topics that two sentences with them must have in common
_REPORTING = frozenset(("#announce", "#report", "#say", "#arrive"))  # "reached", "said"
# A count that goes on: a later one is no other opinion.
_RUNNING = re.compile(
    r"\b(?:so far|to date|as of|until now|by now|already|has (?:risen|climbed|grown) to|have (?:risen|climbed|grown) to"
    r"|death toll|уже|на данный момент|на сегодня|на \d{1,2} [а-я]+|по состоянию на|к настоящему времени|число погибших"
    r"|қазірге дейін|бүгінге дейін|қазіргі уақытта|осы уақытқа дейін|жағдай бойынша|қаза тапқандар саны)\b"
    r"|截至|目前|至今|已(?!经签)|累计|遇难人数",
    re.IGNORECASE,
)
# A date that is put off is new, and the old one was right.
_MOVED = re.compile(
    r"\b(?:postpon|put off|reschedul|moved from|brought forward|перенес|перенос|отлож|кейінге|шегерілді|ауыстырыл)"
    r"|推迟|延期|改为|改期|提前至",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:of (?:them|these|those|which|the total|that sum|the [a-z]+s)\b|including|among them|out of"
    r"|из них|из общего|в том числе|включая|из этой суммы|оның ішінде|соның ішінде|олардың)|其中|当中|包括",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two stretches of two sentences that cannot both be right; offsets in the sentences."""

    kind: Literal["number", "date"]
    one: Span
    other: Span


def opposed(one: Facts, other: Facts) -> list[Opposed]:
    """What the two sentences give differently, of whatever they both speak."""
    if not _same_matter(one, other, _SHARED):
        return []
    figures = list(_figures(one, other)) if _same_time(one, other) else []
    return figures or list(_dates(one, other))


def same_value(kind: str, one: Facts, first: Span, other: Facts, second: Span) -> bool:
    """Whether what stands at these spans of the two sentences is the same figure or date."""
    if kind == "number":
        found = [next((q for q in f.quantities if q.span == s), None) for f, s in ((one, first), (other, second))]
        return found[0] is not None and found[1] is not None and _agree(found[0], found[1])
    moments = [next((m for m in f.moments if m.span == s), None) for f, s in ((one, first), (other, second))]
    return moments[0] is not None and moments[1] is not None and compare_dates(moments[0], moments[1]) == "same"


# --- what both speak of ----------------------------------------------------------------------------------------------


def _same_matter(one: Facts, other: Facts, least: float) -> bool:
    if _ordinals(one) != _ordinals(other) or bool(_PART.search(one.text)) != bool(_PART.search(other.text)):
        return False
    if _other_sides(one, other):
        return False
    names = _names(one), _names(other)
    for sort in ("@", "&") if one.language == other.language else ("@",):
        mine, theirs = ({n for n in some if n[0] == sort} for some in names)
        if mine - names[1] and theirs - names[0]:
            return False  # Kazakhstan and China, Uzbekistan and China
    mine, theirs = _topics(one, other), _topics(other, one)
    shared, fewest = mine & theirs, min(len(mine), len(theirs))
    if one.language != other.language:
        least = min(least, _SHARED_ABROAD)
    return len(shared) >= _FEWEST and len(shared) >= least * fewest


def _alike(one: Facts, other: Facts) -> float:
    """Share of all topics that both have, 0 to 1."""
    mine, theirs = _topics(one, other), _topics(other, one)
    return len(mine & theirs) / max(1, len(mine | theirs))


def _topics(facts: Facts, beside: Facts) -> set[str]:
    keys = facts.topics if facts.language == beside.language else facts.neutral & facts.topics
    return {k for k in keys if k[0] not in "~=" and k not in _REPORTING}


def _names(facts: Facts) -> set[str]:
    """Names of places, bodies and people, but for those who are quoted."""
    speakers = {f"&{key(s.speaker.parts[-1])}" for s in facts.speakers if s.speaker is not None}
    return {k for k in facts.topics if k[0] in "@&"} - speakers


def _ordinals(facts: Facts) -> set[int]:
    return {int(q.value) for q in facts.quantities if q.kind == "ordinal"}


def _other_sides(one: Facts, other: Facts) -> bool:
    """Whether one speaks of exports and the other of imports, or of another such pair."""
    return any(
        group in _GROUPS and not one.sides[group].keys() & other.sides[group].keys()
        for group in one.sides.keys() & other.sides.keys()
    )


def _intends(facts: Facts) -> bool:
    return bool(facts.modality)


# --- figures ---------------------------------------------------------------------------------------------------------


def _same_time(one: Facts, other: Facts) -> bool:
    if _intends(one) != _intends(other):
        return False
    gap = abs((one.published - other.published).days) if one.published and other.published else 0
    if gap and (_RUNNING.search(one.text) or _RUNNING.search(other.text)):
        return False
    lengths = [[q for q in f.quantities if q.unit in _LONG and q.kind == "duration"] for f in (one, other)]
    periods = [_periods(f) for f in (one, other)]
    if bool(lengths[0]) != bool(lengths[1]) and not (periods[0] and periods[1]):
        return False
    if lengths[0] and lengths[1] and not any(_agree(a, b) for a in lengths[0] for b in lengths[1]):
        return False
    if periods[0] and periods[1]:
        return _covered(*periods) or _covered(*periods[::-1])
    if periods[0] or periods[1]:
        told, silent = (periods[0], other) if periods[0] else (periods[1], one)
        return silent.published is None or any(_current(m, silent.published, _intends(one)) for m in told)
    return gap <= _NEAR


def _periods(facts: Facts) -> list[Moment]:
    """The months, quarters and years named; "a year earlier" leans on one of them."""
    return [m for m in facts.moments if m.granularity in _COARSE and m.first and not LEANING.fullmatch(m.text)]


def _covered(one: Sequence[Moment], other: Sequence[Moment]) -> bool:
    """Whether each of these periods, not the more numerous, is one of the others."""
    return len(one) <= len(other) and all(any(_overlap(m, n) for n in other) for m in one)


def _current(moment: Moment, published: date, ahead: bool) -> bool:
    """Whether a report of that day that names no period may be of this one; ``ahead``: of what is to come."""
    if not moment.first or not moment.last:
        return False
    return (ahead or moment.first <= published) and (published - moment.last).days <= _NEAR


def _overlap(one: Moment, other: Moment) -> bool:
    return compare_dates(one, other) in ("same", "contains", "finer")


_Figure = tuple[Quantity, Role]


def _figures(one: Facts, other: Facts) -> Iterator[Opposed]:
    mine, theirs = _told(one, other), _told(other, one)
    for figure in mine:
        rivals = [(_kinship(figure, rival, one, other), rival) for rival in theirs]
        best = max((kin for kin, _ in rivals), default=0)
        nearest = [rival for kin, rival in rivals if kin == best]
        if best == 0 or len(nearest) > 1:
            continue  # of two figures that might be meant, neither is
        back = [_kinship(another, nearest[0], one, other) for another in mine if another is not figure]
        if best > max(back, default=0) and not _bound(figure[0], nearest[0][0]):
            yield Opposed("number", figure[0].span, nearest[0][0].span)


def _told(facts: Facts, beside: Facts) -> list[_Figure]:
    """The figures that the other sentence does not give too."""
    return [
        (q, role)
        for q, role in zip(facts.quantities, facts.roles, strict=True)
        if q.kind != "ordinal"
        and not q.weak
        and not (q.kind == "duration" and q.unit in _LONG)
        and (q.unit or q.value >= _BARE)
        and not any(_agree(q, rival) for rival in beside.quantities)
    ]


def _agree(one: Quantity, other: Quantity) -> bool:
    return compare_quantities(one, other).ok or compare_quantities(other, one).ok


def _bound(one: Quantity, other: Quantity) -> bool:
    """Whether a bound leaves room for the other figure: "more than 20" for 31."""
    return any(
        (a.bound[:1] == ">" and b.base > a.base) or (a.bound[:1] == "<" and b.base < a.base)
        for a, b in ((one, other), (other, one))
    )


def _kinship(figure: _Figure, rival: _Figure, one: Facts, other: Facts) -> int:
    """How many words near both figures say that they are of one thing; 0 when they are not."""
    (mine, role), (theirs, role_of_theirs) = figure, rival
    if (mine.kind, mine.unit) != (theirs.kind, theirs.unit):
        return 0
    if ("<old" in role.left) != ("<old" in role_of_theirs.left):
        return 0
    if role.direction and role_of_theirs.direction and role.direction != role_of_theirs.direction:
        return 0
    keys, rival_keys = _keys(role), _keys(role_of_theirs)
    goods = keys & _GOODS, rival_keys & _GOODS
    if goods[0] != goods[1] and not goods[0] & goods[1]:
        return 0
    if mine.kind in _SHARES and _alike(one, other) < _SHARES_ALIKE:
        return 0
    if one.language == other.language:
        right, rival_right = _counted(role), _counted(role_of_theirs)
        if right and rival_right and not right & (rival_right | rival_keys) and not rival_right & keys:
            return 0  # tonnes of wheat, tonnes of oil
    else:
        keys, rival_keys = ({k for k in some if k[0] in NEUTRAL} for some in (keys, rival_keys))
    return len(keys & rival_keys)


def _keys(role: Role) -> set[str]:
    return {k for k in role.keys if k[0] not in "<~" and k not in ("#up", "#down")}


def _counted(role: Role) -> set[str]:
    """What follows a figure at once: "tonnes of sunflower oil"."""
    return {k for k in role.right[:2] if k[0] not in "~@&<" and not (k[0] == "#" and group_of(k[1:]) != "-")}


# --- dates -----------------------------------------------------------------------------------------------------------


def _dates(one: Facts, other: Facts) -> Iterator[Opposed]:
    if _MOVED.search(one.text) or _MOVED.search(other.text) or _intends(one) != _intends(other):
        return
    if not _same_matter(one, other, _SHARED_DATES) or _other_figures(one, other):
        return
    mine, theirs = _dated(one, other), _dated(other, one)
    if len(mine) != 1 or len(theirs) != 1 or compare_dates(mine[0], theirs[0]) != "different":
        return
    days = mine[0].granularity in _DAY and theirs[0].granularity in _DAY
    if (days or _intends(one)) and not _two_events(one, mine[0], other, theirs[0]):
        yield Opposed("date", mine[0].span, theirs[0].span)


def _dated(facts: Facts, beside: Facts) -> list[Moment]:
    """The dates of which the other sentence has no counterpart."""
    return [
        m
        for m in facts.moments
        if m.first
        and m.year_known
        and (m.granularity in _COARSE or m.granularity in _DAY)
        and not any(_overlap(m, n) for n in beside.moments)
    ]


def _other_figures(one: Facts, other: Facts) -> bool:
    """Whether the sentences give figures, and none in common."""
    mine, theirs = ([q for q in f.quantities if not q.weak] for f in (one, other))
    return bool(mine and theirs) and not any(_agree(q, rival) for q in mine for rival in theirs)


def _two_events(one: Facts, mine: Moment, other: Facts, theirs: Moment) -> bool:
    """Whether each date lies near its own report and far from the other: this year's forum and the last."""
    if not (mine.first and theirs.first and one.published and other.published):
        return False
    apart = abs((mine.first - theirs.first).days) > _RECURS
    near = all(abs((m.first - f.published).days) <= _RECURS for m, f in ((mine, one), (theirs, other)))  # type: ignore[operator]
    return apart and near
