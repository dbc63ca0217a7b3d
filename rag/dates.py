"""Dates of a text as intervals of days, and when one date bears another out.

"28 ноября 2023 года", "2023年11月" and "last year" become a first and a last day; words that count from the
publication ("yesterday", "былтыр", "в понедельник") need its date, and without it compare only with their like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .datewords import month_of, patterns, quarter_of, relative_of, small_number, weekday_of
from .domain import Span
from .numberwords import part_of
from .numerals import han_value
from .scan import scan
from .units import unit_at

__all__ = ["Moment", "Relation", "compare_dates", "dates"]

Relation = Literal["same", "contains", "finer", "different", "unknown"]
_NO_YEAR = 4  # a leap year that no article writes of: stands where the year is not known
_FINEST = ("time", "day", "weekday", "week", "month", "months", "quarter", "half", "year", "years", "decade", "century")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of calendar time, or a time of day."""

    span: Span
    text: str
    first: date | None  # None for a time of day, and for relative words without a publication date
    last: date | None
    granularity: str  # one of time, day, weekday, week, month, months, quarter, half, year, years, decade, century
    year_known: bool = True  # False: first and last stand in year 4
    relative: str = ""  # "year-1": counted from the publication
    minutes: int = -1  # minutes after midnight, for a time of day


def dates(text: str, language: str, published: date | None = None) -> list[Moment]:
    """Dates and times of day in ``text``, in order, none overlapping another."""
    found: list[Moment] = []
    for used in dict.fromkeys((language, "en") if language in ("ru", "kk", "zh") else ("en",)):
        if used != language and language != "en" and not re.search(r"[A-Z][a-z]{2}", text):
            continue
        found = _merge(found, _of_language(text, used, published))
    return sorted(found, key=lambda moment: moment.span.start)


def _of_language(text: str, language: str, published: date | None) -> list[Moment]:
    found: list[Moment] = []
    taken = bytearray(len(text))
    for pattern in patterns(language):
        for match in pattern.finditer(text):
            if taken.find(1, match.start(), match.end()) >= 0:
                continue
            moment = _build(match, language, published)
            if moment is not None:
                found.append(moment)
                taken[moment.span.start : moment.span.end] = bytes([1]) * (moment.span.end - moment.span.start)
    return found


def _merge(first: list[Moment], second: list[Moment]) -> list[Moment]:
    return first + [
        m for m in second if not any(m.span.start < f.span.end and f.span.start < m.span.end for f in first)
    ]


def _build(match: re.Match[str], language: str, published: date | None) -> Moment | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    bare = groups.keys() <= {"y", "y2"} and match.group()[-1:].isdigit()
    if bare and _counts(match.string[match.end() : match.end() + 24], language):
        return None
    start = match.start("at") if "at" in match.re.groupindex else match.start()
    span = Span(start, match.start() + len(match.group().rstrip()))
    text = match.string[span.start : span.end]
    try:
        return _interpret(groups, span, text, language, published)
    except (ValueError, OverflowError):  # 31 November, the year 0: written like a date, but none
        return None


def _counts(following: str, language: str) -> bool:
    """Whether a unit or a scale follows, so that the four digits count something: "1200–1500 tonnes"."""
    tokens = scan(following, language)
    if not tokens or tokens[0].start > 1:
        return False
    unit = unit_at(tokens, 0, language)
    part = part_of(tokens[0].low, language)
    return bool(unit and unit[0].name != "year") or bool(part and part.role == "scale")


def _interpret(g: dict[str, str], span: Span, text: str, language: str, published: date | None) -> Moment | None:
    if "hh" in g:
        return _time(g, span, text)
    if "rel" in g:
        return _relative(relative_of(g["rel"].lower(), language), span, text, published)
    if "wd" in g:
        return _weekday(weekday_of(g["wd"].lower(), language), g.get("near", ""), span, text, published)
    if "dec" in g:  # before the century: 20世纪90年代 has both
        value = int(g["dec"]) if g["dec"].isdigit() else int(han_value(g["dec"]) or 0)
        value += (_century(g["cent"]) * 100 - 100 if "cent" in g else 1900) if value < 100 else 0
        return Moment(span, text, date(value, 1, 1), date(value + 9, 12, 31), "decade")
    if "cent" in g:
        century = _century(g["cent"])
        if not 1 <= century <= 21:
            return None
        return Moment(span, text, date(century * 100 - 99, 1, 1), date(century * 100, 12, 31), "century")
    year, relative = _year(g, language, published)
    if year is None and relative and not published:
        return Moment(
            span, text, None, None, "year", relative=relative + "".join(f" {k}{v}" for k, v in g.items() if k != "ry")
        )
    if "y2" in g:
        end = int(g["y2"]) if len(g["y2"]) == 4 else int(g["y"][:2] + g["y2"])
        return Moment(span, text, date(int(g["y"]), 1, 1), date(end, 12, 31), "years") if end > int(g["y"]) else None
    return _calendar(g, year, relative, Moment(span, text, None, None, ""), language, published)


