"""Numbers as they are written, digits or words, with their scale: "1 234,5", "12 тыс.", "екі жарым миллион", 1.34万."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .numberwords import FRACTIONS_EN, SCALES_EN, part_of
from .scan import Token

__all__ = ["Numeral", "han_value", "literal", "numeral_at"]


class Numeral(NamedTuple):
    """A value as it was written."""

    value: Fraction
    precision: Fraction  # place value of its last significant digit: 1/10 for 24.2, 100 for 400
    end: int  # index of the first token after it
    ordinal: bool = False
    spelled: bool = False
    scale: Fraction = Fraction(1)  # of the scale word after digits: 1000 for "12 тыс."


_VAGUE = re.compile(
    r"^(?:(?:dozen|hundred|thousand|million|billion|trillion)s|тысяч[иа]?|тысячам|миллион(?:ы|ов)|миллиард(?:ы|ов)|с[о]т(?:ни|ен))$"
)
_ENGLISH = re.compile(r"[1-9]\d{0,2},\d{3}")
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def literal(raw: str, language: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision of digits with separators; None for a version number, a date or a list."""
    text = re.sub(r"[ \u00a0\u202f\u2009]", "", raw).replace("，", ",").replace("．", ".")
    if len(text) > 40:
        return None
    marks = [c for c in text if c in ".,"]
    if marks:
        groups = re.split(r"[.,]", text)
        thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
        if len(set(marks)) == 1 and len(marks) > 1:
            if not thousands:
                return None
            text = "".join(groups)
        elif len(set(marks)) == 2:
            if marks.count(marks[-1]) > 1 or len(set(marks[:-1])) > 1 or any(len(g) != 3 for g in groups[1:-1]):
                return None
            text = "".join(groups[:-1]) + "." + groups[-1]
        elif thousands and marks[0] == "," and language not in ("ru", "kk"):
            text = "".join(groups)
        else:
            text = ".".join(groups)
    whole, _, decimals = text.partition(".")
    digits = int(whole + decimals)
    scale = Fraction(1, 10 ** len(decimals))
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0")) if digits else 0
    return digits * scale, scale * 10**zeros


def numeral_at(tokens: list[Token], at: int, language: str) -> Numeral | None:
    """The number that begins at token ``at``, digits or words, with its scale words."""
    token = tokens[at]
    if token.kind == "h":
        return _han_at(tokens, at)
    if token.kind == "n":
        return _digits_at(tokens, at, language)
    return _words_at(tokens, at, language) if token.kind == "w" else None


def _digits_at(tokens: list[Token], at: int, language: str) -> Numeral | None:
    raw = tokens[at].raw
    if language in ("ru", "kk") and _ENGLISH.fullmatch(raw) and _scale_at(tokens, at + 1, language)[1] == at + 1:
        language = "en"  # "500,000 гугенотов": three decimals and no scale word are thousands
    parsed = literal(raw, language)
    if parsed is None:
        return None
    value, precision = parsed
    end, scale = at + 1, Fraction(1)
    while end < len(tokens):  # "12 тыс.", "1.34万", "3 hundred thousand", "5bn"
        factor, after = _scale_at(tokens, end, language)
        if after == end:
            break
        value, precision, end, scale = value * factor, precision * factor, after, scale * factor
    if end > at + 1 and end < len(tokens) and tokens[end].kind == "n":  # "4 млрд 200 млн"
        rest = _digits_at(tokens, end, language)
        if rest and rest.end > end + 1 and rest.value < precision:
            return Numeral(value + rest.value, rest.precision, rest.end)
    if end < len(tokens) - 2 and [t.low for t in tokens[end : end + 2]] == ["с", "половиной"]:
        return _digits_at_half(tokens, end, value, language)
    return Numeral(value, precision, end, scale=scale)


def _digits_at_half(tokens: list[Token], end: int, value: Fraction, language: str) -> Numeral:
    factor, after = _scale_at(tokens, end + 2, language)
    return Numeral((value + Fraction(1, 2)) * factor, factor / 10, after)


def _scale_at(tokens: list[Token], at: int, language: str) -> tuple[Fraction, int]:
    if at >= len(tokens):
        return Fraction(1), at
    token = tokens[at]
    if token.kind == "h":
        if token.low == "千" and at + 1 < len(tokens) and tokens[at + 1].low in "瓦克米伏赫":
            return Fraction(1), at  # 千瓦 is a unit
        if token.low in _HAN_SCALES and token.low != "十":
            return Fraction(_HAN_SCALES[token.low]), at + 1
        return Fraction(1), at
    part = part_of(token.low, language) if token.kind == "w" else None
    glued = at > 0 and tokens[at - 1].end == token.start
    if part and (part.role == "scale" or (part.role == "short" and (glued or len(token.low) > 1))):
        after = at + 1
        if (
            after < len(tokens)
            and tokens[after].low == "."
            and token.low in ("тыс", "млн", "млрд", "трлн", "bn", "mln")
        ):
            following = tokens[after + 1 : after + 2]
            after += bool(following) and not following[0].raw[:1].isupper()
        return part.value, after
    return Fraction(1), at


