"""The tables of the library and how an article becomes rows and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import RowMapping

from .domain import Article, Chunk, Encoded, Filters, Span, whole

__all__ = [
    "NEWEST_FIRST",
    "Record",
    "article_row",
    "articles",
    "chunk_rows",
    "chunks",
    "origins",
    "particulars",
    "passing",
    "read_article",
    "read_chunk",
    "tables",
]

tables = sa.MetaData()
articles = sa.Table(
    "articles",
    tables,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("published", sa.Date, index=True),
    sa.Column("language", sa.String(8), nullable=False, index=True),
    sa.Column("content_hash", sa.String(64), nullable=False, index=True),
    sa.Column("state", sa.String(8), nullable=False, index=True),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)
origins = sa.Table(
    "origins",
    tables,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("article_id", sa.String(16), nullable=False, index=True),
)
chunks = sa.Table(
    "chunks",
    tables,
    sa.Column("id", sa.String(48), primary_key=True),
    sa.Column("article_id", sa.String(16), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # int32 pairs
    sa.Column("terms", sa.Text, nullable=False),  # a line a sentence
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32
    sa.Column("sentence_vectors", sa.LargeBinary, nullable=False),  # float16, one row a sentence
    sa.Column("tokens", sa.LargeBinary, nullable=False),  # int8, one row a token
    sa.Column("owners", sa.LargeBinary, nullable=False),  # int16, one a token
)


@dataclass(frozen=True, slots=True)
class Record:
    """An article with all that is derived from it. ``encoded`` runs beside ``chunks``."""

    article: Article
    chunks: tuple[Chunk, ...]
    encoded: tuple[Encoded, ...]
    signature: bytes = b""  # for near-duplicates; see ingest.duplicates
    origins: tuple[str, ...] = ()  # files and addresses that it was read from

    @property
    def parts(self) -> list[tuple[Article, Chunk, Encoded]]:
        """Its chunks, each with its article and what it was encoded as."""
        return [(self.article, chunk, encoded) for chunk, encoded in zip(self.chunks, self.encoded, strict=True)]


def particulars(article: Article) -> dict[str, str | date | None]:
    """What may change while title and text stay."""
    return {
        "source": article.source,
        "url": article.url,
        "author": article.author,
        "published": article.published,
        "language": article.language,
    }


def article_row(record: Record) -> dict[str, object]:
    """Row of ``articles``, but for its state."""
    a = record.article
    fixed = {"id": a.id, "title": a.title, "text": a.text, "content_hash": a.content_hash}
    return {**fixed, **particulars(a), "signature": record.signature}


def read_article(row: RowMapping) -> Article:
    """The article of a row."""
    return Article(
        row["id"],
        row["title"],
        row["text"],
        row["source"],
        row["url"],
        row["author"],
        row["published"],
        row["language"],
        row["content_hash"],
    )


def chunk_rows(record: Record) -> Iterator[dict[str, object]]:
    """Rows of ``chunks``."""
    for chunk, encoded in zip(record.chunks, record.encoded, strict=True):
        yield {
            "id": chunk.id,
            "article_id": chunk.article_id,
            "start": chunk.start,
            "end": chunk.end,
            "sentences": np.array(chunk.sentences, dtype=np.int32).tobytes(),
            "terms": "\n".join(chunk.terms),
            "vector": encoded.vector.astype(np.float32).tobytes(),
            "sentence_vectors": encoded.sentences.astype(np.float16).tobytes(),
            "tokens": encoded.tokens.tobytes(),
            "owners": encoded.owners.tobytes(),
        }


def read_chunk(article: Article, row: RowMapping) -> tuple[Chunk, Encoded]:
    """The chunk of a row whose columns are named ``chunk_…``, with its vectors."""
    spans = np.frombuffer(row["chunk_sentences"], dtype=np.int32).reshape(-1, 2)
    start, end = row["chunk_start"], row["chunk_end"]
    sentences = tuple(Span(int(a), int(b)) for a, b in spans)
    text, terms = article.text[start:end], tuple(row["chunk_terms"].split("\n"))
    chunk = Chunk(row["chunk_id"], article.id, start, end, text, sentences, terms)
    vector: NDArray[np.float32] = np.frombuffer(row["chunk_vector"], dtype=np.float32)
    halves = np.frombuffer(row["chunk_sentence_vectors"], dtype=np.float16).reshape(len(sentences), -1)
    owners = np.frombuffer(row["chunk_owners"], dtype=np.int16)
    tokens = np.frombuffer(row["chunk_tokens"], dtype=np.int8).reshape(len(owners), -1)
    return chunk, Encoded(vector, halves.astype(np.float32), tokens, owners)


NEWEST_FIRST = (articles.c.published.is_(None), articles.c.published.desc(), articles.c.title)  # undated last


def passing(filters: Filters, containing: str = "") -> list[sa.ColumnElement[bool]]:
    """Conditions on rows of ``articles``: that they pass, and hold the words in title, text, outlet or author."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.since:
        found.append(articles.c.published >= filters.since)
    if filters.until:
        found.append(articles.c.published <= filters.until)
    if filters.sources:
        found.append(articles.c.source.in_(filters.sources))
    if filters.languages:
        found.append(articles.c.language.in_(filters.languages))
    if filters.article_ids:
        found.append(articles.c.id.in_(filters.article_ids))
    fields = (articles.c.title, articles.c.source, articles.c.author, articles.c.text)
    found += [sa.or_(*(_contains(field, word) for field in fields)) for word in whole(containing).split()]
    return found


def _contains(column: sa.Column[str], word: str) -> sa.ColumnElement[bool]:
    # SQLite folds case in ASCII only, so Cyrillic is also looked for as given and with a capital.
    forms = {word, word.lower(), word.capitalize(), word.upper()}
    return sa.or_(*(column.contains(form, autoescape=True) for form in sorted(forms)))
