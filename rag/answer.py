"""Answers that quote: the few sentences of the library that bear on a question, cited, or a reason for silence."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .answerable import Answerability
from .candidates import Candidate, repeats, stands_alone
from .domain import Answer, Sentence, Verdict
from .language import reader_language
from .relevance import Scored
from .retrieve import Found
from .settings import EXTRACTIVE
from .texts import other_language_note, say

__all__ = ["Answerer"]

_MOST = 4  # sentences of an answer
_CLOSE = 0.2  # how far below the best a sentence may score and still belong to the answer


class Answerer:
    """Chooses the sentences that answer."""

    passages = 10  # that the sentences are chosen from

    def __init__(self, answerability: Answerability) -> None:
        self._answerability = answerability

    def answer(self, found: Found) -> Answer:
        """The answer that these passages give to their query."""
        clock = time.perf_counter()
        language = reader_language(found.query)
        chosen = _chosen(found.sentences) if self._answerability.enough(found) else []
        sentences = tuple(Sentence(c.text, Verdict.SUPPORTED, (c.citation,), score=1.0) for c in chosen)
        choosing = 1000 * (time.perf_counter() - clock)
        timings = {**found.timings_ms, "choose": choosing, "total": sum(found.timings_ms.values()) + choosing}
        return Answer(
            question=found.query,
            sentences=sentences,
            abstained=not sentences,
            reason="" if sentences else say(found.nothing or "nothing_bears", language),
            passages=found.passages,
            engine=EXTRACTIVE,
            note=other_language_note((c.article for c in chosen), language),
            timings_ms=timings,
        )


def _chosen(scored: Sequence[Scored]) -> list[Candidate]:
    """The best sentence and those that come close, no two alike, each with the one before it where it needs it."""
    chosen: list[Candidate] = []
    least = scored[0].score - _CLOSE
    for s in scored:
        if len(chosen) >= _MOST or s.score < least:
            break
        if not repeats(s.candidate, chosen):
            chosen.append(s.candidate)
    return _in_reading_order(_with_antecedent(chosen, scored))


def _with_antecedent(chosen: list[Candidate], scored: Sequence[Scored]) -> list[Candidate]:
    """Before "He added …" stands the sentence that says who he is, if there is room for it."""
    everything = [s.candidate for s in scored]
    found = list(chosen)
    for candidate in chosen:
        if len(found) >= _MOST or stands_alone(candidate.text):
            continue
        before = _before(candidate, everything)
        if before is not None and before not in found:
            found.insert(found.index(candidate), before)
    return found


def _before(candidate: Candidate, everything: Sequence[Candidate]) -> Candidate | None:
    same = [c for c in everything if c.article.id == candidate.article.id and c.span.end <= candidate.span.start]
    last = max(same, key=lambda c: c.span.end, default=None)
    if last is None or "\n" in candidate.article.text[last.span.end : candidate.span.start]:
        return None  # a new paragraph begins: what is before it is another matter
    return last


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Articles in the order of their best sentence; the sentences of one article as they stand in it."""
    first = {c.article.id: -i for i, c in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda c: (-first[c.article.id], c.span))
