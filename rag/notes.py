"""Notes on sources that do not fit a chat model's room: it reads them in parts, and its text rests on its notes.

A note is a sentence of the model that the articles bear out; what is handed on are the words that it cites. Where the
model makes no notes of a part, the most telling sentences of that part stand in.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

from .candidates import reading_order
from .domain import Citation, Draft, Writing
from .llm import ModelFailed, token_estimate
from .prompts import prompt
from .rounds import Rounds
from .sources import Source, fenced, grouped, packed, size
from .texts import LANGUAGE_NAMES, say

__all__ = ["Notes", "take_notes"]

_PARTS = 12  # at most: each is a call of the model
_NOTED = 12  # sentences that the model is asked for, of each part
_FEWEST = 2  # sentences that stand in for the notes of a part, if it has as many
_HOPELESS = ("key", "quota", "connection")  # failures after which no other call will do better


@dataclass(frozen=True, slots=True)
class Notes:
    """What the final text is written from."""

    sources: tuple[Source, ...]  # the words that the notes cite, part by part
    note: str  # what a reader should know of how they came about


def take_notes(
    rounds: Rounds, sources: Sequence[Source], quoted: Draft, room: int, language: str
) -> Generator[Writing, None, Notes]:
    """Notes on ``sources``, the most telling of which come first, that fit into ``room`` tokens together.

    ``quoted``: sentences of the same sources that the extractor chose, the most telling first. Raises ModelFailed
    when the model cannot be used at all.
    """
    fixed = {"language": LANGUAGE_NAMES["en"][language], "topic": quoted.title, "most": str(_NOTED)}
    parts = _parts(sources, rounds.room - token_estimate(prompt("notes", sources="", **fixed)))
    noted: list[Source] = []
    failed = 0
    for number, part in enumerate(parts, 1):
        doing = say("reading_part", language, number=number, count=len(parts))
        yield Writing("", doing=doing)
        cited: list[Citation] = []
        try:
            asked = prompt("notes", sources=fenced(part), **fixed)
            kept, _ = yield from rounds.written(asked, part, language, mended=False, doing=doing)
            cited = [c for sentence in kept for c in sentence.citations]
        except ModelFailed as error:
            if error.kind in _HOPELESS:
                raise
            if error.kind == "refused":  # nothing of this part bears on the topic
                continue
        if not cited:
            failed += 1
            cited = _standing_in(part, quoted)
        noted += packed(_once(cited, part, noted), room // len(parts))
    told = [say("read_in_parts", language, count=len(parts))]
    told += [say("parts_without_notes", language, count=failed)] if failed else []
    unread = len(sources) - sum(map(len, parts))
    told += [say("left_out", language, count=unread)] if unread else []
    return Notes(tuple(noted), " ".join(told))


def _parts(sources: Sequence[Source], room: int) -> list[list[Source]]:
    """The most telling sources in the order in which they are read, in as many parts as may be asked for."""
    chosen = list(sources)
    while len(chosen) > 1 and size(chosen) > _PARTS * room:
        chosen = chosen[: len(chosen) * 9 // 10]
    while len(parts := grouped(sorted(chosen, key=_order), room)) > _PARTS:
        chosen.pop()
    return parts


def _order(source: Source) -> tuple[int, str, int]:
    return reading_order(source.article, source.span.start)


def _standing_in(part: Sequence[Source], quoted: Draft) -> list[Citation]:
    """What the extractor chose of this part, or what each of its passages begins with."""
    chosen = [c for sentence in quoted.sentences for c in sentence.citations if any(s.holds(c) for s in part)]
    begins = [source.article.cite(*source.sentences[0]) for source in part if source.sentences]
    return chosen if len(chosen) >= _FEWEST else [*chosen, *begins]


def _once(cited: Iterable[Citation], part: Sequence[Source], known: Sequence[Source]) -> list[Source]:
    """The cited words as sources, those left out that are known already."""
    articles = {source.article.id: source.article for source in part}
    seen = {(source.article.id, source.span) for source in known}
    found = [Source.of_citation(c, articles[c.article_id]) for c in dict.fromkeys(cited)]
    return [source for source in found if (source.article.id, source.span) not in seen]
