"""What a choice of articles is made of: outlets, countries, languages and days; and whether it is one source only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from .domain import Article

__all__ = ["Card", "Counted", "Mix"]

Counted = tuple[tuple[str, int], ...]  # a name and its number of articles, the greatest first; "" is what is unknown

# Endings of addresses that belong to a country and are used all over the world; ".uk" is not what ISO 3166 says.
_ANYWHERE = frozenset(("ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "sh", "to", "tv", "vc", "ws"))
_ISO = {"uk": "GB"}


@dataclass(frozen=True, slots=True)
class Card:
    """An article without its text, as a choice among thousands needs it."""

    id: str
    title: str
    source: str
    url: str
    published: date | None
    language: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """The card of an article."""
        return cls(article.id, article.title, article.source, article.url, article.published, article.language)


@dataclass(frozen=True, slots=True)
class Mix:
    """Where the articles of a choice come from."""

    articles: int
    outlets: Counted
    countries: Counted  # ISO 3166 codes of two letters, by the addresses of an outlet
    languages: Counted  # ISO 639-1
    first: date | None
    last: date | None
    undated: int

    @classmethod
    def of(cls, cards: Sequence[Card]) -> Mix:
        """The mix of these articles."""
        days = [card.published for card in cards if card.published]
        return cls(
            len(cards),
            _counted(card.source for card in cards),
            _counted(_countries(cards)),
            _counted(card.language for card in cards),
            min(days, default=None),
            max(days, default=None),
            len(cards) - len(days),
        )

    @property
    def one_source(self) -> bool:
        """Whether nothing but one outlet, or one that nobody knows, is behind all of it."""
        return len(self.outlets) == 1


def _counted(names: Iterable[str]) -> Counted:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0] == "", pair[0])))


def _countries(cards: Sequence[Card]) -> list[str]:
    """The country of each: of its outlet, when the addresses of that agree; else of its own address; else ""."""
    own = [_country(card.url) for card in cards]
    of_outlet: dict[str, set[str]] = {}
    for card, country in zip(cards, own, strict=True):
        if card.source and country:
            of_outlet.setdefault(card.source, set()).add(country)
    agreed = {outlet: next(iter(found)) for outlet, found in of_outlet.items() if len(found) == 1}
    return [country or agreed.get(card.source, "") for card, country in zip(cards, own, strict=True)]


def _country(url: str) -> str:
    """What the ending of an address says: "KZ" of "https://a.kz/1"; nothing of ".com"."""
    try:
        ending = (urlsplit(url).hostname or "").rpartition(".")[2].lower()
    except ValueError:
        return ""
    if len(ending) != 2 or not (ending.isascii() and ending.isalpha()) or ending in _ANYWHERE:
        return ""
    return _ISO.get(ending, ending.upper())
