"""Does what was found bear on the question? Sentences are scored, and silence is chosen when the best is too weak.

Two things speak for a sentence: its nearness to the question, on a scale that is the same for every pair of
languages, and the share of the question's words that it holds, rare words weighing more.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .background import BACKGROUND
from .candidates import Candidate, candidates
from .embedding import Embedder
from .language import reader_language
from .retrieve import Found
from .terms import document_terms

__all__ = ["Relevance", "Scored"]

# Printed by `python -m eval.fit_relevance --data DIR`: XQuAD in en, ru and zh, each language pair, every question once
# with its article in the library and once without.
_NEARNESS, _COVERAGE, _INTERCEPT = 10.2, 7.6, -6.9
_WORDS = 0.2  # weight of coverage beside the cosine, for the order of the sentences


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A sentence with what speaks for it."""

    candidate: Candidate
    score: float  # for ordering: cosine + 0.2 coverage
    nearness: float  # 0: like unrelated text of that language; 1: like a translation of the question
    coverage: float  # share of the question's words that it holds, weighed by rarity, 0 to 1

    @property
    def probability(self) -> float:
        """That the library answers the question, were this its best sentence; 0 to 1."""
        return 1 / (1 + math.exp(-(_NEARNESS * self.nearness + _COVERAGE * self.coverage + _INTERCEPT)))


class Relevance:
    """Scores sentences against a question, on the scale of one embedding model."""

    def __init__(self, noise: Mapping[str, NDArray[np.float32]], reach: Mapping[tuple[str, str], float]) -> None:
        self._noise = noise  # (d,) by language: the mean of its background sentences
        self._reach = reach  # by languages of question and passage: cosine of translations less that of strangers

    @classmethod
    def load(cls, embedder: Embedder, cache: Path) -> Relevance:
        """Measure the scale of a model on the background sentences; kept in ``cache`` for the next time."""
        key = hashlib.sha256(f"{embedder.fingerprint}{sorted(BACKGROUND.items())}".encode()).hexdigest()[:16]
        path = cache / f"background-{key}.npz"
        if path.exists():
            stored = np.load(path)
            passages = {language: stored[f"p_{language}"] for language in BACKGROUND}
            queries = {language: stored[f"q_{language}"] for language in BACKGROUND}
        else:
            passages = {language: embedder.embed_passages(lines) for language, lines in BACKGROUND.items()}
            queries = {language: embedder.embed_queries(lines) for language, lines in BACKGROUND.items()}
            cache.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new.npz")
            np.savez(new, **{f"p_{k}": v for k, v in passages.items()}, **{f"q_{k}": v for k, v in queries.items()})
            new.replace(path)
        reach = {(a, b): _reach(queries[a], passages[b]) for a in BACKGROUND for b in BACKGROUND}
        return cls({language: rows.mean(axis=0) for language, rows in passages.items()}, reach)

    def score(self, found: Found) -> list[Scored]:
        """The sentences of the passages found, best first."""
        pool = candidates((p.article, p.chunk, e) for p, e in zip(found.passages, found.encoded, strict=True))
        asked = reader_language(found.query)
        noise = {language: float(rows @ found.vector) for language, rows in self._noise.items()}
        scored = [self._scored(c, found, asked, noise) for c in pool]
        return sorted(scored, key=lambda s: -s.score)

    def _scored(self, candidate: Candidate, found: Found, asked: str, noise: Mapping[str, float]) -> Scored:
        language = candidate.article.language
        language = language if language in noise else "en"
        similarity = float(candidate.vector @ found.vector)
        nearness = (similarity - noise[language]) / self._reach[asked, language]
        coverage = _coverage(candidate.text, language, found.rarity)
        return Scored(candidate, similarity + _WORDS * coverage, nearness, coverage)


def _reach(queries: NDArray[np.float32], passages: NDArray[np.float32]) -> float:
    cosines = queries @ passages.T
    n = len(cosines)
    same = float(np.trace(cosines)) / n
    other = (float(cosines.sum()) - float(np.trace(cosines))) / (n * n - n)
    return max(same - other, 1e-3)


def _coverage(text: str, language: str, rarity: Mapping[str, float]) -> float:
    # Cyrillic words were looked up both as Russian stems and as Kazakh prefixes; one of the two can be here.
    skipped = "r:" if language == "kk" else "k:"
    wanted = {term: weight for term, weight in rarity.items() if not term.startswith(skipped)}
    held = set(document_terms(text, language))
    return sum(weight for term, weight in wanted.items() if term in held) / (sum(wanted.values()) or 1.0)
