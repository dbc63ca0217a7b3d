# ruff: noqa: E501 - tables that are read row by row
"""One spelling for a name in any of the scripts.

Cyrillic, Russian or Kazakh, goes to a plain Latin key in which the usual romanisations meet (Токаев, Тоқаев, Tokayev,
Tokaev: ``tokaev``); Palladius Cyrillic and Han characters go to pinyin; a foreign name in Han characters, which keeps
little but its consonants, is compared by their classes.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import product

__all__ = ["alike", "forms", "han_readings", "key", "skeleton"]

_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхыэёәғқңөұүһі",
        "a b v g d e z i i k l m n o p r s t u f h i e e a g k n o u u h i".split(),
        strict=True,
    )
) | {"ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "u", "я": "ia", "ь": "", "ъ": ""}
_LATIN_RULES = [
    ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("sch", "sh"), ("ph", "f"), ("th", "t"), ("tz", "ts"), ("ck", "k"),
    ("q", "k"), ("x", "ks"), ("w", "v"), ("y", "i"), ("ie", "e"), ("iu", "u"), ("io", "o"),
]  # fmt: skip
_RU_ENDINGS = "ского ской ским ого его ому ему ыми ими ий ый ая яя ой ей ою ым им ом ем ую а я у ю е ы и".split()
_KK_ENDINGS = (
    "ндағы ндегі дағы дегі тағы тегі ның нің дың дің тың тің нда нде дан ден тан тен нан нен мен бен пен ды ді ты ті "
    "ны ні ға ге қа ке на не да де та те лық лік дық дік тық тік лар лер дар дер тар тер сы сі ы і"
).split()
_SHORTEST = 3  # letters that must remain when an ending is taken off


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """Latin key of one word of an alphabetic script."""
    low = word.lower()
    if any(c in _CYRILLIC for c in low):
        plain = "".join(_CYRILLIC.get(c, "") for c in low)
        return _collapse(plain.replace("ie", "e") if "ие" in low or "ые" in low else plain)
    decomposed = unicodedata.normalize("NFKD", low.replace("ş", "sh").replace("ç", "ch").replace("ı", "i"))
    plain = "".join(c for c in decomposed if "a" <= c <= "z")
    for old, new in _LATIN_RULES:
        plain = plain.replace(old, new)
    return _collapse(plain)


def _collapse(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """Keys under which an inflected word may meet its other forms and spellings."""
    low = word.lower()
    if any(c in _CYRILLIC for c in low):
        bare = {low} | {stem for e in _RU_ENDINGS if (stem := _without(low, e))}
        for _ in range(2):
            bare |= {stem for b in bare for e in _KK_ENDINGS if (stem := _without(b, e))}
        soft = {low[:-1] + end for end in "йь" if low[-1:] in "яюе" and len(low) > 2}
        readings = {key(pinyin) for b in {low, *soft, *_uninflected(low)} if (pinyin := _palladius(b))}
        return frozenset({key(b) for b in bare | soft} | readings) - {""}
    plain = key(low)
    single = plain.removesuffix("s") if len(plain) > 4 else plain
    return frozenset({plain, single, plain.rstrip("aieou") if len(plain.rstrip("aieou")) >= _SHORTEST else plain}) - {
        ""
    }


def _uninflected(word: str) -> set[str]:
    """A Chinese name in a Russian case: Чжана, Пином."""
    return {word[:-1]} if word[-1:] in "ауеыи" else {word[:-2]} if word[-2:] in ("ом", "ем") else set()


def _without(word: str, ending: str) -> str:
    return word[: -len(ending)] if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST else ""


_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х", "j": "цз",
    "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "eng": "эн", "ong": "ун", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь",
    "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань",
    "un": "унь", "uang": "уан",
}  # fmt: skip
_ALONE = {
    "a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "en": "энь", "er": "эр", "ou": "оу", "yi": "и",
    "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь", "yang": "ян", "ying": "ин", "yong": "юн",
    "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань", "wen": "вэнь", "wang": "ван",
    "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "lü": "люй", "nü": "нюй", "hui": "хуэй",
}  # fmt: skip


@cache
def _syllables() -> dict[str, str]:
    """Pinyin by Palladius syllable."""
    table: dict[str, str] = {}
    palatal = {"u": "юй", "ue": "юэ", "uan": "юань", "un": "юнь"}
    for initial, cyrillic in _INITIALS.items():
        if initial in "jqx":
            rows = {f: c for f, c in _FINALS.items() if f[0] == "i"} | palatal
        elif initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
            rows = {f: c for f, c in _FINALS.items() if f[0] != "i"} | {
                "i": "и" if len(initial) == 2 or initial == "r" else "ы"
            }
        else:
            rows = _FINALS
        for final, ending in rows.items():
            table.setdefault(cyrillic + ending, initial + final)
    return table | {cyrillic: pinyin for pinyin, cyrillic in _ALONE.items()} | {"хуй": "hui"}


@lru_cache(maxsize=20_000)
def _palladius(word: str) -> str:
    """Pinyin of a Cyrillic word of up to three Palladius syllables, or ""."""
    if not 1 < len(word) <= 16:
        return ""
    return _spell(word, 3)


def _spell(word: str, left: int) -> str:
    if not word or not left:
        return ""
    table = _syllables()
    for length in range(min(6, len(word)), 0, -1):
        head = table.get(word[:length])
        rest = word[length:].lstrip("ъ")
        if head and (not rest or (tail := _spell(rest, left - 1))):
            return head if not rest else head + tail
    return ""


@lru_cache(maxsize=20_000)
def han_readings(text: str) -> tuple[str, ...]:
    """Pinyin readings (as keys) of up to three Han characters, the likelier first, at most eight."""
    from pypinyin import Style, pinyin  # 0.3 s to load its tables: only when a Chinese name is compared

    syllables = pinyin(text[:4], style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(key("".join(choice)) for choice, _ in zip(product(*syllables), range(8), strict=False)))


_CLASSES = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("dt", "T"), **dict.fromkeys("gkhq", "K"), **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("zscjx", "S"), **dict.fromkeys("lr", "L"), "m": "M", "n": "N",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """Consonant classes of a word in any of the scripts."""
    if "\u3400" <= word[:1] <= "\u9fff":
        from pypinyin import lazy_pinyin

        return "".join(_syllable_skeleton(s) for s in lazy_pinyin(word[:12]))
    plain = key(word).replace("ts", "s").replace("sh", "s").replace("ch", "s").replace("ng", "n")
    return _collapse("".join(_CLASSES.get(c, "") for c in plain))


def _syllable_skeleton(syllable: str) -> str:
    if syllable == "er":
        return "L"
    first = _CLASSES.get(syllable[:1], "")
    return first + ("N" if syllable.endswith(("n", "ng")) and len(syllable) > 1 else "")


def alike(first: str, second: str) -> bool:
    """Whether two words of different scripts may spell one name, by their consonants."""
    one, other = skeleton(first), skeleton(second)
    one, other = _collapse(one), _collapse(other)
    if min(len(one), len(other)) < 2:
        return one == other != ""
    return abs(len(one) - len(other)) <= 2 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75
