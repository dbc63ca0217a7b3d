"""Answers and drafts that a chat model writes, behind the gate.

While it writes, its words are a draft. What counts is what the gate lets through; where that is nothing, or the model
fails, the articles are quoted instead, and the reader is told what happened.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from .domain import Answer, Article, Citation, Draft, Passage, Sentence, Span, Verdict, Writing
from .gate import Check, Gate, Gated, plain
from .language import detect, reader_language
from .llm import ChatModel, Message, ModelFailed, token_estimate
from .prompts import REFUSAL, prompt
from .texts import LANGUAGE_NAMES, say

__all__ = ["Writer"]

_FENCE = re.compile(r"</?\s*source\b[^>]*>", re.IGNORECASE)
_FORMS = {
    "brief": "one or two paragraphs.",
    "bullets": "a list, one sentence to a line.",
    "timeline": "one sentence to a line, in the order in which things happened, each with its date.",
    "explainer": "short paragraphs that explain what happened, why, and what comes next.",
}
_FAILURES = 6  # sentences that the model is told of when it has to mend them
_REPEATED = 0.5  # share of one and the same word above which a text is gibberish


@dataclass(frozen=True, slots=True)
class _Source:
    """Words of an article that a model reads."""

    article: Article
    span: Span
    told: str  # the words; orders that stand among them are left out

    @classmethod
    def of_passage(cls, passage: Passage) -> _Source:
        chunk = passage.chunk
        return cls(passage.article, Span(chunk.start, chunk.end), " ".join(chunk.told.split()))

    @classmethod
    def of_citation(cls, citation: Citation, article: Article) -> _Source:
        return cls(article, Span(citation.start, citation.end), citation.quote)


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
        self._against = against

    def answer(self, quoted: Answer) -> Iterator[Writing | Answer]:
        """The answer to a question from the passages of ``quoted``, last; ``quoted`` when the model has none."""
        language = reader_language(quoted.question)
        fixed = {"language": LANGUAGE_NAMES["en"][language], "question": quoted.question}
        sources = [_Source.of_passage(p) for p in quoted.passages]
        made = yield from self._made("answer", fixed, sources, language)
        timings = {**quoted.timings_ms, "write": made.took}
        timings["total"] = quoted.timings_ms.get("total", 0.0) + made.took
        if not made.kept:
            note = f"{made.note} {quoted.note}".strip()
            yield replace(quoted, note=note, withheld=made.withheld, timings_ms=timings)
            return
        yield replace(
            quoted,
            sentences=made.kept,
            engine=self._model.name,
            note=made.note,
            withheld=made.withheld,
            timings_ms=timings,
        )

    def draft(self, quoted: Draft, notes: Draft, words: int) -> Iterator[Writing | Draft]:
        """A draft from the sentences of ``notes``, last; ``quoted``, whose title it has, when the model has none."""
        language = reader_language(quoted.title)
        fixed = {"language": LANGUAGE_NAMES["en"][language], "words": str(words), "topic": quoted.title}
        fixed["form"] = _FORMS[quoted.style.value]
        articles = {a.id: a for a in notes.articles}
        sources = [_Source.of_citation(c, articles[c.article_id]) for s in notes.sentences for c in s.citations]
        made = yield from self._made("draft", fixed, sources, language)
        timings = {"total": quoted.timings_ms.get("total", 0.0) + made.took}
        if not made.kept:
            note = f"{made.note} {quoted.note}".strip()
            yield replace(quoted, note=note, withheld=made.withheld, timings_ms=timings)
            return
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

    def _made(
        self, name: str, fixed: dict[str, str], sources: Sequence[_Source], language: str
    ) -> Generator[Writing, None, _Made]:
        """What the model makes of a prompt and of as many sources as fit; nothing, and the reason, when it fails."""
        began = time.perf_counter()
        chosen = self._packed(sources, token_estimate(prompt(name, sources="", **fixed)))
        note = say("left_out", language, count=len(sources) - len(chosen)) if len(chosen) < len(sources) else ""
        kept: tuple[Sentence, ...] = ()
        withheld: tuple[Sentence, ...] = ()
        try:
            asked = prompt(name, sources=_fenced(chosen), **fixed)
            kept, withheld = yield from self._written(asked, chosen, language)
            note = note if kept else say("model_nothing_stands", language)
        except ModelFailed as error:
            note = say(f"model_{error.kind}", language)
        return _Made(kept, withheld, note, 1000 * (time.perf_counter() - began))

    def _packed(self, sources: Sequence[_Source], taken: int) -> list[_Source]:
        """The first sources that fit beside ``taken`` tokens, at least one."""
        chosen: list[_Source] = []
        room = self._model.room - taken
        for source in sources:
            size = token_estimate(_fenced([source]))
            if chosen and size > room:
                break
            chosen.append(source)
            room -= size
        return chosen

    def _written(
        self, asked: str, sources: Sequence[_Source], language: str
    ) -> Generator[Writing, None, tuple[tuple[Sentence, ...], tuple[Sentence, ...]]]:
        """The sentences that pass, and those that do not, after two rounds at most: the second mends the first.

        Raises ModelFailed.
        """
        messages: list[Message] = [("user", asked)]
        first, said = yield from self._round(messages, sources, language)
        failed = [g for g in first if g.claims and not g.passes]
        best = first
        if failed:
            told = "\n".join(f"- “{g.sentence.text}”: {_reason(g.sentence)}" for g in failed[:_FAILURES])
            again = prompt("repair", failures=told, language=LANGUAGE_NAMES["en"][language])
            try:
                second, _ = yield from self._round([*messages, ("assistant", said), ("user", again)], sources, language)
                if sum(g.passes for g in second) >= sum(g.passes for g in first):
                    best = second
            except ModelFailed:
                pass  # the first round stands
        kept = tuple({g.sentence.text: g.sentence for g in best if g.passes}.values())
        withheld = tuple(g.sentence for g in best if g.claims and not g.passes)
        return kept, withheld

    def _round(
        self, messages: Sequence[Message], sources: Sequence[_Source], language: str
    ) -> Generator[Writing, None, tuple[list[Gated], str]]:
        check = self._against([source.article.id for source in sources])
        gate = Gate([(source.article.id, source.span) for source in sources], check)
        gated: list[Gated] = []
        for piece in self._model.stream(messages):
            gated += gate.take(piece)
            yield Writing(gate.text, tuple(g.sentence for g in gated if g.passes))
        gated += gate.close()
        _refuse_unusable(gate.text, language)
        return gated, gate.text


def _refuse_unusable(text: str, language: str) -> None:
    """Raises ModelFailed for what is no answer at all."""
    if not text.strip():
        raise ModelFailed("empty")
    if REFUSAL.casefold() in text.casefold():
        raise ModelFailed("refused")
    words = re.findall(r"[^\W\d_]+", text.casefold())
    letters = sum(map(len, words))
    if letters < 0.4 * len(re.sub(r"\s", "", text)):
        raise ModelFailed("gibberish")
    if len(words) >= 8 and max(map(words.count, set(words))) > _REPEATED * len(words):
        raise ModelFailed("gibberish")
    if letters > 40 and detect(text) != language:
        raise ModelFailed("language")


def _reason(sentence: Sentence) -> str:
    wrong = [check for check in sentence.checks if not check.ok and check.claimed]
    if wrong:
        return "; ".join(f"{check.kind} “{check.claimed}” is not what the sources say" for check in wrong[:3])
    return "the sources say otherwise" if sentence.verdict is Verdict.CONTRADICTED else "the sources do not say this"


def _fenced(sources: Sequence[_Source]) -> str:
    """Sources fenced as data; what would end a fence is taken out of them."""
    parts = []
    for number, source in enumerate(sources, 1):
        article = source.article
        about = ", ".join(filter(None, [article.source, str(article.published or ""), article.title]))
        about = _FENCE.sub(" ", about).replace('"', "'")
        parts.append(f'<source id="{number}" about="{about}">\n{_FENCE.sub(" ", source.told)}\n</source>')
    return "\n".join(parts)
