"""What the library holds, as the controls of the page need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from ingest.samples import is_sample
from rag.domain import Filters
from rag.errors import InputError
from rag.library import Listed

from .words import Words

__all__ = ["Shelf", "day", "filters"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Articles of the library, and the choices that follow from them."""

    listed: Sequence[Listed]
    outlets: tuple[str, ...]  # alphabetical
    languages: tuple[str, ...]  # ISO 639-1, alphabetical
    samples: int  # articles of the sample library

    @classmethod
    def of(cls, listed: Sequence[Listed]) -> Self:
        """The shelf of these articles."""
        outlets = {one.article.source for one in listed} - {""}
        languages = {one.article.language for one in listed}
        return cls(listed, tuple(sorted(outlets)), tuple(sorted(languages)), sum(map(is_sample, listed)))

    def language_choices(self, words: Words) -> list[tuple[str, str]]:
        """Languages by name, for a control."""
        return [(words.name_of(code), code) for code in self.languages]

    def article_choices(self, words: Words) -> list[tuple[str, str]]:
        """Articles as "title — outlet, date", for a control."""
        choices = []
        for article in (one.article for one in self.listed):
            day = article.published.isoformat() if article.published else words("undated")
            choices.append((f"{article.title} — {article.source or words('no_source')}, {day}", article.id))
        return choices


def day(given: str, words: Words) -> date | None:
    """A day written as YYYY-MM-DD; None when nothing is given. Raises InputError."""
    if not given.strip():
        return None
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise InputError(words("bad_date", given=given.strip())) from None


def filters(since: str, until: str, outlets: Sequence[str], languages: Sequence[str], words: Words) -> Filters:
    """The filters that the controls state. Raises InputError for what is no date."""
    return Filters(day(since, words), day(until, words), tuple(outlets or ()), tuple(languages or ()))
