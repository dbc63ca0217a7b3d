"""Calendar days as four languages write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from ingest.clean import squeeze

__all__ = ["DATES", "date_of", "parse_date"]

_MONTHS = (
    ("january", "jan", "январ[ья]", "қаңтар"),
    ("february", "feb", "феврал[ья]", "ақпан"),
    ("march", "mar", "марта?", "наурыз"),
    ("april", "apr", "апрел[ья]", "сәуір"),
    ("may", "may", "ма[йя]", "мамыр"),
    ("june", "jun", "июн[ья]", "маусым"),
    ("july", "jul", "июл[ья]", "шілде"),
    ("august", "aug", "августа?", "тамыз"),
    ("september", "sept?", "сентябр[ья]", "қыркүйек"),
    ("october", "oct", "октябр[ья]", "қазан"),
    ("november", "nov", "ноябр[ья]", "қараша"),
    ("december", "dec", "декабр[ья]", "желтоқсан"),
)
_NAME = "|".join(form for forms in _MONTHS for form in forms)
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<n>{_NAME})\.?,?[\s-]+(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"\b(?P<n>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:жыл(?:ғы|дың)?|ж\.)\s*(?P<d>\d{{1,2}})\s*[-–]?(?:шы|ші)?\s*(?P<n>{_NAME})",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
    )
)
_LONGEST_DATE = 60  # characters; longer strings are prose, and dateparser is slow


def parse_date(value: object) -> date | None:
    """The calendar day a value names, or None: never a day to come, never one that had to be guessed.

    Day comes before month in "05.06.2023" and "05/06/2023".
    """
    if isinstance(value, datetime | date):
        return _past(value.date() if isinstance(value, datetime) else value)
    text = squeeze(str(value)) if value else ""
    if not text or len(text) > _LONGEST_DATE or not re.search(r"\d", text):
        return None
    for pattern in DATES:
        if match := pattern.search(text):
            return date_of(match)
    return _loose(text)


def date_of(match: re.Match[str]) -> date | None:
    """The day that a match of one of DATES names, or None: a day that does not exist, or is to come."""
    groups = match.groupdict()
    month = groups.get("m") or _month(groups["n"])
    try:
        return _past(date(int(groups["y"]), int(month), int(groups["d"])))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(n for n, forms in enumerate(_MONTHS, 1) if re.fullmatch("|".join(forms), name, re.IGNORECASE))


def _loose(text: str) -> date | None:
    if not re.search(r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d\d(?!\d)", text):
        return None  # without a year it would have to be guessed
    import dateparser  # 0.2 s to import, seldom needed

    found = dateparser.parse(
        text,
        languages=["en", "ru", "kk", "zh"],
        settings={"REQUIRE_PARTS": ["year", "month", "day"], "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]},
    )
    return _past(found.date()) if found else None


def _past(day: date) -> date | None:
    easternmost = datetime.now(UTC) + timedelta(hours=14)  # where it is tomorrow already
    return day if date(1800, 1, 1) <= day <= easternmost.date() else None
