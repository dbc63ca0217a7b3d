# ruff: noqa: E501 - tables that are read row by row
"""Words that bound a number: "about", "не менее", "астам", 超过."""

from __future__ import annotations

from functools import cache

from .scan import PrefixTable, Token, lexicon
from .units import CODES, SYMBOLS

__all__ = ["bound_after", "bound_before"]

# "~" about · "~<" nearly · the others as in mathematics
_BEFORE = {
    "en": {
        "~": "about around approximately roughly some circa an_estimated estimated", "~<": "nearly almost close_to "
        "just_under", ">": "more_than over above exceeding exceeded exceeds upwards_of in_excess_of just_over greater_than "
        "higher_than", ">=": "at_least no_less_than not_less_than no_fewer_than minimum_of a_minimum_of", "<": "less_than "
        "under below fewer_than lower_than", "<=": "at_most no_more_than not_more_than up_to as_many_as as_much_as "
        "a_maximum_of",
    },
    "ru": {
        "~": "около примерно порядка приблизительно ориентировочно", "~<": "почти без_малого чуть_менее чуть_меньше",
        ">": "более больше свыше выше чуть_более чуть_больше превы*", ">=": "не_менее_чем не_менее не_меньше_чем не_меньше "
        "минимум по_меньшей_мере как_минимум по_крайней_мере хотя_бы", "<": "менее меньше ниже менее_чем", "<=": "не_более_чем "
        "не_более не_больше_чем не_больше максимум не_превы*",
    },
    "kk": {"~": "шамамен орта_есеппен_шамамен", ">=": "кемінде ең_кемі ең_азы", "<=": "көп_дегенде ең_көбі"},
    "zh": {
        "~": "约 大约 约为 大概", "~<": "近 将近 接近", ">": "超 超过 逾 高于 多于 突破 超出 高达", ">=": "至少 不少于 不低于 最少 不下",
        "<": "低于 少于 不足 不到 不满", "<=": "不超过 不多于 至多 最多 不得超过 不高于",
    },
}  # fmt: skip
_AFTER = {
    "en": {">=": "or_more and_above or_above", "~": "or_so", "<=": "or_less or_fewer"},
    "ru": {">": "с_лишним и_более с_небольшим", "~": "или_около_того"},
    "kk": {"~<": "жуық жуығы жуықта* жуығын", ">": "астам артық астамы асты асатын асып аса", ">=": "кем_емес",
           "<": "кем аз жетпе*", "<=": "артық_емес аспа* асырма* көп_емес", "~": "шамасында шамалы"},
    "zh": {">=": "以上 及以上 之上", "~": "左右 上下", "<=": "以下 以内 之内"},
}  # fmt: skip


@cache
def _cues() -> tuple[dict[str, PrefixTable], dict[str, PrefixTable]]:
    before = {language: PrefixTable(_spelled(rows, language)) for language, rows in _BEFORE.items()}
    return before, {language: PrefixTable(_spelled(rows, language)) for language, rows in _AFTER.items()}


def _spelled(rows: dict[str, str], language: str) -> dict[str, str]:
    if language != "zh":
        return rows
    return {key: " ".join("_".join(word) for word in block.split()) for key, block in rows.items()}


def bound_before(tokens: list[Token], at: int, language: str) -> tuple[str, int]:
    """Bound that the words before the number set, and the index where the quantity begins."""
    start = at
    while start and (tokens[start - 1].low in SYMBOLS or tokens[start - 1].low in CODES or (
        tokens[start - 1].low in ("us", "hk") and tokens[start].low == "$"
    )):  # fmt: skip
        start -= 1
    tables = _cues()[0]
    if start > 1 and tokens[start - 1].low in ("в", "на", "by"):  # "не менее чем в полтора раза"
        for width in range(min(4, start - 1), 0, -1):
            hit = tables[lexicon(tokens[start - 1 - width].low, language)].match(tokens, start - 1 - width)
            if hit and hit[1] == start - 1:
                return hit[0], start - 1 - width
    for width in range(min(4, start), 0, -1):
        first = tokens[start - width]
        hit = tables[lexicon(first.low, language)].match(tokens, start - width)
        if hit and hit[1] == start:
            return hit[0], start - width
    if start and tokens[start - 1].low in ("~", "≈"):
        return "~", start - 1
    return "", start


def bound_after(tokens: list[Token], end: int, language: str) -> tuple[str, int]:
    """Bound that the words after the number set, and the index after them."""
    if end >= len(tokens):
        return "", end
    hit = _cues()[1][lexicon(tokens[end].low, language)].match(tokens, end)
    return hit if hit else ("", end)
