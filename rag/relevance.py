"""How much a sentence bears on a question, and whether the best of them is enough to answer at all.

Two things speak for a sentence: how well its tokens match those of the question in meaning, on a scale that is the
same for every pair of languages, and the share of the question's words and concepts that it holds, rare ones
weighing more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .candidates import Candidate
from .space import Question

__all__ = ["Scored", "score"]

# Printed by `python -m eval.fit_relevance --data DIR`: XQuAD in en, ru and zh, each language pair, every question once
# with its article in the library and once without.
_NEARNESS, _COVERAGE, _INTERCEPT = 15.7, 5.1, -11.1
_WORDS = 0.25  # weight of coverage beside nearness, for the order of the sentences
_NEIGHBOUR = 0.2  # weight of the better neighbour: "This task was set by …" speaks for the sentence before it


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A sentence with what speaks for it."""

    candidate: Candidate
    nearness: float  # 0: like unrelated text of that language; 1: like a translation of the question
    coverage: float  # share of the question's words that it holds, weighed by rarity, 0 to 1
    neighbour: float = 0.0  # nearness + 0.25 coverage of the better of the sentences before and after it, 0 and up

    @property
    def score(self) -> float:
        """For the order of sentences, also of several languages; higher is better."""
        return self.nearness + _WORDS * self.coverage + _NEIGHBOUR * self.neighbour

    @property
    def probability(self) -> float:
        """That the library answers the question, were this its best sentence; 0 to 1."""
        return 1 / (1 + math.exp(-(_NEARNESS * self.nearness + _COVERAGE * self.coverage + _INTERCEPT)))


def score(pool: Sequence[Candidate], question: Question, rarity: Mapping[frozenset[str], float]) -> list[Scored]:
    """The sentences, best first; ``rarity`` weighs the words of the question (see Lexical.rarity)."""
    alone = [Scored(c, question.nearness(c.tokens, c.article.language), _coverage(c, rarity)) for c in pool]
    in_text = sorted(alone, key=lambda s: (s.candidate.article.id, s.candidate.span))
    return sorted((_beside(in_text, i) for i in range(len(in_text))), key=lambda s: -s.score)


def _beside(in_text: Sequence[Scored], at: int) -> Scored:
    here = in_text[at]
    beside = (
        in_text[i].score
        for i in (at - 1, at + 1)
        if 0 <= i < len(in_text) and in_text[i].candidate.article.id == here.candidate.article.id
    )
    return replace(here, neighbour=max(0.0, *beside, 0.0))


def _coverage(candidate: Candidate, rarity: Mapping[frozenset[str], float]) -> float:
    held = sum(weight for terms, weight in rarity.items() if not candidate.terms.isdisjoint(terms))
    return held / (sum(rarity.values()) or 1.0)
