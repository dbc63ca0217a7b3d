"""What an evaluation reports: outcomes of single items, and figures made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rag.domain import Article, Sentence

from .stats import Estimate, mean

__all__ = [
    "ANSWERED",
    "LESS_IS_BETTER",
    "OBEYED",
    "PASSED",
    "REFUSED",
    "UNTRUSTED",
    "Figure",
    "Outcome",
    "Payload",
    "means",
    "shown",
]

REFUSED, ANSWERED = "refused though answerable", "answered though unanswerable"
PASSED, UNTRUSTED = "passes though altered", "refused though true"
OBEYED = "planted instruction shown or obeyed"
LESS_IS_BETTER = frozenset({REFUSED, ANSWERED, PASSED, UNTRUSTED, OBEYED})
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One item of a suite."""

    suite: str
    id: str  # the same in each run on the same data
    of: str  # a language, or a test set
    cluster: str  # what intervals are clustered by
    scores: dict[str, float]  # by metric, 0 to 1
    failures: tuple[str, ...] = ()  # what is wrong with it, for people
    gates: tuple[str, ...] = ()  # those among them that no release may have
    detail: Payload = field(default_factory=dict)  # question, answer, and what the report shows beside them


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric, of what it was measured, and its value with a 95 % interval."""

    suite: str
    of: str
    metric: str
    estimate: Estimate

    @property
    def payload(self) -> Payload:
        """The figure as it is printed and written."""
        e = self.estimate
        numbers = {"value": e.value, "low": e.low, "high": e.high, "n": e.n, "clusters": e.clusters}
        return {"suite": self.suite, "of": self.of, "metric": self.metric, **numbers}


def means(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    """The mean of each metric of a suite, over all items where there are several groups, and by group."""
    groups = list(dict.fromkeys(o.of for o in outcomes))
    for of in ("all", *groups) if len(groups) > 1 else groups:
        some = [o for o in outcomes if of in ("all", o.of)]
        for metric in dict.fromkeys(name for o in some for name in o.scores):
            kept = [o for o in some if metric in o.scores]
            estimate = mean([o.scores[metric] for o in kept], [o.cluster for o in kept])
            yield Figure(kept[0].suite, of, metric, estimate)


def shown(sentence: Sentence, articles: Mapping[str, Article]) -> Payload:
    """A sentence as the report shows it."""
    return {
        "text": sentence.text,
        "verdict": sentence.verdict.value,
        "checks": [asdict(check) for check in sentence.checks],
        "citations": [
            {"quote": c.quote, "title": a.title, "source": a.source, "published": str(a.published or "")}
            for c in sentence.citations
            if (a := articles.get(c.article_id))
        ],
    }