def _calendar(
    g: dict[str, str], year: int | None, relative: str, blank: Moment, language: str, published: date | None
) -> Moment | None:
    month, until = month_of(g.get("m", ""), language) if "m" in g else 0, 0
    grain = "year"
    first_month, last_month = 1, 12
    if "m" in g:
        if not month:
            return None
        until = month_of(g["m2"], language) if "m2" in g else month
        first_month, last_month, grain = month, until, "months" if "m2" in g else "month"
    elif "q" in g:
        quarter = quarter_of(g["q"].lower() if language != "zh" else g["q"], language)
        first_month, last_month, grain = 3 * quarter - 2, 3 * quarter, "quarter"
    elif "half" in g:
        second = g["half"][0].lower() in "sве下" and not g["half"].lower().startswith("first")
        first_month, last_month, grain = (7, 12, "half") if second else (1, 6, "half")
    elif "n" in g:
        last_month, grain = small_number(g["n"].lower(), language), "months"
    elif "d" in g:  # a Chinese "17日": the month is that of the publication
        if not published:
            return None
        month = first_month = last_month = published.month
        year = published.year
    elif year is None:
        return None
    known = year is not None or published is not None
    day = int(han_value(g["d"]) or 0) if "d" in g and not g["d"].isdigit() else int(g.get("d", 0))
    year = year if year is not None else _nearest(first_month, day or 15, published)
    first = date(year, first_month, day or 1)
    last_day = int(g["d2"]) if "d2" in g else day
    last = date(year, last_month, last_day) if last_day else _month_end(year, last_month)
    grain = ("days" if "d2" in g else "day") if day else grain
    return Moment(blank.span, blank.text, first, last, grain, known, relative) if first <= last else None


def _year(g: dict[str, str], language: str, published: date | None) -> tuple[int | None, str]:
    if "y" in g:
        return (int(g["y"]) if g["y"].isdigit() else int(han_value(g["y"]) or 0)), ""
    if "ry" not in g:
        return None, ""
    word = g["ry"].lower()
    past = ("last", "прошлого", "былтыр", "өткен", "去年")
    offset = -1 if word.startswith(past) else 1 if word.startswith(("next", "следующ", "келесі", "明年")) else 0
    offset = -2 if word == "前年" else offset
    if word in ("last", "next", "this") and published and "m" in g:  # "last July" is the latest July before today
        month = month_of(g["m"], language)
        passed = month < published.month
        return published.year + {"last": 0 if passed else -1, "next": 1 if passed else 0, "this": 0}[
            word
        ], f"year{offset:+d}"
    return (published.year + offset if published else None), f"year{offset:+d}"


def _nearest(month: int, day: int, published: date | None) -> int:
    """The year that puts the day closest to the publication."""
    if published is None:
        return _NO_YEAR
    gap = (month - published.month) * 30 + day - published.day
    return published.year + (-1 if gap > 183 else 1 if gap < -183 else 0)


def _time(g: dict[str, str], span: Span, text: str) -> Moment | None:
    hour, minute = int(g["hh"]), int(g.get("mm") or 0)
    afternoon = g.get("ap", "").startswith("p") or g.get("part", "") in ("下午", "晚上", "晚")
    hour = hour % 12 + 12 if afternoon else 0 if g.get("ap", "").startswith("a") and hour == 12 else hour
    return Moment(span, text, None, None, "time", minutes=hour * 60 + minute) if hour < 24 and minute < 60 else None


