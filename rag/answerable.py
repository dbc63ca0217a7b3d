"""Whether the sentences found answer a question at all.

Where the share of wrong answers is to be kept down, a trained head reads the question beside the best sentences, each
among its neighbours (``rag.verifier``). What it says is weighed together with how near the best sentence is and how
many of the question's words it holds; the weights, and what each threshold costs, are in ``rag/answerable.json``, made
by ``eval.abstention``. It takes a fifth of a second; without it, only the nearness of the best sentences decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .domain import Article, Span
from .embedding import Embedder
from .relevance import Scored
from .retrieve import Found
from .scoring import Logistic, log_odds, probability
from .verifier import LAYERS, Verifier

__all__ = ["FEATURES", "HEARD", "Answerability", "Window", "measured", "windows"]

_FILE = Path(__file__).with_name("answerable.json")
_READ = 4  # windows that the head reads: each takes the model some 25 ms
_LOOKED_AT = 4  # sentences, the best first
_LEAST = 0.15  # probability below which Aiqyn says that it does not know: low, as questions paraphrase
_SURE = 6.0  # log-odds beyond which the head may not be surer

FEATURES = (
    "nearness",  # of the sentence that is best by it and coverage: 0 like unrelated text, 1 like a translation
    "coverage",  # share of the question's words that it holds
    "closeness",  # highest of the cosines of question and sentence, on the scale of nearness
    "answers",  # highest of the log-odds that a window answers, by the trained head
    "second",  # of the window that comes next
    "mean",  # of all windows
)
HEARD = ("answers", "second", "mean")  # those that the head gives, 0 without it


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence among its neighbours."""

    article: Article
    span: Span  # characters of the article's text
    sentences: tuple[Span, ...]  # those inside, the neighbours included

    @property
    def text(self) -> str:
        """What the head reads: the words, after the title, which tells whom "he" and "the company" are."""
        words = self.article.text[self.span.start : self.span.end]
        return f"{self.article.title}: {words}" if self.article.title else words


class Answerability:
    """Decides whether to answer. Safe to share between threads."""

    def __init__(self, embedder: Embedder, head: Verifier | None, wrong: float | None = None) -> None:
        """``wrong``: the share of answers, 0 to 1, that may be given to questions that have none.

        The share is that among questions of which half can be answered; the smallest that can be had is taken where
        one is asked for that cannot. Without it, Aiqyn is silent only where nothing that is found comes near.
        """
        self._embedder, self._head, self._wrong = embedder, head, wrong

    def enough(self, found: Found) -> bool:
        """Whether what was found is enough to give an answer."""
        if not found.sentences:
            return False
        if self._wrong is None:
            return max(s.probability for s in found.sentences[:_LOOKED_AT]) >= _LEAST
        weights = _bundled("without the head" if self._head is None else "with the head")
        features = measured(found, self._embedder, self._head)
        return probability(weights.model.log_odds(features)) >= weights.threshold(self._wrong)


def measured(found: Found, embedder: Embedder, head: Verifier | None) -> dict[str, float]:
    """Measures of the sentences found; there must be one at least."""
    best = max(found.sentences, key=lambda s: s.probability)
    told = {"nearness": best.nearness, "coverage": best.coverage, "closeness": _closeness(found)}
    told |= dict.fromkeys(HEARD, 0.0)
    if head is None:
        return told
    near = windows(found.sentences)
    texts = [found.query, *(w.text for w in near)]
    read = embedder.encode(texts, [[]] * len(texts), LAYERS)
    outcomes = head.probabilities([(read[0].layers, r.layers) for r in read[1:]])
    odds = [log_odds(float(row[0]), _SURE) for row in outcomes]
    ranked = sorted(odds, reverse=True)
    return told | {"answers": ranked[0], "second": ranked[min(1, len(odds) - 1)], "mean": sum(odds) / len(odds)}


def _closeness(found: Found) -> float:
    assert found.question is not None  # there are sentences, so there was a question
    return max(
        found.question.closeness(float(s.candidate.vector @ found.vector), s.candidate.article.language)
        for s in found.sentences
    )


def windows(scored: Sequence[Scored], most: int = _READ) -> list[Window]:
    """The best sentences, each with its neighbours in its paragraph; one that stands in a window gets none itself."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for s in sorted(scored, key=lambda s: s.candidate.span):
        spans[s.candidate.article.id].append(s.candidate.span)
    found: list[Window] = []
    taken: set[tuple[str, Span]] = set()
    for s in scored:
        article, span = s.candidate.article, s.candidate.span
        if len(found) == most:
            break
        if (article.id, span) in taken:
            continue
        own = spans[article.id]
        at = own.index(span)
        inside = [span]
        if at and _adjoin(article.text, own[at - 1], span):
            inside.insert(0, own[at - 1])
        if at + 1 < len(own) and _adjoin(article.text, span, own[at + 1]):
            inside.append(own[at + 1])
        taken |= {(article.id, i) for i in inside}
        found.append(Window(article, Span(inside[0].start, inside[-1].end), tuple(inside)))
    return found


@dataclass(frozen=True, slots=True)
class _Weights:
    model: Logistic
    risks: tuple[tuple[float, float], ...]  # share of wrong answers and the threshold that it takes, lowest share first

    def threshold(self, wrong: float) -> float:
        return next((least for share, least in reversed(self.risks) if share <= wrong), self.risks[0][1])


@cache
def _bundled(name: str) -> _Weights:
    told = json.loads(_FILE.read_text("utf-8"))[name]
    risks = tuple((float(row["wrong"]), float(row["threshold"])) for row in told["risks"])
    return _Weights(Logistic(told["intercept"], told["coefficients"]), risks)


def _adjoin(text: str, first: Span, second: Span) -> bool:
    between = text[first.end : second.start]
    return not between.strip() and "\n" not in between
