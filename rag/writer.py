"""Answers and drafts that a chat model writes, behind the gate.

While it writes, its words are a draft. What counts is what the gate lets through; where that is nothing, or the model
fails, the articles are quoted instead, and the reader is told what happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from .domain import Answer, Article, Chunk, Draft, Sentence, Writing
from .gate import Check, plain
from .language import detect, reader_language
from .llm import ChatModel, ModelFailed, token_estimate
from .notes import take_notes
from .prompts import prompt
from .rounds import Rounds
from .sources import Source, fenced, packed, size
from .texts import LANGUAGE_NAMES, say

__all__ = ["Writer"]

_TOPIC = 300  # characters; the topic of a draft of many articles is all their titles
_FORMS = {
    "brief": "one or two paragraphs.",
    "bullets": "a list, one sentence to a line.",
    "timeline": "one sentence to a line, in the order in which things happened, each with its date.",
    "explainer": "short paragraphs that explain what happened, why, and what comes next.",
    "qa": "one sentence to a line, each the answer to a question that a reader would ask.",
    "headlines": "three headlines of at most 14 words, one to a line, each a whole sentence.",
}


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of asking a model."""

    kept: tuple[Sentence, ...]
    withheld: tuple[Sentence, ...]
    note: str  # what a reader should know of it
    took: float  # milliseconds


class Writer:
    """Has a chat model write, and lets through what the articles bear out."""

    def __init__(self, model: ChatModel, against: Callable[[Sequence[str]], Check]) -> None:
        """``against``: from ids of articles to what holds a text against them."""
        self._model = model
        self._rounds = Rounds(model, against)

    def answer(self, quoted: Answer) -> Iterator[Writing | Answer]:
        """The answer to a question from the passages of ``quoted``, last; ``quoted`` when the model has none.

        What the model writes may be true and yet no answer, and nothing here can tell: the quoted sentences that it
        rests on none of follow its own.
        """
        language = reader_language(quoted.question)
        fixed = {"language": LANGUAGE_NAMES["en"][language], "question": quoted.question}
        sources = [Source.of_chunk(p.article, p.chunk) for p in quoted.passages]
        made = yield from self._timed(self._asked("answer", fixed, sources, language), language)
        timings = {**quoted.timings_ms, "write": made.took}
        timings["total"] = quoted.timings_ms.get("total", 0.0) + made.took
        if not made.kept:
            note = f"{made.note} {quoted.note}".strip()
            yield replace(quoted, note=note, withheld=made.withheld, timings_ms=timings)
            return
        rested = {c for sentence in made.kept for c in sentence.citations}
        beside = tuple(s for s in quoted.sentences if rested.isdisjoint(s.citations))
        told = say("model_beside", language) if beside else ""
        yield replace(
            quoted,
            sentences=(*made.kept, *beside),
            engine=self._model.name,
            note=f"{made.note} {told}".strip(),
            withheld=made.withheld,
            timings_ms=timings,
        )

    def draft(
        self, quoted: Draft, notes: Callable[[], Draft], passages: Sequence[tuple[Article, Chunk]], words: int
    ) -> Iterator[Writing | Draft]:
        """A draft from ``passages``, the most telling first, last; ``quoted`` when the model has none.

        ``notes`` gives the most telling sentences: they stand in where the model reads in parts and one of them fails,
        and nobody asks for them otherwise.
        """
        language = reader_language(quoted.title)
        sources = [Source.of_chunk(article, chunk) for article, chunk in passages]
        made = yield from self._timed(self._drafted(quoted, notes, sources, words, language), language)
        timings = {"total": quoted.timings_ms.get("total", 0.0) + made.took}
        if not made.kept:
            note = f"{made.note} {quoted.note}".strip()
            yield replace(quoted, note=note, withheld=made.withheld, timings_ms=timings)
            return
        articles = {article.id: article for article, _ in passages}
        cited = dict.fromkeys(c.article_id for s in made.kept for c in s.citations)
        yield replace(
            quoted,
            sentences=made.kept,
            articles=tuple(articles[i] for i in cited),
            engine=self._model.name,
            note=made.note,
            withheld=made.withheld,
            timings_ms=timings,
        )

    @property
    def room(self) -> int:
        """Tokens of a prompt."""
        return self._model.room

    def standalone(self, question: str, before: Sequence[str]) -> str:
        """A question that leans on those before it, made to stand alone. Raises ModelFailed."""
        history = "\n".join(f"Question: {asked}" for asked in before)
        told = self._model.write([("user", prompt("standalone", history=history, question=question))])
        lines = [line.strip().strip('"“”«»') for line in plain(told).splitlines() if line.strip()]
        if not lines or len(lines[0]) > 3 * len(question) + 300 or detect(lines[0]) != detect(question):
            raise ModelFailed("gibberish")
        return lines[0]

    def _timed(self, asking: Generator[Writing, None, _Made], language: str) -> Generator[Writing, None, _Made]:
        """What the model made, and how long it took; nothing, and the reason, when it failed."""
        began = time.perf_counter()
        try:
            made = yield from asking
        except ModelFailed as error:
            made = _Made((), (), say(f"model_{error.kind}", language), 0.0)
        return replace(made, took=1000 * (time.perf_counter() - began))

    def _drafted(
        self, quoted: Draft, notes: Callable[[], Draft], sources: Sequence[Source], words: int, language: str
    ) -> Generator[Writing, None, _Made]:
        topic = quoted.title[:_TOPIC]
        fixed = {"language": LANGUAGE_NAMES["en"][language], "words": str(words), "topic": topic}
        fixed["form"] = _FORMS[quoted.style.value]
        fixed["audience"] = quoted.audience or "the staff of a newsroom"
        room = self.room - token_estimate(prompt("draft", sources="", **fixed))
        if size(sources) <= room:
            return (yield from self._asked("draft", fixed, sources, language))
        taken = yield from take_notes(self._rounds, sources, replace(notes(), title=topic), room, language)
        return (yield from self._asked("draft", fixed, taken.sources, language, taken.note))

    def _asked(
        self, name: str, fixed: dict[str, str], sources: Sequence[Source], language: str, note: str = ""
    ) -> Generator[Writing, None, _Made]:
        """What the model makes of a prompt and of as many sources as fit. Raises ModelFailed."""
        chosen = packed(sources, self.room - token_estimate(prompt(name, sources="", **fixed)))
        if len(chosen) < len(sources) and not note:
            note = say("left_out", language, count=len(sources) - len(chosen))
        kept, withheld = yield from self._rounds.written(
            prompt(name, sources=fenced(chosen), **fixed), chosen, language
        )
        return _Made(kept, withheld, note if kept else say("model_nothing_stands", language), 0.0)
