"""Chunk vectors in Chroma: embedded in the library folder, or on a Chroma server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .domain import LANGUAGES, Article, Filters
from .errors import LibraryError

if TYPE_CHECKING:
    from .tables import Record

__all__ = ["Vectors"]

_Vector = NDArray[np.float32]
_SHELVES = (*LANGUAGES, "other")
_MANY = 500  # ids in one condition


class Vectors:
    """The vector index. Everything in it can be made again from the library.

    Each language has a collection of its own: their cosines are not on one scale, and without this the passages of the
    question's language would crowd out the others before anyone could put them on one.
    """

    def __init__(self, client: Any, name: str, trouble: Callable[[object], str]) -> None:
        self._client = client
        self._name = name
        self._trouble = trouble  # what to say of an error of Chroma
        self._batch = int(client.get_max_batch_size())
        self._open()

    @classmethod
    def in_folder(cls, folder: Path, name: str) -> Vectors:
        """Vectors in a folder of this machine; ``name`` begins the names of the collections."""
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient

        def trouble(reason: object) -> str:
            return (
                f"The vector index {folder} cannot be used ({reason}). See that the disk is not full, then run `aiqyn "
                "library repair` to make it anew from the articles."
            )

        client: Any = None
        try:
            client = chromadb.PersistentClient(str(folder), settings=_quiet())
            found = cls(client, name, trouble)
            found._probe()  # damage shows now, when the index can be made anew
            found._drop_others()
            return found
        except BaseException:
            if client:
                client.close()
            # chromadb keeps what failed to start, and would hand it out for the same folder again
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            raise

    @classmethod
    def on_server(cls, address: str, name: str) -> Vectors:
        """Vectors on a Chroma server, like ``http://localhost:8000``. Raises LibraryError when it does not answer."""
        from urllib.parse import urlsplit

        import chromadb

        try:
            parts = urlsplit(address)
            given, host = parts.port, parts.hostname
        except ValueError:
            host = None
        if host is None or parts.scheme not in ("http", "https"):
            raise LibraryError(f'AIQYN_CHROMA is "{address}"; it should look like "http://localhost:8000".')
        secure = parts.scheme == "https"
        port = given or (443 if secure else 8000)

        def trouble(reason: object) -> str:
            return (
                f"The Chroma server at {address} does not answer ({reason}). Start it, or unset AIQYN_CHROMA to keep "
                "the vectors in the library folder."
            )

        try:
            return cls(chromadb.HttpClient(host, port, ssl=secure, settings=_quiet()), name, trouble)
        except Exception as error:  # chromadb wraps whatever its HTTP client raised in a bare ValueError
            raise LibraryError(trouble(error)) from error

    def close(self) -> None:
        """Let go of the files or the connection."""
        self._client.close()

    def count(self) -> int:
        """Number of chunks in the index."""
        with self._explained():
            return sum(int(collection.count()) for collection in self._collections.values())

    def clear(self) -> None:
        """Empty the index."""
        with self._explained():
            for collection in self._collections.values():
                self._client.delete_collection(collection.name)
            self._open()

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace the chunks of these articles."""
        by_language: dict[str, list[tuple[str, _Vector, dict[str, str | int]]]] = {}
        for record in records:
            rows = by_language.setdefault(_shelf(record.article.language), [])
            metadata = _metadata(record.article)
            rows += [(c.id, e.vector, metadata) for c, e in zip(record.chunks, record.encoded, strict=True)]
        with self._explained():
            for language, rows in by_language.items():
                for i in range(0, len(rows), self._batch):
                    ids, vectors, data = zip(*rows[i : i + self._batch], strict=True)
                    self._collections[language].upsert(list(ids), embeddings=np.stack(vectors), metadatas=list(data))

    def remove(self, article_ids: Sequence[str]) -> None:
        """Delete the chunks of these articles."""
        with self._explained():
            for i in range(0, len(article_ids), _MANY):
                for collection in self._collections.values():
                    collection.delete(where={"article_id": {"$in": list(article_ids[i : i + _MANY])}})

    def search(self, query: _Vector, k: int, filters: Filters) -> dict[str, list[tuple[str, float]]]:
        """The ``k`` nearest chunks of each language to a unit vector (d,), under its code or "other".

        Ids and cosine similarities (-1 to 1), nearest first.
        """
        found: dict[str, list[tuple[str, float]]] = {}
        wanted = {_shelf(language) for language in filters.languages} or set(_SHELVES)
        for language in sorted(wanted):
            with self._explained():
                hits = self._collections[language].query(
                    query_embeddings=[query], n_results=k, where=_where(filters), include=["distances"]
                )
            pairs = zip(hits["ids"][0], hits["distances"][0], strict=True)
            found[language] = [(str(i), 1.0 - float(distance)) for i, distance in pairs]
        return found

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from chromadb.errors import ChromaError
        from httpx import HTTPError

        try:
            yield
        except (ChromaError, HTTPError, OSError) as error:
            raise LibraryError(self._trouble(error)) from error

    def _probe(self) -> None:
        """Raise LibraryError unless each collection finds as many chunks as it says it holds, up to ten."""
        with self._explained():
            for collection in self._collections.values():
                some = collection.get(limit=10, include=["embeddings"])
                if some["ids"]:
                    hits = collection.query(query_embeddings=some["embeddings"][:1], n_results=10, include=[])
                    if len(hits["ids"][0]) < len(some["ids"]):
                        raise LibraryError(self._trouble("it finds less than it holds"))

    def _drop_others(self) -> None:
        """Delete collections that a library left here whose manifest, and so their name, was lost."""
        mine = {collection.name for collection in self._collections.values()}
        for collection in self._client.list_collections():
            if collection.name not in mine:
                self._client.delete_collection(collection.name)

    def _open(self) -> None:
        self._collections = {
            shelf: self._client.get_or_create_collection(
                f"{self._name}-{shelf}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            for shelf in _SHELVES
        }


def _shelf(language: str) -> str:
    return language if language in LANGUAGES else "other"


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _metadata(article: Article) -> dict[str, str | int]:
    found: dict[str, str | int] = {"article_id": article.id, "source": article.source, "language": article.language}
    if article.published:  # an undated article has no day, so that no date bound lets it through
        found["day"] = article.published.toordinal()
    return found


def _where(filters: Filters) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if filters.since:
        conditions.append({"day": {"$gte": filters.since.toordinal()}})
    if filters.until:
        conditions.append({"day": {"$lte": filters.until.toordinal()}})
    for field, values in (
        ("source", filters.sources),
        ("language", filters.languages),
        ("article_id", filters.article_ids),
    ):
        if values:
            conditions.append({field: {"$in": list(values)}})
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}
