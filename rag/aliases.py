"""The gazetteer: places, bodies, companies and people under one id in four languages (``aliases.tsv``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from .scan import PrefixTable, Token, lexicon

__all__ = ["Entry", "countries_of", "entry_at", "ids_of_han", "kind_of"]

_LONGEST_HAN = 14


class Entry(NamedTuple):
    """An alias found in a text."""

    ids: tuple[str, ...]
    end: int  # index of the first token after it


class _Gazetteer(NamedTuple):
    kinds: dict[str, str]
    countries: dict[str, frozenset[str]]
    tables: dict[str, PrefixTable]  # values: "id" and, after a space, how its first letter must stand
    han: dict[str, tuple[str, ...]]
    han_initials: frozenset[str]


@cache
def _gazetteer() -> _Gazetteer:
    kinds: dict[str, str] = {}
    countries: dict[str, frozenset[str]] = {}
    blocks: dict[str, dict[str, list[str]]] = {"en": {}, "ru": {}, "kk": {}}
    han: dict[str, tuple[str, ...]] = {}
    for line in Path(__file__).with_name("aliases.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, kind, en, ru, kk, zh = line.split("\t")
        kinds[name], _, country = kind.partition("/")
        countries[name] = frozenset(country.split(",")) - {""}
        for language, cell in (("en", en), ("ru", ru), ("kk", kk)):
            for alias in cell.split("|"):
                blocks[language].setdefault(f"{name} {_case(alias)}", []).append(_pattern(alias))
        for alias in zh.split("|"):
            han[alias.rstrip("#")] = (*han.get(alias.rstrip("#"), ()), name)
    tables = {
        language: PrefixTable({value: " ".join(aliases) for value, aliases in rows.items()})
        for language, rows in blocks.items()
    }
    return _Gazetteer(kinds, countries, tables, han, frozenset(alias[0] for alias in han))


def _case(alias: str) -> str:
    letters = alias.rstrip("*").replace(".", "")
    return (
        "all"
        if letters.isupper() and " " not in letters and len(letters) > 1
        else "capital"
        if letters[0].isupper()
        else "any"
    )


def _pattern(alias: str) -> str:
    return alias.lower().replace("'s ", " ").replace("-", " ").replace("+", " +").replace(" ", "_")


def kind_of(name: str) -> str:
    """Kind of a gazetteer id: place, organisation or person."""
    return _gazetteer().kinds[name]


def countries_of(name: str) -> frozenset[str]:
    """Ids of the countries that a gazetteer id belongs to: Almaty, or its mayor, speaks for Kazakhstan."""
    return _gazetteer().countries.get(name, frozenset())


def entry_at(tokens: list[Token], at: int, language: str) -> Entry | None:
    """The longest alias that begins at token ``at``."""
    token = tokens[at]
    if token.kind == "h":
        return ids_of_han(tokens, at)
    if token.kind != "w":
        return None
    spoken = lexicon(token.low, language)
    for table in (spoken, "ru") if spoken == "kk" else (spoken,):
        hit = _gazetteer().tables[table].match(tokens, at)
        if hit:
            name, case = hit[0].split()
            if case == "any" or (
                token.raw[0].isupper() and (case == "capital" or token.raw.isupper() or len(tokens) == 1)
            ):
                return Entry((name,), hit[1])
    return None


def ids_of_han(tokens: list[Token], at: int) -> Entry | None:
    """The longest Chinese alias that begins at token ``at``; 中哈 names two countries at once."""
    gazetteer = _gazetteer()
    if tokens[at].low not in gazetteer.han_initials:
        return None
    joined = "".join(t.low if len(t.low) == 1 else "\0" for t in tokens[at : at + _LONGEST_HAN])
    for length in range(len(joined), 1, -1):
        ids = gazetteer.han.get(joined[:length])
        if ids:
            return Entry(ids, at + length)
    return None
