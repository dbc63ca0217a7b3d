"""The gate: what a chat model writes, cut into sentences as it comes, each held against the articles before it counts.

A sentence passes when the checker supports it; its citations are then the words that bear it out, whatever number the
model wrote. What does not pass is withheld, and kept with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .domain import Sentence, Span, Verdict
from .ground import CheckedText
from .orders import states
from .respelled import respelled
from .sentences import sentences

__all__ = ["Gate", "Gated", "plain"]

_MARKS = re.compile(r"\s*[\[【(](?:source\s*)?(\d{1,3}(?:\s*[,;，、]\s*\d{1,3})*)[\]】)]", re.IGNORECASE)
_AFTER = re.compile(r"([.!?…。！？]+[\"'”’»]?)((?:\s*[\[【]\d{1,3}(?:\s*[,;，、]\s*\d{1,3})*[\]】])+)")
_MARKUP = re.compile(r"</?[a-zA-Z][^>\n]{0,200}>|^[ \t]*(?:#{1,6}|[-*•]|>)[ \t]+|[*_`]{2,}|`", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+", re.MULTILINE)

Check = Callable[[str], CheckedText]  # holds a text against the articles of the passages


@dataclass(frozen=True, slots=True)
class Gated:
    """A sentence of a chat model after its check."""

    sentence: Sentence
    unknown: int = 0  # citations that lead to no source
    mended: bool = False  # whether what bears it out stands in none of the passages that the model cited

    @property
    def passes(self) -> bool:
        """Whether it may be shown as fact."""
        return self.sentence.verdict is Verdict.SUPPORTED

    @property
    def claims(self) -> bool:
        """Whether there was anything to judge: "Here is a summary:" claims nothing."""
        return not any(check.kind == "claim" for check in self.sentence.checks)


class Gate:
    """Takes a model's text piece by piece, and gives the sentences that are finished."""

    def __init__(self, sources: Sequence[tuple[str, Span]], check: Check) -> None:
        """``sources``: what the numbers that the model cites stand for, from 1: ids of articles, and their words."""
        self.text = ""  # all that came so far
        self._sources = sources
        self._check = check
        self._done = 0  # sentences that were given

    def take(self, piece: str) -> Iterator[Gated]:
        """The sentences that this piece finishes: those that another follows."""
        self.text += piece
        yield from self._finished(-1)

    def close(self) -> Iterator[Gated]:
        """The sentences that were not finished before."""
        yield from self._finished(None)

    def _finished(self, end: int | None) -> Iterator[Gated]:
        text = _AFTER.sub(_before_the_mark, plain(self.text))
        spans = sentences(text)[:end]
        for start, stop in spans[self._done :]:
            yield self._gated(text[start:stop])
        self._done = max(self._done, len(spans))

    def _gated(self, written: str) -> Gated:
        numbers = [int(n) for marks in _MARKS.findall(written) for n in re.findall(r"\d+", marks)]
        text = " ".join(_MARKS.sub("", written).split())
        known = [self._sources[n - 1] for n in numbers if 0 < n <= len(self._sources)]
        if not states(text):  # "Download it now!" is no news, also where an article says so word for word
            return Gated(Sentence(text, Verdict.UNSUPPORTED), len(numbers) - len(known))
        sentence = _joined(text, self._check(text).sentences)
        if sentence.verdict is Verdict.SUPPORTED and respelled(text, " ".join(c.quote for c in sentence.citations)):
            sentence = replace(sentence, verdict=Verdict.UNSUPPORTED, citations=())
        mended = bool(known) and not any(
            c.article_id == article_id and c.start < span.end and span.start < c.end
            for c in sentence.citations
            for article_id, span in known
        )
        return Gated(sentence, len(numbers) - len(known), mended and sentence.verdict is Verdict.SUPPORTED)


def plain(text: str) -> str:
    """A text without tags, emphasis, headings, bullets and numbers of lists."""
    return _NUMBERED.sub("", _MARKUP.sub("", text))


def _before_the_mark(found: re.Match[str]) -> str:
    """ "It rose. [1]" as "It rose [1].": the citation belongs to the sentence before it."""
    return f"{found.group(2)}{found.group(1)}"


def _joined(text: str, parts: Sequence[Sentence]) -> Sentence:
    """One sentence of those that the checker found in it: no better than the worst of them."""
    if not parts:
        return Sentence(text, Verdict.NOT_JUDGED)
    order = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.NOT_JUDGED, Verdict.PARTIAL, Verdict.SUPPORTED)
    worst = min(parts, key=lambda part: order.index(part.verdict))
    citations = tuple(dict.fromkeys(c for part in parts for c in part.citations))
    checks = tuple(check for part in parts for check in part.checks)
    return replace(worst, text=text, citations=citations, checks=checks, score=min(part.score for part in parts))
