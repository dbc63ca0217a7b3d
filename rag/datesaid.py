"""Days, stretches of days and ages in the words of four languages."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

__all__ = ["age", "day", "long_day", "stretch"]

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
    "zh": [f"{number}月" for number in range(1, 13)],
}
_MONTHS_ALONE = _MONTHS | {  # "ноябрь 2023 года", not "ноября"
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье".split(),
    "kk": "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі".split(),
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split(),
}
_LONG = {
    "en": "{weekday}, {d} {month} {y}",
    "ru": "{weekday}, {d} {month} {y} года",
    "kk": "{y} жылғы {d} {month}, {weekday}",
    "zh": "{y}年{month}{d}日，{weekday}",
}
_DAY = {
    "en": "{d} {month} {y}",
    "ru": "{d} {month} {y} г.",
    "kk": "{y} жылғы {d} {month}",
    "zh": "{y}年{month}{d}日",
}
_MONTH = {"en": "{month} {y}", "ru": "{month} {y} года", "kk": "{y} жылғы {month}", "zh": "{y}年{month}"}
_QUARTER = {
    "en": "{n} quarter of {y}",
    "ru": "{n} квартал {y} года",
    "kk": "{y} жылғы {n} тоқсан",
    "zh": "{y}年第{n}季度",
}
_QUARTERS = {
    "en": ("first", "second", "third", "fourth"),
    "ru": ("I", "II", "III", "IV"),
    "kk": ("I", "II", "III", "IV"),
    "zh": ("一", "二", "三", "四"),
}
_YEAR = {"en": "{y}", "ru": "{y} год", "kk": "{y} жыл", "zh": "{y}年"}
# Singular, plural; in Russian for 1, 2 to 4, and 5 and more.
_UNITS = {
    "day": {
        "en": ("day", "days"),
        "ru": ("день", "дня", "дней"),
        "kk": ("күн",),
        "zh": ("天",),
    },
    "month": {
        "en": ("month", "months"),
        "ru": ("месяц", "месяца", "месяцев"),
        "kk": ("ай",),
        "zh": ("个月",),
    },
    "year": {
        "en": ("year", "years"),
        "ru": ("год", "года", "лет"),
        "kk": ("жыл",),
        "zh": ("年",),
    },
}
_OLD = {"en": "{n} {unit} old", "ru": "{n} {unit} назад", "kk": "{n} {unit} бұрын", "zh": "{n}{unit}前"}
_TODAY = {"en": "from today", "ru": "сегодня", "kk": "бүгін", "zh": "今天"}
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25


def day(when: date, language: str) -> str:
    """ "3 Nov 2023", in English with the month cut short."""
    return _day(str(when.day), when, language)


def long_day(when: date, language: str) -> str:
    """ "Monday, 27 November 2023"."""
    return _LONG[language].format(
        weekday=_WEEKDAYS[language][when.weekday()],
        d=when.day,
        month=_MONTHS[language][when.month - 1],
        y=when.year,
    )


def stretch(first: date, last: date, language: str) -> str:
    """Calendar words for whole days from ``first`` to ``last``: a day, month, quarter or year by its name."""
    if first == last:
        return long_day(first, language)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == 12 and first.month == 1:
            return _YEAR[language].format(y=first.year)
        if months == 3 and first.month % 3 == 1:
            return _QUARTER[language].format(n=_QUARTERS[language][first.month // 3], y=first.year)
        return _month(first, last, language)
    if (first.year, first.month) == (last.year, last.month):
        return _day(f"{first.day}–{last.day}", last, language)
    return f"{day(first, language)} – {day(last, language)}"


def age(when: date, today: date, language: str) -> str:
    """How old it is, in its largest whole unit: "3 years old"; empty for a day that is still to come."""
    days = (today - when).days
    if days < 0:
        return ""
    if days == 0:
        return _TODAY[language]
    if days < 31:
        unit, number = "day", days
    elif days < _YEAR_DAYS:
        unit, number = "month", int(days / _MONTH_DAYS)
    else:
        unit, number = "year", int(days / _YEAR_DAYS)
    return _OLD[language].format(n=number, unit=_form(_UNITS[unit][language], number, language))


def _day(number: str, when: date, language: str) -> str:
    month = _MONTHS[language][when.month - 1]
    return _DAY[language].format(d=number, month=month[:3] if language == "en" else month, y=when.year)


def _month(first: date, last: date, language: str) -> str:
    """Whole months, from that of the first day to that of the last."""
    names = _MONTHS_ALONE[language]
    if first.year != last.year:
        return f"{_month(first, first, language)} – {_month(last, last, language)}"
    months = list(dict.fromkeys((names[first.month - 1], names[last.month - 1])))
    return _MONTH[language].format(month="–".join(months), y=first.year)


def _form(forms: tuple[str, ...], number: int, language: str) -> str:
    if language == "ru":
        if number % 10 == 1 and number % 100 != 11:
            return forms[0]
        return forms[1] if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else forms[2]
    return forms[0] if number == 1 else forms[-1]
