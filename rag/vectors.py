"""Chunk vectors in Chroma: embedded in the library folder, or on a Chroma server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .domain import Article, Filters
from .errors import LibraryError

if TYPE_CHECKING:
    from .tables import Record

__all__ = ["Vectors"]

_Vector = NDArray[np.float32]


class Vectors:
    """The vector index. Everything in it can be made again from the library."""

    def __init__(self, client: Any, collection: str) -> None:
        self._client = client
        self._name = collection
        self._batch = int(client.get_max_batch_size())
        self._open()

    @classmethod
    def in_folder(cls, folder: Path, collection: str) -> Vectors:
        """Vectors in a folder of this machine."""
        import chromadb

        return cls(chromadb.PersistentClient(str(folder), settings=_quiet()), collection)

    @classmethod
    def on_server(cls, address: str, collection: str) -> Vectors:
        """Vectors on a Chroma server, like ``http://localhost:8000``. Raises LibraryError when it does not answer."""
        from urllib.parse import urlsplit

        import chromadb

        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LibraryError(f'AIQYN_CHROMA is "{address}"; it should look like "http://localhost:8000".')
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)
        try:
            client = chromadb.HttpClient(parts.hostname, port, ssl=secure, settings=_quiet())
            return cls(client, collection)
        except Exception as error:  # chromadb wraps whatever its HTTP client raised in a bare ValueError
            raise LibraryError(
                f"The Chroma server at {address} does not answer ({error}). Start it, or unset AIQYN_CHROMA to keep "
                "the vectors in the library folder."
            ) from error

    def close(self) -> None:
        """Let go of the files or the connection."""
        self._client.close()

    def count(self) -> int:
        """Number of chunks in the index."""
        return int(self._collection.count())

    def clear(self) -> None:
        """Empty the index."""
        self._client.delete_collection(self._name)
        self._open()

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace the chunks of these articles."""
        ids = [c.id for r in records for c in r.chunks]
        vectors = [e.vector for r in records for e in r.encoded]
        metadata = [_metadata(r.article) for r in records for _ in r.chunks]
        for i in range(0, len(ids), self._batch):
            some = slice(i, i + self._batch)
            self._collection.upsert(ids[some], embeddings=np.stack(vectors[some]), metadatas=metadata[some])

    def remove(self, article_ids: Sequence[str]) -> None:
        """Delete the chunks of these articles."""
        for i in range(0, len(article_ids), 500):
            self._collection.delete(where={"article_id": {"$in": list(article_ids[i : i + 500])}})

    def search(self, query: _Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        """The ``k`` nearest chunks to a unit vector (d,): ids and cosine similarities (-1 to 1), nearest first."""
        found = self._collection.query(
            query_embeddings=[query], n_results=k, where=_where(filters), include=["distances"]
        )
        return [(str(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _open(self) -> None:
        self._collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _metadata(article: Article) -> dict[str, str | int]:
    found: dict[str, str | int] = {
        "article_id": article.id,
        "source": article.source,
        "language": article.language,
    }
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
