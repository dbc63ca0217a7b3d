"""Index terms: what the word index stores and looks up.

A word goes in by its stem in English and Russian (Snowball), by its first six letters in Kazakh (the language piles
suffixes on a stem that rarely exceeds them), and by character pairs in Chinese. Cyrillic words of a query are looked up
both ways, so that a Russian question finds "Алматы" in a Kazakh article and a three-word question need not tell which
of the two languages it is in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from .stopwords import CHINESE_STOPWORDS, STOPWORDS

__all__ = ["ANALYSER", "content_words", "document_terms", "query_terms", "terms_for"]

ANALYSER = "stems-1"  # goes into the manifest; another analysis needs another name and a rebuilt index

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CHINESE_STOP = re.compile("|".join(CHINESE_STOPWORDS))
_PREFIX = 6  # letters kept of a Kazakh word


def document_terms(text: str, language: str) -> list[str]:
    """Terms of a passage in ``language`` (ISO 639-1), in order, repeats kept: their number is what BM25 counts."""
    found: list[str] = []
    for token in tokens(text):
        found.extend(_terms(token, ("kk",) if language == "kk" else ("ru",)))
    return found


def query_terms(text: str) -> list[str]:
    """Terms of a question, function words left out unless nothing else is there; each once, in order."""
    words = content_words(text) or tokens(text)
    return list(dict.fromkeys(term for word in words for term in _terms(word, ("ru", "kk"))))


def terms_for(weights: Mapping[str, float], language: str) -> dict[str, float]:
    """Those of a question's terms that a text in ``language`` can hold.

    Cyrillic words are looked up both ways, and a text holds one. Words of another alphabet are out of its reach, but
    for its concepts, figures and names in Latin letters.
    """
    skipped = "r:" if language == "kk" else "k:"
    alphabet = {"en": ("r:", "k:"), "zh": ("r:", "k:")}.get(language, (skipped,))
    return {
        term: weight
        for term, weight in weights.items()
        if not term.startswith(alphabet) and (language == "zh" or not _HAN.match(term))
    }


def content_words(text: str) -> list[str]:
    """The words, numbers and Han runs of ``text`` that are no function words, folded to small letters."""
    parts = (_CHINESE_STOP.sub(" ", token).split() if _HAN.match(token) else [token] for token in tokens(text))
    return [word for part in parts for word in part if word not in STOPWORDS]


def tokens(text: str) -> list[str]:
    """Words, numbers and runs of Han characters, in NFKC and small letters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return [token for match in _TOKEN.findall(folded) for token in _parted(match)]


def _parted(token: str) -> list[str]:
    if "-" in token:
        return [part for part in token.split("-") if part]
    return [re.sub(r"(['’]s)$", "", token)]


def _terms(token: str, cyrillic: tuple[str, ...]) -> list[str]:
    if _HAN.match(token):
        return [token] if len(token) == 1 else [token[i : i + 2] for i in range(len(token) - 1)]
    if token[0].isdigit():
        return [token.replace("\u00a0", "").replace("\u202f", "").replace(",", ".")]
    if _CYRILLIC.match(token):
        # The mark keeps a Russian stem from meeting a Kazakh prefix of the same letters.
        return [
            f"r:{_stem('russian', token.replace('ё', 'е'))}" if c == "ru" else f"k:{token[:_PREFIX]}" for c in cyrillic
        ]
    return [_stem("english", token)]


@lru_cache(maxsize=100_000)
def _stem(language: str, word: str) -> str:
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(language)
