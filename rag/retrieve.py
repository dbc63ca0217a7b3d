"""Retrieval: nearest vectors and best words, fused by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .domain import Encoded, Filters, Passage
from .embedding import Embedder
from .lexical import Lexical
from .library import Library
from .vectors import Vectors

__all__ = ["Found", "Retriever", "fuse"]

_RRF = 60  # the constant of the paper: how little the very first ranks weigh more than the next
_DEPTH = 50  # chunks taken from either index before they are fused

Ranking = Sequence[tuple[str, float]]  # chunk ids with their scores, best first


@dataclass(frozen=True, slots=True)
class Found:
    """Passages for a query, best first, with the vectors that choosing sentences needs."""

    query: str
    vector: NDArray[np.float32]  # (d,), of the query, unit length
    passages: tuple[Passage, ...]
    encoded: tuple[Encoded, ...]  # of each passage
    rarity: dict[str, float]  # the query's index terms, each with its inverse document frequency in the library
    timings_ms: dict[str, float]


class Retriever:
    """Finds passages for a query in any of the four languages."""

    def __init__(self, library: Library, vectors: Vectors, lexical: Lexical, embedder: Embedder) -> None:
        self._library = library
        self._vectors = vectors
        self._lexical = lexical
        self._embedder = embedder

    def embed(self, text: str) -> NDArray[np.float32]:
        """Unit vector (d,) of a question or topic."""
        vector: NDArray[np.float32] = self._embedder.embed_queries([text])[0]
        return vector

    def search(self, query: str, k: int = 10, filters: Filters = Filters()) -> Found:
        """The ``k`` best passages that pass the filters; fewer when the library holds fewer."""
        clock = time.perf_counter()
        vector = self.embed(query)
        embedded = time.perf_counter()
        depth = max(_DEPTH, k)
        dense = self._vectors.search(vector, depth, filters)
        words = self._lexical.search(query, depth, filters)
        fused = fuse(dense, words)[:k]
        rows = self._library.chunk_rows([chunk_id for chunk_id, _ in fused])
        similarity, bm25 = dict(dense), dict(words)
        passages: list[Passage] = []
        encoded: list[Encoded] = []
        for chunk_id, score in fused:
            if chunk_id not in rows:
                continue  # removed between the look-up in the index and this line
            article, chunk, vectors = rows[chunk_id]
            passages.append(Passage(article, chunk, score, similarity.get(chunk_id), bm25.get(chunk_id)))
            encoded.append(vectors)
        found = time.perf_counter()
        timings = {"embed": 1000 * (embedded - clock), "search": 1000 * (found - embedded)}
        return Found(query, vector, tuple(passages), tuple(encoded), self._lexical.rarity(query), timings)


def fuse(*rankings: Ranking) -> list[tuple[str, float]]:
    """Ids by the sum of 1 / (60 + rank) over the rankings that hold them, best first; ranks count from 1."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, (item, _) in enumerate(ranking, 1):
            scores[item] += 1 / (_RRF + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
