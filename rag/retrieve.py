"""Retrieval: nearest vectors, best words and best sentences, fused by reciprocal rank.

Reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .candidates import candidates
from .domain import Article, Chunk, Encoded, Filters, Passage
from .embedding import Embedder
from .lexical import Lexical
from .library import Library
from .relevance import Scored, score
from .space import Question, Space
from .vectors import Vectors

__all__ = ["Found", "Retriever", "fuse"]

_DENSE, _LEXICAL, _SENTENCES = 1.0, 0.3, 2.0  # weights of the rankings: `aiqyn eval retrieval` shows their worth
_RRF = 60  # the constant of the paper: how little the very first ranks weigh more than the next
_DEPTH = 50  # chunks taken from either index before they are fused
_RERANKED = 30  # chunks of both whose sentences are scored: the third ranking

Ranking = Sequence[tuple[str, float]]  # chunk ids with their scores, best first


@dataclass(frozen=True, slots=True)
class Found:
    """Passages for a query, best first, and their sentences, best first."""

    query: str
    vector: NDArray[np.float32]  # (d,), of the query, unit length
    passages: tuple[Passage, ...]
    encoded: tuple[Encoded, ...]  # of each passage
    sentences: tuple[Scored, ...]  # of all the passages
    question: Question | None  # its tokens and scales; None when nothing was asked
    timings_ms: dict[str, float]
    nothing: Literal["", "empty_question", "empty_library", "nothing_passes_filters"] = ""  # why there are no passages


class Retriever:
    """Finds passages for a query in any of the four languages."""

    def __init__(self, library: Library, vectors: Vectors, lexical: Lexical, embedder: Embedder, space: Space) -> None:
        self._library = library
        self._vectors = vectors
        self._lexical = lexical
        self._embedder = embedder
        self._space = space

    def score(self, query: str, parts: Iterable[tuple[Article, Chunk, Encoded]]) -> list[Scored]:
        """The sentences of these chunks by how much they bear on the query, best first."""
        question = self._space.question(query, self._embedder.read_query(query))
        return score(candidates(parts), question, self._lexical.rarity(query))

    def search(self, query: str, k: int = 10, filters: Filters = Filters()) -> Found:
        """The ``k`` best passages that pass the filters; fewer when the library holds fewer."""
        if not query.strip():
            return Found(query, np.zeros(self._embedder.dimension, np.float32), (), (), (), None, {}, "empty_question")
        began = time.perf_counter()
        reading = self._embedder.read_query(query)
        embedded = time.perf_counter()
        question = self._space.question(query, reading)
        depth = max(_DEPTH, k)
        by_language = self._vectors.search(reading.vector, depth, filters)
        similarity = {i: cosine for hits in by_language.values() for i, cosine in hits}
        dense = _merged(by_language, question)[:depth]
        words = self._lexical.search(query, depth, filters)
        rows = self._library.chunk_rows([i for i, _ in fuse((dense, 1), (words, 1))[: max(_RERANKED, k)]])
        scored = score(candidates(rows.values()), question, self._lexical.rarity(query))
        rankings = ((dense, _DENSE), (words, _LEXICAL), (_by_best_sentence(scored), _SENTENCES))
        fused = [(i, total) for i, total in fuse(*rankings) if i in rows][: max(k, 0)]
        bm25 = dict(words)
        passages = [Passage(*rows[i][:2], total, similarity.get(i), bm25.get(i)) for i, total in fused]
        kept = {i for i, _ in fused}
        timings = {"embed": 1000 * (embedded - began), "search": 1000 * (time.perf_counter() - embedded)}
        return Found(
            query,
            reading.vector,
            tuple(passages),
            tuple(rows[i][2] for i, _ in fused),
            tuple(s for s in scored if not kept.isdisjoint(s.candidate.chunk_ids)),
            question,
            timings,
            "" if passages else "nothing_passes_filters" if self._library.count_chunks() else "empty_library",
        )


def _by_best_sentence(scored: Sequence[Scored]) -> list[tuple[str, float]]:
    """Chunks by the score of the best sentence in them; ``scored`` has the best first."""
    found: dict[str, float] = {}
    for s in scored:
        for chunk_id in s.candidate.chunk_ids:
            found.setdefault(chunk_id, s.score)
    return list(found.items())


def _merged(by_language: Mapping[str, Ranking], question: Question) -> list[tuple[str, float]]:
    """One ranking of all languages, by cosines put on one scale."""
    merged = [(i, question.closeness(cosine, language)) for language, hits in by_language.items() for i, cosine in hits]
    return sorted(merged, key=lambda pair: -pair[1])


def fuse(*rankings: tuple[Ranking, float]) -> list[tuple[str, float]]:
    """Ids by the sum of weight / (60 + rank) over the rankings that hold them, best first; ranks count from 1."""
    scores: dict[str, float] = defaultdict(float)
    for ranking, weight in rankings:
        for rank, (item, _) in enumerate(ranking, 1):
            scores[item] += weight / (_RRF + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