def _words_at(tokens: list[Token], at: int, language: str) -> Numeral | None:
    total = current = Fraction(0)
    last = Fraction(10**15)  # the rank the next word must stay under
    largest: Fraction | None = None
    i = at
    smallest = Fraction(1)
    if _VAGUE.match(tokens[at].low) or (
        tokens[at].low in SCALES_EN and tokens[at - 1 : at][:1] and tokens[at - 1].low in ("several", "few")
    ):
        return None
    while i < len(tokens) and tokens[i].kind == "w":
        part = part_of(tokens[i].low, language)
        if part is None or part.role == "short":
            break
        if part.role == "ordinal":
            if tokens[i].low in FRACTIONS_EN and current and current < 10:
                return Numeral(
                    current * Fraction(1, FRACTIONS_EN[tokens[i].low]), Fraction(1, 100), i + 1, spelled=True
                )
            return Numeral(total + current + part.value, Fraction(1), i + 1, ordinal=True, spelled=True)
        if part.role == "fraction":
            return _fraction(tokens, i, total + current, part.value, language)
        if part.role == "scale":
            if part.value <= 100:
                current, smallest = (current or Fraction(1)) * part.value, part.value
            elif largest is None or part.value < largest:
                total, current, largest, smallest = (
                    total + (current or Fraction(1)) * part.value,
                    Fraction(0),
                    part.value,
                    part.value,
                )
            else:
                break
            last = part.value
        else:
            rank = Fraction(10) if part.role == "unit" and part.value < 10 else Fraction(100)
            rank = Fraction(1000) if part.role == "hundred" else rank
            if rank > last or (current and current % rank):
                break
            current, last, smallest = current + part.value, rank / 10 if part.value < 1000 else Fraction(1), Fraction(1)
        i = _onward(tokens, i, language)
    value = total + current
    return Numeral(value, smallest, i, spelled=True) if i > at and value else None


def _onward(tokens: list[Token], i: int, language: str) -> int:
    """Index of the next word of the number: over "-" and "and" where a number word follows them."""
    following = tokens[i + 1 : i + 3]
    if (
        len(following) == 2
        and following[1].kind == "w"
        and (
            following[0].low == "-" or (following[0].low == "and" and tokens[i].low.startswith(("hundred", "thousand")))
        )
    ):
        part = part_of(following[1].low, language)
        if part and part.role in ("unit", "ten", "fraction", "scale", "ordinal"):
            return i + 2
    if [t.low for t in following] in (["с", "половиной"], ["and", "a"]):
        tail = tokens[i + 3 : i + 4]
        if following[0].low == "с":
            return i + 2
        if tail and tail[0].low in ("half", "quarter"):
            return i + 3
    return i + 1


def _fraction(tokens: list[Token], i: int, before: Fraction, share: Fraction, language: str) -> Numeral | None:
    """A fraction word at ``i`` after the value ``before``: "two thirds", "пять с половиной", "half a million"."""
    word, end = tokens[i].low, i + 1
    added = word in ("half", "половиной", "жарым") or (word == "quarter" and i > 0 and tokens[i - 1].low == "a")
    value = (before + share if added else before * share) if before else share
    if end + 1 < len(tokens) and tokens[end].low == "a" and part_of(tokens[end + 1].low, language):
        end += 1
    factor, after = _scale_at(tokens, end, language)
    return Numeral(value * factor, factor / (10 if factor > 1 else 100), after if factor > 1 else i + 1, spelled=True)


def han_value(text: str) -> Fraction | None:
    """Value of a Chinese numeral: 二十五, 三百万, 二〇二四."""
    if len(text) > 1 and all(c in _HAN_DIGITS for c in text):
        return Fraction(int("".join(str(_HAN_DIGITS[c]) for c in text)))
    total = section = Fraction(0)
    digit: Fraction | None = None
    for c in text:
        if c in _HAN_DIGITS:
            digit = Fraction(_HAN_DIGITS[c])
        elif c in ("万", "亿"):
            section += digit or 0
            total = (total + (section or 1)) * _HAN_SCALES[c] if c == "亿" else total + (section or 1) * _HAN_SCALES[c]
            section, digit = Fraction(0), None
        elif c in _HAN_SCALES:
            section += (1 if digit is None else digit) * _HAN_SCALES[c]
            digit = None
        else:
            return None
    return total + section + (digit or 0)


def _han_at(tokens: list[Token], at: int) -> Numeral | None:
    end = at
    while end < len(tokens) and end - at < 16 and (tokens[end].low in _HAN_DIGITS or tokens[end].low in _HAN_SCALES):
        end += 1
    run = "".join(token.low for token in tokens[at:end])
    if not run and tokens[at].low == "半" and at + 1 < len(tokens) and tokens[at + 1].low in "年个小天":
        return Numeral(Fraction(1, 2), Fraction(1, 100), at + 1, spelled=True)
    if not run or run[0] in "万亿" or (at and tokens[at - 1].low in "数几"):
        return None  # 数百: some hundreds
    if "".join(t.low for t in tokens[end : end + 2]) == "分之" and tokens[end + 2 : end + 3]:
        top = _run_value(tokens, end + 2)
        bottom = han_value(run)
        if top and bottom:
            unit = Fraction(1, 100)
            return Numeral(top[0] / bottom, unit, top[1], spelled=True)
    if run == "一" and tokens[end : end + 1] and tokens[end].low == "半":
        return Numeral(Fraction(1, 2), Fraction(1, 100), end + 1, spelled=True)
    value = han_value(run)
    if not value:
        return None
    precision = Fraction(_HAN_SCALES.get(run[-1], 1))
    ordinal = at > 0 and tokens[at - 1].low == "第"
    return Numeral(value, precision, end, ordinal=ordinal, spelled=True)


def _run_value(tokens: list[Token], at: int) -> tuple[Fraction, int] | None:
    """Value of the digits or Han numeral at ``at`` and the index after it."""
    if at < len(tokens) and tokens[at].kind == "n":
        parsed = literal(tokens[at].raw, "zh")
        return (parsed[0], at + 1) if parsed else None
    end = at
    while end < len(tokens) and end - at < 16 and (tokens[end].low in _HAN_DIGITS or tokens[end].low in _HAN_SCALES):
        end += 1
    value = han_value("".join(t.low for t in tokens[at:end])) if end > at else None
    return (value, end) if value else None