def _century(text: str) -> int:
    if text.isdigit():
        return int(text)
    if re.fullmatch(r"[一二三四五六七八九十]+", text):
        return int(han_value(text) or 0)
    values = {"I": 1, "V": 5, "X": 10}
    digits = [values[c] for c in text.upper().replace("Х", "X").replace("І", "I")]
    return sum(-v if any(w > v for w in digits[i + 1 : i + 2]) else v for i, v in enumerate(digits))


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _relative(key: str, span: Span, text: str, published: date | None) -> Moment | None:
    if not key:
        return None
    unit, offset = re.split(r"(?=[+-])", key)
    if published is None:
        return Moment(span, text, None, None, unit, relative=key)
    shift = int(offset)
    if unit == "day":
        first = last = published + timedelta(days=shift)
    elif unit == "week":
        first = published - timedelta(days=published.weekday()) + timedelta(weeks=shift)
        last = first + timedelta(days=6)
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        index = (published.year * 12 + published.month - 1) // months + shift
        begin, end = index * months, (index + 1) * months - 1
        first, last = date(begin // 12, begin % 12 + 1, 1), _month_end(end // 12, end % 12 + 1)
    return Moment(span, text, first, last, unit, relative=key)


_WEEKS = {"上": -1, "本": 0, "这": 0, "this": 0, "下": 1}


def _near(word: str) -> str:
    """ "last" or "next" for the Russian and Kazakh words; others as they are."""
    if word.startswith(("прошл", "минувш", "өткен")):
        return "last"
    return "next" if word.startswith(("следующ", "ближайш", "будущ", "келесі", "келер", "алдағы")) else word


def _weekday(day: int, near: str, span: Span, text: str, published: date | None) -> Moment | None:
    if not day:
        return None
    key = f"weekday{day}"
    if published is None:
        return Moment(span, text, None, None, "weekday", relative=key)
    near = _near(near.lower())
    back = (published.isoweekday() - day) % 7
    found = published - timedelta(days=back)
    if near in _WEEKS:  # a Chinese week is that of the calendar, and so is "this Friday"
        found = published + timedelta(days=day - published.isoweekday() + 7 * _WEEKS[near])
    elif near == "next":
        found += timedelta(days=7)
    elif near == "last" and back == 0:
        found -= timedelta(days=7)
    return Moment(span, text, found, found, "weekday", relative=key)


def compare_dates(claim: Moment, evidence: Moment) -> Relation:
    """How the claimed date stands to that of the evidence.

    ``same``; ``contains``: the claim is coarser, and true; ``finer``: it says more than the evidence; ``different``;
    ``unknown``: they cannot be held against each other (a time of day and a year, "last year" without a publication).
    """
    if claim.granularity == "time" or evidence.granularity == "time":
        if claim.granularity != evidence.granularity:
            return "unknown"
        return "same" if claim.minutes % 720 == evidence.minutes % 720 else "different"
    if claim.first is None or evidence.first is None or claim.last is None or evidence.last is None:
        if claim.granularity == "weekday" and evidence.granularity in ("weekday", "day"):
            return _same_weekday(claim, evidence)
        return "same" if claim.relative and claim.relative == evidence.relative else "unknown"
    if not (claim.year_known and evidence.year_known):
        claim, evidence = _without_year(claim), _without_year(evidence)
    if claim.first is None or evidence.first is None or claim.last is None or evidence.last is None:
        return "unknown"
    if (claim.first, claim.last) == (evidence.first, evidence.last):
        return "same"
    if "weekday" in (claim.granularity, evidence.granularity) and "day" in (claim.granularity, evidence.granularity):
        return "unknown" if abs((claim.first - evidence.first).days) % 7 == 0 else "different"
    if claim.first <= evidence.first and evidence.last <= claim.last:
        return "contains"
    return "finer" if evidence.first <= claim.first and claim.last <= evidence.last else "different"


def _same_weekday(claim: Moment, evidence: Moment) -> Relation:
    wanted = int(claim.relative[-1])
    given = evidence.first.isoweekday() if evidence.first and evidence.year_known else int(evidence.relative[-1:] or 0)
    return "unknown" if not given else "same" if wanted == given else "different"


def _without_year(moment: Moment) -> Moment:
    """The same days in a year that is not known; a whole year or more says nothing then."""
    if moment.first is None or moment.last is None or moment.granularity in ("year", "years", "decade", "century"):
        return Moment(moment.span, moment.text, None, None, moment.granularity)
    if moment.first.year != moment.last.year:
        return Moment(moment.span, moment.text, None, None, moment.granularity)
    last = moment.last.replace(year=_NO_YEAR)
    if (last.month, last.day) == (2, 28) and moment.granularity != "day":
        last = last.replace(day=29)
    return Moment(moment.span, moment.text, moment.first.replace(year=_NO_YEAR), last, moment.granularity, False)
