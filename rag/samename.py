"""A name, and whether two of them name the same, across scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .aliases import kind_of
from .domain import Span
from .translit import alike, forms, han_readings, key

__all__ = ["Name", "same_name"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the text, without its title."""

    span: Span
    text: str
    kind: str  # person, place, organisation, acronym or unknown
    ids: tuple[str, ...] = ()  # in the gazetteer; 中哈 has two
    parts: tuple[str, ...] = ()  # words of the name, hyphens and initials' dots left out
    title: str = ""
    sure: bool = True  # False: perhaps no name at all
    loose: bool = False  # the first part opens a sentence and may not belong to it

    @property
    def han(self) -> bool:
        """Whether it is written in Han characters."""
        return "\u3400" <= self.text[:1] <= "\u9fff"


def same_name(first: Name, second: Name) -> bool:
    """Whether both name the same: one id, or spellings that meet; a family name alone meets the full name."""
    return _same(_identity(first), _identity(second))


_Identity = tuple[tuple[str, ...], tuple[str, ...], bool, bool]


def _identity(name: Name) -> _Identity:
    return name.ids, name.parts, name.han, name.loose


@lru_cache(maxsize=50_000)
def _same(first: _Identity, second: _Identity) -> bool:
    if first[0] and second[0]:
        return bool(set(first[0]) & set(second[0]))
    if first[2] != second[2]:
        known = first[0] or second[0]
        if known and kind_of(known[0]) != "person":
            return False  # a place or body of the gazetteer has its spellings there
        han, other = (first, second) if first[2] else (second, first)
        return _same_han(han[1], other[1])
    if first[2]:
        one, two = "".join(first[1]), "".join(second[1])
        return one == two or (min(len(one), len(two)) > 1 and (one in two or two in one))
    short, long = sorted((_initials(first[1]), _initials(second[1])), key=len)
    missing = [part for part in short if not any(_meets(part, other) for other in long)]
    spare = (first[3] and len(first[1]) > 1) + (second[3] and len(second[1]) > 1)
    return bool(short) and len(missing) <= spare and len(missing) < len(short)


def _initials(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if len(part) > 1) or tuple(parts)


def _meets(first: str, second: str) -> bool:
    if forms(first) & forms(second):
        return True
    cyrillic = ["\u0400" <= word[0] <= "\u04ff" for word in (first, second)]
    same_initial = key(first)[:1] == key(second)[:1]
    return cyrillic[0] != cyrillic[1] and min(len(first), len(second)) > 4 and same_initial and alike(first, second)


def _same_han(han: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """A name in Han characters against one in an alphabet: by pinyin, or by consonants for a foreign name."""
    readings = [set(han_readings(part)) for part in han] if all(len(part) <= 3 for part in han) else []
    if len(han) == 2 and readings and len(han[0]) == 1:
        if {a + b for a in readings[0] for b in readings[1]} & forms("".join(other)):
            return True
        hits = [any(reading & forms(word) for word in other) for reading in readings]
        return all(hits) if len(other) > 1 else any(hits)
    shorter = min(len(han), len(other))
    return sum(any(alike(part, word) for word in other) for part in han) >= shorter
