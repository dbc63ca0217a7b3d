"""Tokens with their offsets: the ground on which numbers, names and cue words are found.

One pass, linear in the text. Numbers keep their separators ("1 234,5"), each Han character stands alone, white space
is dropped. Function words of one language never reach another: ``lexicon`` says whose words a token is looked up in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["PrefixTable", "Token", "lexicon", "scan", "words_of"]


class Token(NamedTuple):
    """A word, number, Han character or mark. ``text[start:end] == raw``."""

    low: str  # folded to small letters, without an English "'s"
    start: int
    end: int
    kind: str  # "n" number, "w" word, "h" Han character, "p" anything else
    raw: str


_HAN = r"\u3400-\u9fff\uf900-\ufaff〇"
_COMMON = rf"|(?P<w>[^\W\d_{_HAN}]+(?:['’ʼ][^\W\d_{_HAN}]+)*)|(?P<h>[{_HAN}])|(?P<p>\S)"
_PLAIN = re.compile(r"(?P<n>(?:\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+)(?:[.,．，]\d+)*)" + _COMMON)
_SPACED = re.compile(r"(?P<n>(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)|\d+)(?:[.,]\d+)*)" + _COMMON)


def scan(text: str, language: str) -> list[Token]:
    """Tokens of ``text`` in order; in Russian and Kazakh a space may part thousands."""
    pattern = _SPACED if language in ("ru", "kk") else _PLAIN
    found: list[Token] = []
    for match in pattern.finditer(text):
        raw = match.group()
        low = raw.lower()
        if low.endswith(("'s", "’s")):
            low = low[:-2]
        found.append(Token(low, match.start(), match.end(), match.lastgroup or "p", raw))
    return found


def lexicon(word: str, language: str) -> str:
    """Language in whose tables ``word`` is looked up: its script decides, ``language`` only within Cyrillic."""
    first = word[:1]
    if "\u0400" <= first <= "\u04ff":
        return "kk" if language == "kk" else "ru"
    return "zh" if "\u3400" <= first <= "\u9fff" or first == "〇" else "en"


def words_of(block: str) -> list[str]:
    """Entries of a table written as one string; ``_`` stands for a space inside an entry."""
    return [entry.replace("_", " ") for entry in block.split()]


class PrefixTable:
    """Sequences of words, each exact or, with ``*``, a beginning; the longest that fits wins.

    Built from ``{value: "entry another_entry beginn*"}``. Dots and hyphens between the words of a text are passed over.
    """

    def __init__(self, entries: dict[str, str]) -> None:
        self._by_initial: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for value, block in entries.items():
            for entry in block.split():
                pattern = tuple(part for part in re.split(r"[_.]", entry) if part)
                self._by_initial.setdefault(pattern[0][0], []).append((pattern, value))
        for rows in self._by_initial.values():
            rows.sort(key=lambda row: (-len(row[0]), "*" in row[0][0], -len(row[0][0])))
        self._candidates = lru_cache(maxsize=50_000)(self._candidates_of)

    def _candidates_of(self, word: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        return tuple(row for row in self._by_initial.get(word[:1], ()) if _fits(row[0][0], word))

    def find(self, word: str) -> str | None:
        """Value of a single word."""
        return next((value for pattern, value in self._candidates(word) if len(pattern) == 1), None)

    def match(self, tokens: list[Token], at: int) -> tuple[str, int] | None:
        """Value and the index after the match of the longest entry that begins at token ``at``."""
        if at >= len(tokens):
            return None
        for pattern, value in self._candidates(tokens[at].low):
            end = _sequence(pattern, tokens, at)
            if end:
                return value, end
        return None


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _sequence(pattern: tuple[str, ...], tokens: list[Token], at: int) -> int:
    for place, part in enumerate(pattern):
        while place and at < len(tokens) and tokens[at].low in ".-":
            at += 1
        if at >= len(tokens) or not _fits(part, tokens[at].low):
            return 0
        at += 1
    return at
