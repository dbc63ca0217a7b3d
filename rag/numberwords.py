# ruff: noqa: E501 - tables that are read row by row
"""Number words of English, Russian and Kazakh, in all their cases, and what each adds to a number."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from .scan import lexicon

__all__ = ["FRACTIONS_EN", "SCALES_EN", "Part", "part_of"]


class Part(NamedTuple):
    """What one word adds to a number: a unit, ten, hundred, scale, fraction or ordinal."""

    role: str
    value: Fraction


_EN = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES_EN = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "trn": 10**12, "tn": 10**12}
_EN_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
FRACTIONS_EN = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifths": 5, "tenths": 10}

_RU_FORMS = {
    1: "один одна одно одного одной одному одним одну", 2: "два две двух двум двумя", 3: "три трех трёх трем трём тремя",
    4: "четыре четырех четырёх четырем четырём четырьмя", 5: "пять пяти пятью", 6: "шесть шести шестью",
    7: "семь семи семью", 8: "восемь восьми восемью", 9: "девять девяти девятью", 10: "десять десяти десятью",
    40: "сорок сорока", 50: "пятьдесят пятидесяти", 60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти", 90: "девяносто девяноста", 100: "сто ста", 200: "двести двухсот двумстам",
    300: "триста трехсот трёхсот тремстам", 400: "четыреста четырехсот четырёхсот", 500: "пятьсот пятисот",
    600: "шестьсот шестисот", 700: "семьсот семисот", 800: "восемьсот восьмисот", 900: "девятьсот девятисот",
    12: "дюжина дюжину",
}  # fmt: skip
_RU_TEENS = {
    11: "одиннадцат", 12: "двенадцат", 13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат",
    17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат", 20: "двадцат", 30: "тридцат",
}  # fmt: skip
_RU_SCALES = {
    10**3: "тысяч тысяча тысячи тысячу тысячей тысячам тысячами тысячах тыс", 10**6: "млн миллион миллиона миллионов "
    "миллионам миллионами миллионах миллионом миллиону", 10**9: "млрд миллиард миллиарда миллиардов миллиардам "
    "миллиардами миллиардах миллиардом миллиарду", 10**12: "трлн триллион триллиона триллионов триллионами",
}  # fmt: skip
_RU_ORDINALS = {
    1: "перв", 2: "втор", 3: "трет", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят", 10: "десят",
    40: "сороков", 50: "пятидесят", 60: "шестидесят", 100: "сот",
}  # fmt: skip
_RU_ENDINGS = "ый ого ому ым ом ая ой ую ое ые ых ыми ий ья ье ью ьего ьей ьи ьих ьем ьему".split()
_RU_FRACTIONS = {"половина": 2, "половину": 2, "половины": 2, "половиной": 2, "половине": 2, "треть": 3, "трети": 3,
                 "четверть": 4, "четверти": 4}  # fmt: skip

_KK = {
    "бір": 1, "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10,
    "жиырма": 20, "отыз": 30, "қырық": 40, "елу": 50, "алпыс": 60, "жетпіс": 70, "сексен": 80, "тоқсан": 90,
}  # fmt: skip
_KK_SCALES = {"жүз": 100, "мың": 10**3, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9,
              "триллион": 10**12, "трлн": 10**12}  # fmt: skip
_KK_ENDING = re.compile(
    r"(?:дан|ден|тан|тен|нан|нен|ға|ге|қа|ке|да|де|та|те|ның|нің|дың|дің|тың|тің|ды|ді|ты|ті|ны|ні|еуі|ауы|еу|ау|сы|сі|ы|і)$"
)
_KK_ORDINAL = re.compile(r"(?:ыншы|інші|ншы|нші)(?:сы|сі|сында|сінде)?$")


@cache
def _russian() -> dict[str, Part]:
    table: dict[str, Part] = {}
    for value, forms in _RU_FORMS.items():
        role = "unit" if value < 20 else "ten" if value < 100 else "hundred"
        table.update({form: Part(role, Fraction(value)) for form in forms.split()})
    for value, stem in _RU_TEENS.items():
        role = "unit" if value < 20 else "ten"
        table.update({stem + ending: Part(role, Fraction(value)) for ending in ("ь", "и", "ью")})
    for value, forms in _RU_SCALES.items():
        table.update({form: Part("scale", Fraction(value)) for form in forms.split()})
    for value, stem in {**_RU_ORDINALS, **_RU_TEENS}.items():
        for ending in _RU_ENDINGS:
            table.setdefault(stem + ending, Part("ordinal", Fraction(value)))
    table.update({word: Part("fraction", Fraction(1, n)) for word, n in _RU_FRACTIONS.items()})
    table.update({word: Part("unit", Fraction(3, 2)) for word in ("полтора", "полторы", "полутора")})
    table.update({"полмиллиона": Part("unit", Fraction(500_000)), "полмиллиарда": Part("unit", Fraction(5 * 10**8))})
    table["полугода"] = table["полгода"] = Part("fraction", Fraction(1, 2))
    return table


@lru_cache(maxsize=50_000)
def part_of(word: str, language: str) -> Part | None:
    """What ``word`` (small letters) adds to a number in the language of its script."""
    table = lexicon(word, language)
    if table == "ru":
        return _russian().get(word)
    if table == "kk":
        return _kazakh(word)
    if word in _EN:
        return Part("ten" if _EN[word] > 19 else "unit", Fraction(_EN[word]))
    if word in SCALES_EN or word.rstrip("s") in SCALES_EN:
        return Part("scale", Fraction(SCALES_EN.get(word) or SCALES_EN[word.rstrip("s")]))
    if word in _EN_SHORT:
        return Part("short", Fraction(_EN_SHORT[word]))
    if word in FRACTIONS_EN:
        return Part("fraction", Fraction(1, FRACTIONS_EN[word]))
    return Part("ordinal", Fraction(_EN_ORDINALS.index(word) + 1)) if word in _EN_ORDINALS else None


def _kazakh(word: str) -> Part | None:
    ordinal = _KK_ORDINAL.search(word)
    stems = [word, _KK_ENDING.sub("", word), word.removesuffix("е") + "і", word.removesuffix("а") + "ы"]
    if ordinal:
        stem = word[: ordinal.start()]
        stems = [stem, stem + "ы", stem + "і"]
    for stem in stems:
        if stem in _KK:
            return Part("ordinal" if ordinal else "ten" if _KK[stem] > 9 else "unit", Fraction(_KK[stem]))
        if stem in _KK_SCALES and not ordinal:
            return Part("scale", Fraction(_KK_SCALES[stem]))
    if word in ("жарты", "жартысы", "жартысын", "жарым"):
        return Part("fraction", Fraction(1, 2))
    return Part("fraction", Fraction(1, 4)) if word in ("ширек", "ширегі") else None
