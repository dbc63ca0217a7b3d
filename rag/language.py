"""Which language a text is written in: by its script first, then by its letter sequences.

Four languages are told apart with care, also in a question of three words; the others are named so that a German
article is not taken for an English one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .domain import LANGUAGES
from .stopwords import STOPWORDS

__all__ = ["detect", "reader_language"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_KAZAKH_LETTERS = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_KAZAKH_ONLY = re.compile(r"[ғқұә]", re.IGNORECASE)  # with і, ң, ө and ү, which neighbours share
_NOT_KAZAKH = re.compile(r"[їєґўјљњћђџѓќѕ]", re.IGNORECASE)

_CYRILLIC_LANGUAGES = frozenset({"ru", "kk", "uk", "be", "bg", "sr", "mk", "ky", "mn"})
_SAMPLE = 4000  # characters that are looked at: enough to be sure, quick on a book
_SHORT = 40  # letters below which letter statistics mislead
_WORDS = 6  # an English sentence of that many has one like "the" among them


def detect(text: str) -> str:
    """ISO 639-1 code of the language that most of ``text`` is written in; "und" when it holds no letters."""
    sample = text[:_SAMPLE]
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    hangul, latin = len(_HANGUL.findall(sample)), len(_LATIN.findall(sample))
    cyrillic = len(_CYRILLIC.findall(sample))
    # A Han character says about as much as two letters of an alphabet.
    most = max(2 * (han + kana), 2 * hangul, cyrillic, latin)
    if most == 0:
        return "und"
    if most == 2 * (han + kana):
        return "ja" if kana * 10 > han else "zh"
    if most == 2 * hangul:
        return "ko"
    if most == cyrillic:
        return _cyrillic(sample, cyrillic)
    words = sample.lower().split()
    if latin < _SHORT and (len(words) < _WORDS or any(word in STOPWORDS for word in words)):
        return "en"
    best = str(_best(sample))
    return "en" if best == "pcm" else best  # Nigerian Pidgin: plain English is often taken for it


def reader_language(text: str) -> str:
    """Which of the four languages to speak to the writer of ``text``: hers, or English."""
    language = detect(text)
    return language if language in LANGUAGES else "en"


def _cyrillic(sample: str, letters: int) -> str:
    kazakh = len(_KAZAKH_LETTERS.findall(sample))
    foreign = len(_NOT_KAZAKH.findall(sample))
    if _KAZAKH_ONLY.search(sample) and kazakh * 50 > letters and foreign * 4 < kazakh:
        return "kk"
    best = str(_best(sample, _CYRILLIC_LANGUAGES))
    if letters < _SHORT and best not in ("ru", "kk"):
        return "kk" if kazakh and not foreign else "uk" if foreign else "ru"
    return best


def _best(sample: str, among: frozenset[str] = frozenset()) -> str:
    ranked: list[tuple[str, float]] = _identifier().rank(sample)
    return next(code for code, _ in ranked if not among or code in among)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.6 s to load: only when script alone cannot tell

    return LanguageIdentifier.from_model_file(MODEL_FILE)
