"""The articles, in SQL: the one source of truth, from which the vector and word indexes can be made again.

Chunk vectors and sentence vectors are kept here beside their chunks, because they are the costly part: an index that
is lost or damaged comes back in seconds, without the embedding model.

An article passes through ``pending`` (stored, not yet in the indexes), ``indexed`` and ``removing``, so that a
process that is killed between two stores leaves a trace that the next one can follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from . import tables
from .domain import Article, Chunk, Encoded, Filters, whole
from .errors import NotFound
from .tables import Record

__all__ = ["INDEXED", "PENDING", "REMOVING", "Library", "Listed", "Record"]

PENDING, INDEXED, REMOVING = "pending", "indexed", "removing"
_MANY = 500  # ids in one statement: below the limit of every database


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a listing shows it."""

    article: Article
    origins: tuple[str, ...]
    chunks: int


class Library:
    """Reads and writes articles. Safe to use from several threads of one process."""

    def __init__(self, url: str | sa.URL) -> None:
        self._engine = sa.create_engine(url, future=True)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _sqlite_pragmas)
        tables.tables.create_all(self._engine)

    @classmethod
    def in_folder(cls, folder: Path) -> Library:
        """The SQLite library of a folder."""
        return cls(sa.URL.create("sqlite", database=str(folder / "articles.sqlite")))

    @property
    def engine(self) -> sa.Engine:
        """The database, for what is kept beside the articles."""
        return self._engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- writing

    def put(self, records: Sequence[Record]) -> None:
        """Store articles as pending. An article of the same id is replaced, with its chunks; its origins are kept."""
        with self._engine.begin() as db:
            ids = [r.article.id for r in records]
            _delete(db, tables.articles.c.id, ids)
            _delete(db, tables.chunks.c.article_id, ids)
            if records:
                db.execute(tables.articles.insert(), [tables.article_row(r) | {"state": PENDING} for r in records])
            rows = [row for r in records for row in tables.chunk_rows(r)]
            if rows:
                db.execute(tables.chunks.insert(), rows)
            for record in records:
                _link(db, record.article.id, record.origins)

    def link(self, article_id: str, origins: Iterable[str]) -> None:
        """Note that the article was (also) read from these places; one that loses its last place is ``removing``."""
        with self._engine.begin() as db:
            _link(db, article_id, origins)

    def set_state(self, ids: Sequence[str], state: str) -> None:
        """Move articles to ``pending``, ``indexed`` or ``removing``."""
        with self._engine.begin() as db:
            for some in _batches(ids):
                db.execute(tables.articles.update().where(tables.articles.c.id.in_(some)).values(state=state))

    def update(self, article: Article) -> None:
        """Store other particulars (source, date, …) of an article whose title and text are unchanged, as pending."""
        values = tables.particulars(article) | {"state": PENDING}
        with self._engine.begin() as db:
            db.execute(tables.articles.update().where(tables.articles.c.id == article.id).values(values))

    def forget(self, ids: Sequence[str]) -> None:
        """Delete articles, their chunks and their origins."""
        with self._engine.begin() as db:
            for column in (tables.chunks.c.article_id, tables.origins.c.article_id, tables.articles.c.id):
                _delete(db, column, ids)

    # -- reading

    def article(self, article_id: str) -> Article:
        """The article of this id, or of this unambiguous beginning of an id. Raises NotFound."""
        begins = tables.articles.c.id.startswith(whole(article_id), autoescape=True)
        query = sa.select(tables.articles).where(begins).limit(2)
        with self._engine.connect() as db:
            rows = db.execute(query.where(tables.articles.c.state != REMOVING)).mappings().all()
        if not article_id or not rows:
            raise NotFound(f'The library has no article "{article_id}". `aiqyn library list` shows the ids.')
        if len(rows) > 1:
            raise NotFound(f'Several articles begin with "{article_id}": give more of the id.')
        return tables.read_article(rows[0])

    def articles(self, filters: Filters = Filters(), containing: str = "") -> list[Listed]:
        """Articles that pass the filters and hold the words in title, text or source; newest first, undated last."""
        query = sa.select(tables.articles).where(
            tables.articles.c.state != REMOVING, *tables.passing(filters, containing)
        )
        query = query.order_by(*tables.NEWEST_FIRST)
        counts = sa.select(tables.chunks.c.article_id, sa.func.count()).group_by(tables.chunks.c.article_id)
        with self._engine.connect() as db:
            found = [tables.read_article(row) for row in db.execute(query).mappings()]
            chunks = {str(i): int(n) for i, n in db.execute(counts)}
            origins = _origins_of(db, [a.id for a in found])
        return [Listed(a, tuple(origins.get(a.id, ())), chunks.get(a.id, 0)) for a in found]

    def chunk_rows(self, ids: Sequence[str]) -> dict[str, tuple[Article, Chunk, Encoded]]:
        """Chunks by id, each with its article and vectors. Unknown ids, and articles on their way out, are left out."""
        columns = [*tables.articles.c, *(c.label(f"chunk_{c.name}") for c in tables.chunks.c)]
        joined = sa.select(*columns).join(tables.chunks, tables.chunks.c.article_id == tables.articles.c.id)
        found: dict[str, tuple[Article, Chunk, Encoded]] = {}
        with self._engine.connect() as db:
            for some in _batches(ids):
                query = joined.where(tables.chunks.c.id.in_(some), tables.articles.c.state != REMOVING)
                for row in db.execute(query).mappings():
                    article = tables.read_article(row)
                    chunk, encoded = tables.read_chunk(article, row)
                    found[chunk.id] = (article, chunk, encoded)
        return found

    def records(self, ids: Sequence[str]) -> Iterator[Record]:
        """Articles with their chunks and vectors, in reading order."""
        for some in _batches(ids):
            with self._engine.connect() as db:
                articles = db.execute(sa.select(tables.articles).where(tables.articles.c.id.in_(some))).mappings().all()
                columns = [c.label(f"chunk_{c.name}") for c in tables.chunks.c]
                query = sa.select(*columns).where(tables.chunks.c.article_id.in_(some)).order_by(tables.chunks.c.start)
                parts: dict[str, list[RowMapping]] = {}
                for row in db.execute(query).mappings():
                    parts.setdefault(row["chunk_article_id"], []).append(row)
            for row in articles:
                article = tables.read_article(row)
                pairs = [tables.read_chunk(article, part) for part in parts.get(article.id, ())]
                yield Record(article, tuple(c for c, _ in pairs), tuple(e for _, e in pairs), row["signature"])

    def ids(self, state: str | None = None) -> list[str]:
        """Ids of all articles, or of those in a state."""
        query = sa.select(tables.articles.c.id)
        if state is not None:
            query = query.where(tables.articles.c.state == state)
        with self._engine.connect() as db:
            return [str(i) for i in db.scalars(query)]

    def count_chunks(self) -> int:
        """Chunks of the articles that should be in the indexes."""
        query = sa.select(sa.func.count()).select_from(
            tables.chunks.join(tables.articles, tables.chunks.c.article_id == tables.articles.c.id)
        )
        with self._engine.connect() as db:
            return int(db.scalar(query.where(tables.articles.c.state == INDEXED)) or 0)

    def outlets(self) -> list[str]:
        """The sources that the library holds, in order of the alphabet."""
        query = sa.select(tables.articles.c.source).where(
            tables.articles.c.source != "", tables.articles.c.state != REMOVING
        )
        with self._engine.connect() as db:
            return [str(s) for s in db.scalars(query.distinct().order_by(tables.articles.c.source))]

    def by_origin(self, prefix: str) -> dict[str, str]:
        """Article ids by the origins that are ``prefix`` or a part of it (``prefix#…``)."""
        query = sa.select(tables.origins.c.origin, tables.origins.c.article_id).where(
            sa.or_(tables.origins.c.origin == prefix, tables.origins.c.origin.startswith(f"{prefix}#", autoescape=True))
        )
        with self._engine.connect() as db:
            return {str(o): str(i) for o, i in db.execute(query)}

    def origins(self, article_id: str) -> tuple[str, ...]:
        """Where the article was read from."""
        with self._engine.connect() as db:
            return tuple(_origins_of(db, [article_id]).get(article_id, ()))

    def unlink(self, origins: Sequence[str]) -> list[str]:
        """Drop these origins; ids of the articles that have none left and are now ``removing``."""
        with self._engine.begin() as db:
            touched = _owners(db, origins)
            _delete(db, tables.origins.c.origin, list(origins))
            return _dismiss(db, touched)

    def with_content(self, content_hash: str) -> list[str]:
        """Ids of the articles with the same text."""
        query = sa.select(tables.articles.c.id).where(tables.articles.c.content_hash == content_hash)
        with self._engine.connect() as db:
            return [str(i) for i in db.scalars(query.where(tables.articles.c.state != REMOVING))]

    def signatures(self) -> dict[str, bytes]:
        """Near-duplicate signatures by article id."""
        with self._engine.connect() as db:
            return {
                str(i): bytes(s)
                for i, s in db.execute(sa.select(tables.articles.c.id, tables.articles.c.signature))
                if s
            }


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # with WAL: a power cut may lose the last batch, never the file
    cursor.close()


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for i in range(0, len(ids), _MANY):
        yield ids[i : i + _MANY]


