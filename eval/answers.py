"""Suite ``answers``: own cases asked by the ordinary path, their answers held against what is known of them.

    aiqyn eval answers [--cases FILE]

Without a file, the cases over the sample library, in a library of its own; with one, the library that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Answer, Article, Citation, Verdict
from rag.service import Service

from .cases import Case
from .figures import Figure
from .metrics import Statement, citation_scores, held, token_f1
from .stats import mean

__all__ = ["Item", "figures", "run"]


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


def figures(items: Sequence[Item]) -> Iterator[Figure]:
    """Means with their intervals, over all questions and by language; a case is a cluster of its own."""
    languages = sorted({item.case.language for item in items})
    for of in ("all", *languages):
        some = [item for item in items if of in ("all", item.case.language)]
        yield from _of(of, some)


def _of(of: str, items: Sequence[Item]) -> Iterator[Figure]:
    def figure(metric: str, values: Sequence[float], kept: Sequence[Item]) -> Iterator[Figure]:
        if values:
            yield Figure("answers", of, metric, mean(values, [item.case.id for item in kept]))

    cited = [item for item in items if not item.answer.abstained]
    yield from figure("citation validity", [float(item.valid) for item in cited], cited)
    answered = [item for item in items if item.scores]
    for metric in answered[0].scores if answered else ():
        yield from figure(metric, [item.scores[metric] for item in answered], answered)
    for metric, answerable in (("refused though answerable", True), ("answered though unanswerable", False)):
        kept = [item for item in items if item.case.answerable is answerable]
        yield from figure(metric, [float(item.answer.abstained is answerable) for item in kept], kept)
