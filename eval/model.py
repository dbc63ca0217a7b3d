"""Suite ``model``: what a chat model writes before the gate and after it.

    AIQYN_MODEL=local:smollm2 aiqyn eval model --data DIR

Questions of XQuAD in English, each put to the passage that it was asked about. Raw is what the model wrote in its first
round; shown is what a reader gets, the quotations included that stand in when nothing of it stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from rag.domain import Answer, Sentence, Writing
from rag.embedding import Embedder
from rag.errors import InputError
from rag.facts import check_facts, facts
from rag.gate import Gate
from rag.service import Service
from rag.settings import EXTRACTIVE, Settings

from .asked import Asked, of_questions, passages_of
from .datasets import Question, questions
from .figures import Figure, Outcome, means, shown
from .metrics import held

__all__ = ["lacking", "run"]

_FILE = "xquad_en.jsonl"
_ASKED = 150
_FACTS = ("number", "unit", "currency", "name")


def run(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None] = print
) -> tuple[list[Outcome], list[Figure]]:
    """Shares of raw sentences refused, of answers that hold the gold one, and of shown sentences with a strange fact.

    Raises InputError when no chat model is named, ModelError when it cannot be had.
    """
    if settings.model == EXTRACTIVE:
        raise InputError("The suite model needs a chat model: set AIQYN_MODEL, to local:smollm2 for example.")
    found = questions(data / _FILE)
    some = found[:: max(1, len(found) // _ASKED)][:_ASKED]
    asked = of_questions(some, "en")
    outcomes = []
    with passages_of(asked, embedder, settings) as service:
        for number, (question, item) in enumerate(zip(some, asked, strict=True), 1):
            if number % 10 == 0:
                tell(f"{number} of {len(asked)} questions …")
            outcomes.append(_outcome(service, question, item))
    return outcomes, list(means(outcomes))


def _outcome(service: Service, question: Question, item: Asked) -> Outcome:
    began = time.perf_counter()
    first = raw = ""
    answer: Answer | None = None
    for event in service.ask_stream(item.question, item.filters):
        if isinstance(event, Answer):
            answer = event
        elif isinstance(event, Writing) and event.draft.startswith(raw):
            first = first or f"{1000 * (time.perf_counter() - began):.0f} ms"
            raw = event.draft
    assert answer is not None
    gate = Gate([], lambda text: service.check(item.articles, text))
    judged = [g for g in (*gate.take(raw), *gate.close()) if g.claims]
    scores = {
        "gold held, raw": held(raw, question.answers),
        "gold held, shown": held(answer.text, question.answers),
        "written by the model": float(answer.engine != EXTRACTIVE),
        "abstained": float(answer.abstained),
    }
    if judged:
        scores["raw sentences refused"] = sum(not g.passes for g in judged) / len(judged)
    if answer.sentences:
        strange = [s for s in answer.sentences if lacking(s)]
        scores["shown sentences with a fact that the citation lacks"] = len(strange) / len(answer.sentences)
    wrong = tuple(f"lacks “{gold}”" for gold in question.answers[:1] if not held(answer.text, question.answers))
    articles = {a.id: a for a in item.articles}
    detail = {
        "question": item.question,
        "expected": "; ".join(question.answers),
        "reason": f"raw: {raw or '(nothing)'}; first word after {first or '(none)'}; {answer.note}",
        "sentences": [shown(s, articles) for s in answer.sentences],
    }
    return Outcome("model", item.id, "XQuAD en", item.cluster, scores, wrong, (), detail)


def lacking(sentence: Sentence) -> list[str]:
    """Numbers and names of a sentence that the words it cites do not hold."""
    told = [facts(c.quote, "en") for c in sentence.citations]
    return [c.claimed for c in check_facts(facts(sentence.text, "en"), told) if not c.ok and c.kind in _FACTS]
