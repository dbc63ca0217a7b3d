"""Asking a chat model and holding what it writes against the articles: one round, and one more to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence

from .domain import Sentence, Verdict, Writing
from .gate import Check, Gate, Gated
from .language import detect
from .llm import ChatModel, Message, ModelFailed, token_estimate
from .prompts import REFUSAL, prompt
from .sources import Source
from .texts import LANGUAGE_NAMES

__all__ = ["Rounds", "Written"]

_FAILURES = 6  # sentences that the model is told of when it has to mend them
_REPEATED = 0.5  # share of one and the same word above which a text is gibberish

Written = tuple[tuple[Sentence, ...], tuple[Sentence, ...]]  # the sentences that pass, and those that do not


class Rounds:
    """Has a chat model write from sources, and says which of its sentences they bear out."""

    def __init__(self, model: ChatModel, against: Callable[[Sequence[str]], Check]) -> None:
        """``against``: from ids of articles to what holds a text against them."""
        self._model = model
        self._against = against

    @property
    def room(self) -> int:
        """Tokens of a prompt."""
        return self._model.room

    def written(
        self, asked: str, sources: Sequence[Source], language: str, *, mended: bool = True, doing: str = ""
    ) -> Generator[Writing, None, Written]:
        """What passes and what does not, after two rounds at most: the second mends the first, if there is room.

        ``doing``: what a reader is told while it writes. Raises ModelFailed.
        """
        check = self._against(list(dict.fromkeys(source.article.id for source in sources)))
        messages: list[Message] = [("user", asked)]
        first, said = yield from self._round(messages, sources, check, language, doing)
        failed = [g for g in first if g.claims and not g.passes]
        best = first
        told = "\n".join(f"- “{g.sentence.text}”: {_reason(g.sentence)}" for g in failed[:_FAILURES])
        again = prompt("repair", failures=told, language=LANGUAGE_NAMES["en"][language])
        messages += [("assistant", said), ("user", again)]
        if failed and mended and sum(token_estimate(text) for _, text in messages) <= self.room:
            try:
                second, _ = yield from self._round(messages, sources, check, language, doing)
                if sum(g.passes for g in second) >= sum(g.passes for g in first):
                    best = second
            except ModelFailed:
                pass  # the first round stands
        kept = tuple({g.sentence.text: g.sentence for g in best if g.passes}.values())
        return kept, tuple(g.sentence for g in best if g.claims and not g.passes)

    def _round(
        self, messages: Sequence[Message], sources: Sequence[Source], check: Check, language: str, doing: str
    ) -> Generator[Writing, None, tuple[list[Gated], str]]:
        gate = Gate([(source.article.id, source.span) for source in sources], check)
        gated: list[Gated] = []
        for piece in self._model.stream(messages):
            gated += gate.take(piece)
            yield Writing(gate.text, tuple(g.sentence for g in gated if g.passes), doing)
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
