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
from rag.library import PENDING
from rag.service import Service
from rag.settings import Settings


class Traces(NamedTuple):
    """How much of an article each store holds."""

    articles: int  # rows
    chunks: int  # rows
    origins: int  # rows
    vectors: int  # in Chroma
    documents: int  # in Tantivy


NOTHING = Traces(0, 0, 0, 0, 0)
WHOLE = Traces(1, 1, 1, 1, 1)  # an article of one chunk

GRAIN = "The port of Aktau shipped 40,000 tonnes of grain in May."
RAILS = "The railway to Khorgos was widened in June for 90 million dollars."
CARP = "Fishermen of the Balkhash lake caught more carp than in the last twelve years."


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


def works(settings: Settings, embedder: Embedder, *ids: str) -> None:
    """The library opens without embedding, holds these articles and no others, and finds each."""
    counting = Counting(embedder)
    with Service.open(settings, embedder=counting) as service:
        assert {listed.article.id for listed in service.articles()} == set(ids)
        assert service.stores.vectors.count() == service.stores.lexical.count() == service.library.count_chunks()
        assert service.library.ids(PENDING) == []
        for article_id in ids:
            assert traces(settings.library, article_id) == WHOLE
            text = service.article(article_id).text
            found = service.search(text, 1).passages[0]
            assert (found.article.id, found.similarity is None, found.words is None) == (article_id, False, False)
    assert counting.passages == 0
