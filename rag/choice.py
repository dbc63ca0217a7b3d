"""Which articles a draft draws on: by filters, words that they hold, a saved set, or picked one by one.

choosing.cards(Choice(Filters(languages=("kk",)), words="Khorgos"))     # without their texts: fast among 10,000
choosing.save("Khorgos in May", ids)
choosing.drawn_on(Choice(set="Khorgos in May"), topic="")               # ids and filters for ``Service.draft``
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from . import tables
from .domain import Filters, whole
from .errors import InputError, NotFound
from .library import REMOVING, Library
from .mix import Card
from .texts import Refusal

__all__ = ["Choice", "Choosing"]

_MOST = 200  # articles that one draft is made of; from more, a topic has to choose
_MOST_WORDS = 20  # that are looked for at once; SQLite takes no expression of a thousand parts
_LONGEST_NAME = 80  # characters

_tables = sa.MetaData()
_sets = sa.Table(
    "article_sets",
    _tables,
    sa.Column("name", sa.String(_LONGEST_NAME), primary_key=True),
    sa.Column("article_ids", sa.Text, nullable=False),  # JSON
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What narrows the library down; empty fields let everything through."""

    filters: Filters = Filters()  # its article_ids are those picked one by one
    words: str = ""  # that title, text, outlet or author hold
    set: str = ""  # name of a saved set

    @property
    def told(self) -> dict[str, Any]:
        """The choice as plain values, to be kept with a draft."""
        days = (self.filters.since, self.filters.until)
        since, until = (day.isoformat() if day else None for day in days)
        kinds = {"sources": list(self.filters.sources), "languages": list(self.filters.languages)}
        picked = list(self.filters.article_ids)
        return {"since": since, "until": until, **kinds, "containing": self.words, "set": self.set, "picked": picked}

    @property
    def by_article(self) -> bool:
        """Whether it names articles, and not only what they have in common."""
        return bool(self.filters.article_ids or self.words.strip() or self.set)


class Choosing:
    """Choices among the articles of a library, and the sets that are saved there."""

    def __init__(self, library: Library) -> None:
        self._library = library
        _tables.create_all(library.engine)

    def cards(self, choice: Choice = Choice()) -> list[Card]:
        """The articles that a choice leaves, newest first, undated last.

        Raises NotFound for an unknown set, and InputError for too many words.
        """
        if len(choice.words.split()) > _MOST_WORDS:
            raise Refusal("too_many_words", most=_MOST_WORDS)
        a = tables.articles.c
        query = sa.select(a.id, a.title, a.source, a.url, a.published, a.language)
        query = query.where(a.state != REMOVING, *tables.passing(choice.filters, choice.words))
        query = query.order_by(*tables.NEWEST_FIRST)
        saved = set(self.saved(choice.set)) if choice.set else None
        with self._library.engine.connect() as db:
            found = [Card(*row) for row in db.execute(query)]
        return found if saved is None else [card for card in found if card.id in saved]

    def drawn_on(self, choice: Choice, topic: str) -> tuple[tuple[str, ...], Filters]:
        """The ids of the articles that a draft draws on, and the filters that it is to respect where there are no ids.

        Raises InputError for a choice that is empty, or too wide for a draft, and NotFound for an unknown set.
        """
        if topic.strip() and not choice.by_article:
            return (), choice.filters
        if not topic.strip() and choice == Choice():
            raise Refusal("choose_something")
        left = dict.fromkeys(card.id for card in self.cards(choice))
        ids = tuple(i for i in choice.filters.article_ids or left if i in left)
        if not ids:
            raise Refusal("nothing_chosen")
        if len(ids) > _MOST:
            raise Refusal("too_many_chosen", count=len(ids), most=_MOST)
        return ids, Filters()

    # -- saved sets

    def sets(self) -> dict[str, int]:
        """Names of the saved sets, in order, with their number of articles."""
        with self._library.engine.connect() as db:
            rows = db.execute(sa.select(_sets.c.name, _sets.c.article_ids).order_by(_sets.c.name))
            return {str(name): len(json.loads(ids)) for name, ids in rows}

    def saved(self, name: str) -> tuple[str, ...]:
        """Ids of the articles of a set, also of those that the library has lost. Raises NotFound."""
        with self._library.engine.connect() as db:
            ids = db.scalar(sa.select(_sets.c.article_ids).where(_sets.c.name == name))
        if ids is None:
            raise NotFound(f'There is no set "{name}". `aiqyn drafts sets list` shows their names.')
        return tuple(json.loads(ids))

    def save(self, name: str, article_ids: Sequence[str]) -> str:
        """Save a set; one of the same name is replaced. The name as it is kept.

        Raises InputError for no name, or one that is too long, and for no articles.
        """
        name = " ".join(whole(name).split())
        if not name or len(name) > _LONGEST_NAME:
            raise Refusal("set_name", most=_LONGEST_NAME)
        if not article_ids:
            raise Refusal("nothing_chosen")
        row = {"name": name, "article_ids": json.dumps(list(dict.fromkeys(article_ids)))}
        try:
            with self._library.engine.begin() as db:
                db.execute(_sets.delete().where(_sets.c.name == name))
                db.execute(_sets.insert(), row)
        except sa.exc.IntegrityError as error:
            raise InputError(f'Somebody else has saved "{name}" this very moment. Save yours again.') from error
        return name

    def delete(self, name: str) -> None:
        """Delete a set; its articles stay. Raises NotFound."""
        self.saved(name)
        with self._library.engine.begin() as db:
            db.execute(_sets.delete().where(_sets.c.name == name))
