"""Quantities of a text: value, unit, bound and precision, in four languages, and when one bears another out.

"more than 24 billion dollars", "свыше 24 млрд долларов", "24 миллиард доллардан астам" and "超过240亿美元" come out as
the same quantity. Dates and times of day do not come out; lengths of time do ("three days"), as kind "duration".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from .bounds import bound_after, bound_before
from .dates import dates
from .domain import Span
from .numberwords import part_of
from .numerals import Numeral, numeral_at
from .quantity import Match, Quantity, compare_quantities
from .scan import Token, lexicon, scan
from .units import CODES, SYMBOLS, Unit, all_units, unit_at

__all__ = ["Match", "Quantity", "compare_quantities", "quantities", "quantities_of"]


_HAN_MORE = "多余"
_HAN_MEASURES = frozenset(
    "小个名位项家座件张枚辆台艘架列条场次届种类批首部期所只头匹对双"
    "份本册人天年月周时分秒倍岁吨米里元成国城省市县户处点度级大方口环"
)
_HAN_MANY_WEAK = 10
_TO = ("to", "до", "到", "至")
_DASHES = "–—-−~〜～至到"
_RU_SUFFIX = re.compile(r"(?:[ыои]?й|[ое]?го|[ое]?му|[ыи]?м|[ая]я|[ую]ю|[ое]е|[ыи]е|[ыи]х|я|е|ю|ти|ми)$")
_RU_ORDINAL = frozenset("й го му м я ю е ый ой ий ая ое ые ых ого ому ым".split())
_KK_ORDINAL = re.compile(r"^(?:ын|ін)?(?:шы|ші)")
_KK_CASE = re.compile(
    r"^(?:д[аеы]н|ден|т[ае]н|н[ае]н|ға|ге|қа|ке|да|де|та|те|[нтд][ыі]ң|[нтд]?[ыі]|с[ыі]|[ыі]н|сын|сін|інен|ынан|ына|іне|сына|сіне)$"
)
_FILLERS = frozenset("u s us american сша ақш of америк америка американских американские қытай қытайлық".split())


def quantities(text: str, language: str) -> list[Quantity]:
    """Quantities of ``text`` in order; ordinals are of their own kind, dates and times of day are left out."""
    return quantities_of(text, scan(text, language), language, [moment.span for moment in dates(text, language)])


def quantities_of(text: str, tokens: list[Token], language: str, masked: Sequence[Span]) -> list[Quantity]:
    """The same from tokens that are at hand, outside the ``masked`` spans (in order)."""
    found: list[Quantity] = []
    starts = [span.start for span in masked]
    at = 0
    while at < len(tokens):
        place = bisect_right(starts, tokens[at].start) - 1
        if place >= 0 and tokens[at].start < masked[place].end:
            at += 1
            continue
        hit = _quantity_at(text, tokens, at, language)
        if hit is None:
            at += 1
            continue
        quantity, at = hit
        if quantity is not None:
            _append(found, quantity, text)
    return found


def _append(found: list[Quantity], new: Quantity, text: str) -> None:
    """Adds a quantity; joins "10–12" into a range, and lends its unit to a bare number before "and" or "to"."""
    last = found[-1] if found else None
    if (
        last is None
        or last.kind == "ordinal"
        or new.kind == "ordinal"
        or last.unit
        or new.span.start - last.span.end > 12
    ):
        found.append(new)
        return
    between = text[last.span.end : new.span.start].strip().lower()
    before = text[max(0, last.span.start - 9) : last.span.start].lower()
    dash = between in _DASHES and between != ""
    ranged = dash or (between in ("and", "и", "to") and before.rstrip().endswith(("between", "между")))
    scaled = _scaled(last, new)
    if ranged and scaled.value < new.value:
        low, high = scaled.value, new.value
        span = Span(last.span.start, new.span.end)
        middle = (low + high) / 2
        found[-1] = replace(
            new, span=span, text=text[span.start : span.end], value=middle, low=low, high=high, weak=False
        )
        return
    lends = new.unit and not new.bound and not last.weak
    if lends and (dash or re.fullmatch(r"(?:,|、|и|and|or|или|және|to|до|和|到|至|мен|пен)?", between)):
        # "from 84 to 71 million" is 84 million; in a list, "84, 71 million", it may be either
        change = between in _TO and re.search(r"(?:\bfrom|\bсо?|\bот|从|由)$", before.rstrip())
        found[-1] = replace(scaled if dash or change else last, unit=new.unit, dimension=new.dimension, kind=new.kind)
    found.append(new)


def _scaled(first: Quantity, second: Quantity) -> Quantity:
    """ "5–7 млн": the scale of the second number holds for the first."""
    if first.scale > 1 or second.scale == 1 or first.value * second.scale >= 10 * second.value:
        return first
    value = first.value * second.scale
    return replace(first, value=value, low=value, high=value, precision=first.precision * second.scale)


def _quantity_at(text: str, tokens: list[Token], at: int, language: str) -> tuple[Quantity | None, int] | None:
    numeral = numeral_at(tokens, at, language)
    if numeral is None:
        return None
    token = tokens[at]
    if token.kind == "n" and _is_label(text, tokens, at, numeral):
        return None, numeral.end
    end, ordinal = _suffix(tokens, numeral.end, language, token)
    ordinal = ordinal or numeral.ordinal or (at > 0 and tokens[at - 1].low == "第")
    if token.kind == "n" and end == numeral.end and _glued_word(tokens, end, language):
        return None, end + 1
    value, precision, bound, unit = numeral.value, numeral.precision, "", None
    if not ordinal:
        bound, value, precision, end = _han_more(tokens, end, value, precision)
        unit, end, value = _unit(tokens, at, end, language, value)
    before, start = bound_before(tokens, at, language)
    after, end = bound_after(tokens, end, language)
    bound = before or after or bound
    if unit and unit.dimension == "time" and tokens[start].low == "over":
        bound = ""  # "over seven days": in the course of them
    small = numeral.spelled and value <= _HAN_MANY_WEAK and (unit is None or unit.dimension in ("count", "times"))
    titled = at > 1 and token.kind == "n" and tokens[at - 1].kind == "w" and tokens[at - 1].raw[0].isupper()
    small = small or (titled and unit is None and value < 1000)  # "Apollo 11"
    if token.kind == "h" and not ordinal and unit is None and not _measured(tokens, numeral, at):
        return None
    if numeral.spelled and value == 1 and not ordinal and (unit is None or token.kind != "w"):
        return None
    span = Span(tokens[start].start, tokens[end - 1].end)
    approximate = bound.startswith("~")
    quantity = Quantity(
        span, text[span.start : span.end], value, value, value, unit.name if unit else "",
        unit.dimension if unit else "", "ordinal" if ordinal else _kind(unit), approximate, bound.lstrip("~"),
        precision, numeral.scale, weak=small or ordinal,
    )  # fmt: skip
    return quantity, end


def _kind(unit: Unit | None) -> str:
    if unit is None or unit.dimension == "count":
        return "count"
    named = {"money": "money", "share": "percent", "points": "points", "time": "duration", "times": "times"}
    return named.get(unit.dimension, "measure")


def _is_label(text: str, tokens: list[Token], at: int, numeral: Numeral) -> bool:
    """Whether the digits are part of a name or number of a thing: "Отар-2", "A320", "№ 5", "+7 727"."""
    start = tokens[at].start
    before = text[start - 1 : start]
    if before.isalpha() and lexicon(before, "en") != "zh" and tokens[at - 1].low not in CODES:
        return True
    if before in ("-", "–", "/", ".", ":", "_", "@") and text[start - 2 : start - 1].isalpha():
        return True
    if at == 0 and numeral.end < len(tokens) and tokens[numeral.end].low in (".", ")", "、") and len(tokens) > 2:
        return True  # "5. Wait": a step of a list
    if before in ("№", "#", "+") or (at > 1 and tokens[at - 1].low == "." and tokens[at - 2].low == "no"):
        return True
    return bool(
        before == "-" and at > 1 and tokens[at - 2].kind == "n" and numeral.end == at + 1 and _phone(tokens, at)
    )


def _phone(tokens: list[Token], at: int) -> bool:
    return at > 3 and tokens[at - 3].low == "-" and tokens[at - 4].kind == "n"


def _glued_word(tokens: list[Token], end: int, language: str) -> bool:
    """A word that follows the digits at once and is no unit: "5G", "3D"."""
    if end >= len(tokens) or tokens[end].kind != "w" or tokens[end - 1].end != tokens[end].start:
        return False
    return unit_at(tokens, end, language) is None and part_of(tokens[end].low, language) is None


def _suffix(tokens: list[Token], end: int, language: str, token: Token) -> tuple[int, bool]:
    """Index after "-е", "-ден" or "th", and whether that makes the number an ordinal."""
    if token.kind != "n" or end >= len(tokens) or tokens[end].start != tokens[end - 1].end:
        return end, False
    word = tokens[end].low
    if word in ("st", "nd", "rd", "th"):
        return end + 1, True
    if word not in ("-", "–") or end + 1 >= len(tokens) or tokens[end + 1].start != tokens[end].end:
        return end, False
    suffix = tokens[end + 1].low
    if language == "kk" and _KK_ORDINAL.match(suffix):
        return end + 2, True
    if language == "kk" and _KK_CASE.match(suffix):
        return end + 2, False
    if language == "ru" and suffix in _RU_ORDINAL:
        return end + 2, True
    return (end + 2, False) if language == "ru" and suffix in ("ти", "ми", "х", "и") else (end, False)


def _han_more(
    tokens: list[Token], end: int, value: Fraction, precision: Fraction
) -> tuple[str, Fraction, Fraction, int]:
    """ "30多万": more than thirty, and the scale after it."""
    if end < len(tokens) and tokens[end].low in _HAN_MORE and tokens[end].kind == "h":
        scale = {"万": 10**4, "亿": 10**8, "千": 1000, "百": 100}.get(
            tokens[end + 1].low if end + 1 < len(tokens) else "", 1
        )
        return ">", value * scale, precision * scale, end + 1 + (scale > 1)
    return "", value, precision, end


def _unit(tokens: list[Token], at: int, end: int, language: str, value: Fraction) -> tuple[Unit | None, int, Fraction]:
    units = all_units()
    if (
        at
        and tokens[at - 1].low in SYMBOLS
        and not (tokens[at - 1].low in "$" and end < len(tokens) and tokens[end].low in SYMBOLS)
    ):
        return units[SYMBOLS[tokens[at - 1].low]], end, value
    if at and tokens[at - 1].low in CODES:
        return units[CODES[tokens[at - 1].low]], end, value
    if end < len(tokens) and tokens[end].low == "成" and value < 10:
        half = end + 1 < len(tokens) and tokens[end + 1].low == "半"
        return units["%"], end + 1 + half, value * 10 + 5 * half
    if at >= 0 and tokens[at].kind == "h" and "".join(t.low for t in tokens[at : at + 3]) == "百分之":
        return units["%"], end, value * 100
    here = end
    if here < len(tokens) and tokens[here].low == "-" and tokens[here].start == tokens[here - 1].end:
        here += 1
    skipped = here
    while (
        skipped < len(tokens) and skipped - here < 5 and (tokens[skipped].low in _FILLERS or tokens[skipped].low == ".")
    ):
        skipped += 1
    hit = unit_at(tokens, here, language) or (unit_at(tokens, skipped, language) if skipped > here else None)
    if hit is None and end < len(tokens) and tokens[end].low == "半":
        hit = unit_at(tokens, end - 1, language)
    if hit:
        unit, after = hit
        if unit.name in ("m", "km") and after < len(tokens) and tokens[after].low in ("2", "3"):
            squared = {"m2": "m2", "m3": "m3", "km2": "km2"}.get(unit.name + tokens[after].low)
            if squared and tokens[after].start == tokens[after - 1].end:
                unit, after = units[squared], after + 1
        if unit.dimension == "money" and after < len(tokens) and tokens[after].low in ("сша", "ақш"):
            after += 1
        if after < len(tokens) and tokens[after].low == "半" and unit.dimension == "time":
            return unit, after + 1, value + Fraction(1, 2)
        return unit, after, value
    return _counted(tokens, here, language), end, value


def _counted(tokens: list[Token], here: int, language: str) -> Unit | None:
    """A countable thing a word or two on: "24,300 Chinese passenger cars"."""
    for place in range(here, min(here + 3, len(tokens))):
        if tokens[place].kind != "w":
            return None
        hit = unit_at(tokens, place, language)
        if hit:
            return hit[0] if hit[0].dimension == "count" else None
    return None


def _measured(tokens: list[Token], numeral: Numeral, at: int) -> bool:
    """Whether a Han numeral is one: a measure word follows, or it is more than one character long."""
    following = tokens[numeral.end].low if numeral.end < len(tokens) else ""
    big = any(tokens[place].low in "百千万亿分" for place in range(at, numeral.end))
    return following in _HAN_MEASURES or (numeral.end - at > 1 and big)
