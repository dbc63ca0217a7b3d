"""Words and names that mean the same in English, Russian, Kazakh and Chinese: concepts, for the word index.

A question about "цель по товарообороту" and a sentence on "the goal of increasing trade turnover" share no word, but
two concepts. Stored beside the words, concepts let BM25 work across languages, and across synonyms in one.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .aliases import entry_at
from .scan import PrefixTable, Token, lexicon, scan

__all__ = ["Mention", "concepts"]

_ORDER = ("en", "ru", "kk")


class Mention(NamedTuple):
    """Characters of a text that stand for a concept."""

    start: int
    end: int
    term: str  # "c:goal" for a word of the glossary, "n:almaty" for a name of the gazetteer


class _Tables(NamedTuple):
    words: dict[str, PrefixTable]  # by language of the alphabet
    han: dict[str, str]  # concept by Chinese word
    longest: int  # characters of a Chinese word


def concepts(text: str, language: str) -> list[Mention]:
    """The concepts of a text, in order, the longest at each place.

    ``language`` decides between Russian and Kazakh for a Cyrillic word; other scripts speak for themselves.
    """
    tokens = scan(text, language)
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        terms, end = _at(tokens, at, language)
        found += (Mention(tokens[at].start, tokens[end - 1].end, term) for term in terms)
        at = max(end, at + 1)
    return found


def _at(tokens: list[Token], at: int, language: str) -> tuple[list[str], int]:
    name = entry_at(tokens, at, language)
    word = _word_at(_tables(), tokens, at, language)
    if name and (not word or name.end >= word[1]):
        return [f"n:{i}" for i in name.ids], name.end
    return ([f"c:{word[0]}"], word[1]) if word else ([], at)


def _word_at(tables: _Tables, tokens: list[Token], at: int, language: str) -> tuple[str, int] | None:
    token = tokens[at]
    if token.kind == "w":
        return tables.words[lexicon(token.low, language)].match(tokens, at)
    if token.kind == "h":
        for length in range(min(tables.longest, len(tokens) - at), 0, -1):
            name = tables.han.get("".join(t.low for t in tokens[at : at + length]))
            if name:
                return name, at + length
    return None


@cache
def _tables() -> _Tables:
    """``glossary.tsv``: a concept a line; its name, then its words in en, ru, kk and zh; * any ending, _ a space."""
    blocks: dict[str, dict[str, str]] = {language: {} for language in _ORDER}
    han: dict[str, str] = {}
    for line in files(__package__).joinpath("glossary.tsv").read_text("utf-8").splitlines():
        name, *cells = line.split("\t")
        for language, cell in zip(_ORDER, cells, strict=False):
            blocks[language][name] = cell
        han.update(dict.fromkeys(cells[3].split(), name))
    return _Tables({of: PrefixTable(block) for of, block in blocks.items()}, han, max(map(len, han)))
