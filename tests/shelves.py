"""Looks into the stores of a library from outside, past the code that keeps them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import chromadb
import tantivy
from chromadb.config import Settings as ChromaSettings

from rag.domain import Span
from rag.embedding import Embedder, Reading


class Traces(NamedTuple):
    """How much of an article each store holds."""

    articles: int  # rows
    chunks: int  # rows
    origins: int  # rows
    vectors: int  # in Chroma
    documents: int  # in Tantivy


NOTHING = Traces(0, 0, 0, 0, 0)


def traces(folder: Path, article_id: str) -> Traces:
    """What the stores of a library folder hold of an article."""
    with closing(sqlite3.connect(folder / "articles.sqlite")) as db:
        articles, chunks, origins = (
            int(db.execute(f"select count(*) from {table} where {column} = ?", [article_id]).fetchone()[0])
            for table, column in (("articles", "id"), ("chunks", "article_id"), ("origins", "article_id"))
        )
    client: Any = chromadb.PersistentClient(str(folder / "vectors"), ChromaSettings(anonymized_telemetry=False))
    vectors = sum(len(c.get(where={"article_id": article_id})["ids"]) for c in client.list_collections())
    client.close()
    index = tantivy.Index.open(str(folder / "words"))
    searcher: Any = index.searcher()
    query = tantivy.Query.term_query(index.schema, "article_id", article_id)
    return Traces(articles, chunks, origins, vectors, searcher.search(query, 1000).count)


def write(folder: Path, **articles: str) -> list[str]:
    """Text files of these names, each with a headline and a body of one paragraph; their paths."""
    folder.mkdir(exist_ok=True)
    for name, body in articles.items():
        (folder / f"{name}.txt").write_text(f"News of the {name}\n\n{body}\n", "utf-8")
    return [str(folder / f"{name}.txt") for name in articles]


class Counting(Embedder):
    """The model it is given; it counts the passages that go through it."""

    def __init__(self, embedder: Embedder) -> None:
        self.__dict__.update(embedder.__dict__)
        self.passages = 0

    def encode(self, texts: list[str], spans: list[list[Span]]) -> list[Reading]:  # type: ignore[override]
        self.passages += len(texts)
        return super().encode(texts, spans)
