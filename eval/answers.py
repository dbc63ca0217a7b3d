"""Suite ``answers``: own cases asked by the ordinary path, their answers held against what is known of them.

    aiqyn eval answers [--cases FILE]

Without a file, the cases over the sample library, in a library of its own; with one, the library that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Answer, Article, Citation, Verdict
from rag.scoring import measured_accuracy
from rag.service import Service

from .cases import Case
from .figures import ANSWERED, REFUSED, Figure, Outcome, means, shown
from .metrics import Statement, citation_scores, held, token_f1
from .stats import Estimate, corrected

__all__ = ["Item", "figures", "outcomes", "run"]

_DECIDED = ("faithfulness", "citation recall (ALCE)")  # rates of what the checker calls supported
_ASTRAY = "a citation leads astray"


@dataclass(frozen=True, slots=True)
class Item:
    """One case with its answer and its scores, each 0 to 1."""

    case: Case
    answer: Answer
    valid: bool  # whether every citation leads to words that stand where it says
    scores: dict[str, float]  # by metric; empty when nothing was answered, or nothing could be


def run(service: Service, cases: Sequence[Case], tell: Callable[[str], None] = print) -> Iterator[Item]:
    """Ask each case. The judge of ALCE's "bears out" is the service's own checker."""
    for number, case in enumerate(cases, 1):
        if number % 20 == 0:
            tell(f"{number} of {len(cases)} cases …")
        answer = service.ask(case.question)
        articles = {p.article.id: p.article for p in answer.passages}
        valid = all(_stands(c, articles.get(c.article_id)) for s in answer.sentences for c in s.citations)
        scored = case.answerable and not answer.abstained
        yield Item(case, answer, valid, _scores(case, answer, articles, service) if scored else {})


def _stands(citation: Citation, article: Article | None) -> bool:
    return article is not None and article.text[citation.start : citation.end] == citation.quote != ""


def _scores(case: Case, answer: Answer, articles: dict[str, Article], service: Service) -> dict[str, float]:
    def entails(told: str, text: str) -> bool:
        return all(s.verdict is Verdict.SUPPORTED for s in service.check([told], text).sentences)

    statements = [
        Statement(s.text, tuple(c.quote if _stands(c, articles.get(c.article_id)) else None for c in s.citations))
        for s in answer.sentences
    ]
    recall, precision = citation_scores(statements, entails)
    supported = sum(s.verdict is Verdict.SUPPORTED for s in answer.sentences)
    return {
        "facts held": sum(held(answer.text, [fact]) for fact in case.facts) / max(1, len(case.facts)),
        "gold cited": float(_gold_cited(case, answer, articles)),
        "token F1": token_f1(answer.text, case.quotes),
        "citation recall (ALCE)": recall,
        "citation precision (ALCE)": precision,
        "faithfulness": supported / len(answer.sentences),
    }


def _gold_cited(case: Case, answer: Answer, articles: dict[str, Article]) -> bool:
    """Whether some citation shares characters with some gold quote of its article."""
    for citation in (c for s in answer.sentences for c in s.citations if c.article_id in articles):
        for quote in case.quotes:
            at = articles[citation.article_id].text.find(quote)
            if at >= 0 and at < citation.end and citation.start < at + len(quote):
                return True
    return False


def outcomes(items: Sequence[Item]) -> list[Outcome]:
    """Of each case, which is a cluster of its own: its scores, and what is wrong with its answer."""
    return [_outcome(item) for item in items]


def _outcome(item: Item) -> Outcome:
    case, answer = item.case, item.answer
    scores = {"citation validity": float(item.valid)} if not answer.abstained else {}
    scores |= item.scores
    wrong = answer.abstained is case.answerable
    error = REFUSED if case.answerable else ANSWERED
    scores[error] = float(wrong)
    failures = [] if item.valid else [_ASTRAY]
    if wrong:
        failures.append(error)
    if item.scores:
        failures += [f"lacks “{fact}”" for fact in case.facts if not held(answer.text, [fact])]
        failures += [f"{s.verdict.value}: “{s.text}”" for s in answer.sentences if s.verdict is not Verdict.SUPPORTED]
    articles = {p.article.id: p.article for p in answer.passages}
    detail = {
        "question": case.question,
        "expected": "; ".join(case.facts) or "no answer",
        "reason": answer.reason,
        "sentences": [shown(sentence, articles) for sentence in answer.sentences],
    }
    gates = () if item.valid else (_ASTRAY,)
    return Outcome("answers", case.id, case.language, case.id, scores, tuple(failures), gates, detail)


def figures(outcomes: Sequence[Outcome], *, verified: bool) -> Iterator[Figure]:
    """Means, and beside what the checker decides its own accuracy, and the rate with its errors allowed for.

    The corrected rate is Rogan and Gladen's; its interval is that of the rate, corrected likewise.
    """
    sensitivity, specificity = measured_accuracy(verified=verified)
    judge = f"checker: sensitivity {sensitivity:.3f}, specificity {specificity:.3f}"
    for figure in means(outcomes):
        yield figure
        if figure.metric in _DECIDED:
            e = figure.estimate
            value, low, high = (corrected(rate, sensitivity, specificity) for rate in (e.value, e.low, e.high))
            estimate = Estimate(value, low, high, e.n, e.clusters)
            yield Figure(figure.suite, figure.of, f"{figure.metric}, corrected ({judge})", estimate)