def _delete(db: Connection, column: sa.Column[str], values: Sequence[str]) -> None:
    for some in _batches(values):
        db.execute(sa.delete(column.table).where(column.in_(some)))


def _link(db: Connection, article_id: str, origins: Iterable[str]) -> None:
    for origin in origins:
        left = _owners(db, [origin])
        _delete(db, tables.origins.c.origin, [origin])
        db.execute(tables.origins.insert().values(origin=origin, article_id=article_id))
        _dismiss(db, left)


def _owners(db: Connection, origins: Sequence[str]) -> list[str]:
    query = sa.select(tables.origins.c.article_id).where(tables.origins.c.origin.in_(origins)).distinct()
    return [str(i) for i in db.scalars(query)]


def _dismiss(db: Connection, ids: Sequence[str]) -> list[str]:
    """Put those of the articles that have no origin left on their way out, before a crash can forget it; their ids."""
    kept = _origins_of(db, ids)
    gone = [i for i in ids if i not in kept]
    for some in _batches(gone):
        db.execute(tables.articles.update().where(tables.articles.c.id.in_(some)).values(state=REMOVING))
    return gone


def _origins_of(db: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for some in _batches(ids):
        query = sa.select(tables.origins.c.article_id, tables.origins.c.origin).where(
            tables.origins.c.article_id.in_(some)
        )
        for article_id, origin in db.execute(query.order_by(tables.origins.c.origin)):
            found.setdefault(article_id, []).append(origin)
    return found
