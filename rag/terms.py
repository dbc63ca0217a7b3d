"""Index terms: what the word index stores and looks up.

A word goes in by its stem in English and Russian (Snowball), by its first six letters in Kazakh (the language piles
suffixes on a stem that rarely exceeds them), and by character pairs in Chinese; beside it goes the concept that it
stands for, the same in all four languages. Cyrillic words of a query are looked up both ways, since a question of three
words need not tell Russian from Kazakh.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from .glossary import Mention, concepts
from .language import reader_language
from .stopwords import CHINESE_STOPWORDS, STOPWORDS

__all__ = ["ANALYSER", "content_words", "document_terms", "query_groups", "tokens"]

ANALYSER = "stems-and-concepts-1"  # goes into the manifest; another analysis needs another name and a rebuilt index

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CHINESE_STOP = re.compile("|".join(CHINESE_STOPWORDS))
_PREFIX = 6  # letters kept of a Kazakh word
_LONGEST = 60  # characters kept of a term; longer ones are addresses and noise


class _Word(NamedTuple):
    start: int
    end: int
    low: str


def document_terms(text: str, language: str) -> list[str]:
    """Terms of a passage in ``language`` (ISO 639-1), repeats kept: their number is what BM25 counts."""
    text = unicodedata.normalize("NFKC", text)
    spelled = ("kk",) if language == "kk" else ("ru",)
    words = [term for word in _words(text) for term in _terms(word.low, spelled)]
    return words + [mention.term for mention in concepts(text, language)]


def query_groups(text: str) -> list[frozenset[str]]:
    """The words of a question, each as the set of terms that may stand for it in a passage of any language.

    Function words are left out, unless there is nothing else.
    """
    text = unicodedata.normalize("NFKC", text)
    over: dict[int, list[Mention]] = {}  # each character that concepts stand over
    for mention in concepts(text, reader_language(text)):
        for at in range(mention.start, mention.end):
            over.setdefault(at, []).append(mention)
    words = list(_content(text)) or list(_words(text))
    found: dict[frozenset[str], None] = {}
    for part in (part for word in words for part in _parts(word)):
        meant = {m.term for m in over.get(part.start, ()) if part.end <= m.end}
        found[frozenset(meant.union(_terms(part.low, ("ru", "kk"))))] = None
    return list(found)


def content_words(text: str) -> list[str]:
    """The words, numbers and Han runs of ``text`` that are no function words, in small letters."""
    return [word.low for word in _content(unicodedata.normalize("NFKC", text))]


def tokens(text: str) -> list[str]:
    """Words, numbers and runs of Han characters, in small letters."""
    return [word.low for word in _words(unicodedata.normalize("NFKC", text))]


def _words(text: str) -> Iterator[_Word]:
    for match in _TOKEN.finditer(text):
        low = re.sub(r"['’]s$", "", match.group().lower())
        yield _Word(match.start(), match.end(), low if _HAN.match(low) else low[:_LONGEST])


def _content(text: str) -> Iterator[_Word]:
    for word in _words(text):
        if not _HAN.match(word.low):
            if word.low not in STOPWORDS:
                yield word
            continue
        start = 0
        for stop in [*_CHINESE_STOP.finditer(word.low), None]:
            end = stop.start() if stop else len(word.low)
            if end > start:
                yield _Word(word.start + start, word.start + end, word.low[start:end])
            start = stop.end() if stop else end


def _parts(word: _Word) -> list[_Word]:
    """The word, or the pairs of characters of a Han run."""
    if not _HAN.match(word.low) or len(word.low) < 3:
        return [word]
    return [_Word(word.start + i, word.start + i + 2, word.low[i : i + 2]) for i in range(len(word.low) - 1)]


def _terms(word: str, spelled: tuple[str, ...]) -> list[str]:
    if _HAN.match(word):
        return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
    if word[0].isdigit():
        return [word.replace("\u00a0", "").replace("\u202f", "").replace(",", ".")]
    if _CYRILLIC.match(word):
        # The mark keeps a Russian stem from meeting a Kazakh prefix of the same letters.
        return [
            f"r:{_stem('russian', word.replace('ё', 'е'))}" if s == "ru" else f"k:{word[:_PREFIX]}" for s in spelled
        ]
    return [_stem("english", word)]


@lru_cache(maxsize=100_000)
def _stem(language: str, word: str) -> str:
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(language)
