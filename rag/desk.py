"""Drafts as an editor works on them: revisions that are kept, sentences that she takes on, and her signature.

    kept = desk.keep(draft, {"about": "Khorgos"})
    desk.edit(kept.draft, 2, "Traffic rose by 14 percent.")     # is checked at once
    desk.approve(kept.draft, "A. Editor")                       # refused while something does not stand

A revision is never changed: each step writes another one, so that every earlier state can be looked at and restored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from .audit import audit_of, from_audit
from .candidates import stands_alone
from .domain import Article, Chunk, Draft, Encoded, Sentence, Verdict
from .drafts import Drafts
from .errors import InputError, NotFound
from .ground import CheckedText
from .library import Library
from .prompts import fingerprint
from .relevance import Scored
from .revisions import Held, Line, Revision, Step, problems
from .sentences import sentences
from .settings import EXTRACTIVE
from .texts import Refusal, say

__all__ = ["Desk"]

Check = Callable[[str, Sequence[str]], CheckedText]  # a text against the articles of these ids
Score = Callable[[str, Iterable[tuple[Article, Chunk, Encoded]]], list[Scored]]  # sentences by nearness to a text

_PACKAGES = ("aiqyn", "chromadb", "torch", "transformers")
_PROMPTS = ("draft", "repair")  # that a chat model drafts by
_HELD_AGAINST = 30  # articles that an edited sentence is held against: those cited, then those the draft was made of
_ALTERNATIVES = 4  # shown for a sentence
_LONGEST = 40_000  # characters of a draft: 5,000 words of a language with long ones
_REMEMBERED = 2000  # checked sentences
_WORSE = (Verdict.SUPPORTED, Verdict.PARTIAL, Verdict.NOT_JUDGED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED)


class Desk:
    """The drafts of a library. ``made_with`` names what drafts are made with here, for their audit files."""

    def __init__(self, library: Library, check: Check, score: Score, made_with: Mapping[str, str]) -> None:
        self._library = library
        self._check = check
        self._score = score
        self._made_with = made_with
        self._drafts = Drafts(library)
        self.latest = self._drafts.latest
        self.revisions = self._drafts.revisions
        self.revision = self._drafts.revision
        self._remembered = lru_cache(_REMEMBERED)(self._judge)  # ids derive from content, so what was checked holds

    def keep(self, draft: Draft, asked: dict[str, Any]) -> Revision:
        """Keep a new draft; ``asked`` says what it came from. Raises InputError for an empty one."""
        if not draft.sentences:
            raise InputError(f"An empty draft is not kept. {draft.reason}".strip())
        made_with = {**self._made_with, **{name: version(name) for name in _PACKAGES}}
        if draft.engine != EXTRACTIVE:
            made_with["prompts"] = fingerprint(*_PROMPTS)
        return self._drafts.write(
            Revision(
                draft=secrets.token_hex(4),
                number=1,
                made=_now(),
                step=Step.DRAFTED,
                title=draft.title,
                style=draft.style,
                lines=tuple(map(Line, draft.sentences)),
                articles=tuple(map(Held.of, draft.articles)),
                engine=draft.engine,
                asked=asked,
                made_with=made_with,
            )
        )

    # -- an editor's work

    def edit(self, draft: str, place: int, text: str) -> Revision:
        """Put another text in the place of sentence ``place``, from 1, checked against the articles of the draft.

        Raises InputError for a text without a sentence, or one that is too long.
        """
        now = self.revision(draft)
        _line(now, place)
        lines = self._lines(now, text)
        if not lines:
            raise Refusal("desk_no_sentence")
        return self._step(now, Step.EDITED, (*now.lines[: place - 1], *lines, *now.lines[place:]), place)

    def proposed(self, draft: str, text: str) -> Revision:
        """The draft with another text, as ``rewrite`` would keep it: only sentences that are new are checked.

        A sentence that stays, wherever it now stands, keeps its verdict, its citations and the editor's decision.
        Raises InputError for a text that is too long.
        """
        now = self.revision(draft)
        return self._after(now, Step.REWRITTEN, tuple(self._lines(now, text)))

    def rewrite(self, draft: str, text: str) -> Revision:
        """Keep the draft with another text; see ``proposed``. Raises InputError for one without a sentence."""
        now = self.revision(draft)
        lines = tuple(self._lines(now, text))
        if not lines:
            raise Refusal("desk_no_sentence")
        return now if lines == now.lines else self._step(now, Step.REWRITTEN, lines)

    def drop(self, draft: str, place: int) -> Revision:
        """Leave a sentence out."""
        now = self.revision(draft)
        _line(now, place)
        return self._step(now, Step.DROPPED, (*now.lines[: place - 1], *now.lines[place:]), place)

    def take_on(self, draft: str, place: int, reason: str) -> Revision:
        """Keep a sentence that is not borne out, on the editor's responsibility.

        Raises InputError without a reason, and for a sentence that its source contradicts.
        """
        now = self.revision(draft)
        line = _line(now, place)
        if not reason.strip():
            raise Refusal("desk_say_why")
        if line.sentence.verdict is Verdict.CONTRADICTED:
            raise Refusal("desk_not_taken", number=place)
        taken = replace(line, taken_on=" ".join(reason.split()))
        return self._step(now, Step.TAKEN, (*now.lines[: place - 1], taken, *now.lines[place:]), place)

    def approve(self, draft: str, name: str, language: str = "en") -> Revision:
        """Sign it. Raises InputError while something does not stand, or an article that is cited is not as it was.

        What stands against it is told in ``language``.
        """
        now = self.revision(draft)
        name = " ".join(name.split())
        if not name:
            raise Refusal("desk_name")
        wrong = [*problems(now, language), *self.stale(now, language)]
        if wrong:
            raise InputError(" ".join([say("desk_not_approved", language), *wrong]))
        signed = self._after(now, Step.APPROVED, now.lines)
        return self._drafts.write(replace(signed, approved_by=name, approved_at=signed.made))

    def restore(self, draft: str, number: int) -> Revision:
        """Make an earlier revision the newest again, unsigned."""
        now, old = self.revision(draft), self.revision(draft, number)
        return self._step(replace(old, number=now.number), Step.RESTORED, old.lines, number)

    # -- what could stand instead of a sentence

    def quotation(self, draft: str, place: int) -> str:
        """The words that a sentence cites, as they stand in the articles. Raises InputError when it cites none."""
        cited = _line(self.revision(draft), place).sentence.citations
        if not cited:
            raise Refusal("desk_cites_nothing", number=place)
        return " ".join(dict.fromkeys(c.quote for c in cited))

    def alternatives(self, draft: str, place: int) -> list[Sentence]:
        """Sentences of the draft's articles that are nearest in meaning and not in it yet, the nearest first."""
        now = self.revision(draft)
        line, there = _line(now, place), {" ".join(line.text.split()) for line in now.lines}
        parts = (part for record in self._library.records(self._sources(now)) for part in record.parts)
        found = [scored.candidate for scored in self._score(line.text, parts)]
        usable = [c for c in found if stands_alone(c.text) and " ".join(c.text.split()) not in there]
        return [Sentence(c.text, Verdict.SUPPORTED, (c.citation,), score=1.0) for c in usable[:_ALTERNATIVES]]

    # -- what became of its articles

    def there(self, revision: Revision) -> list[Article]:
        """The articles of a draft that the library has as they were."""
        return [self._library.article(held.id) for held in revision.articles if self._has(held.id)]

    def stale(self, revision: Revision, language: str = "en") -> list[str]:
        """Which articles that it cites are not in the library as they were, a sentence each."""
        found = []
        for held in revision.articles:
            resting = sum(any(c.article_id == held.id for c in line.sentence.citations) for line in revision.lines)
            if resting and not self._has(held.id):
                about = ", ".join(filter(None, [held.source, str(held.published or "")]))
                found.append(say("desk_gone", language, title=held.title, about=about, count=resting))
        return found

    def audit(self, draft: str) -> dict[str, Any]:
        """The audit file of a draft."""
        return audit_of(self.revisions(draft))

    def holds(self, audit: Any, language: str = "en") -> list[str]:
        """What of an audit file does not hold any more, a sentence each; none when all of it does.

        Raises InputError for what is no audit file.
        """
        revision, unchanged = from_audit(audit)
        found = [] if unchanged else [say("audit_changed", language)]
        articles = {a.id: a for a in self.there(revision)}
        for number, line in enumerate(revision.lines, 1):
            cited = [(articles[c.article_id], c) for c in line.sentence.citations if c.article_id in articles]
            lost = [c for article, c in cited if article.text[c.start : c.end] != c.quote]
            found += [say("audit_quote", language, number=number, quote=c.quote) for c in lost]
            if not lost and len(cited) == len(line.sentence.citations) and self._is_worse_now(revision, line):
                found.append(say("audit_verdict", language, number=number))
        return [*found, *self.stale(revision, language)]

    # -- inner

    def _is_worse_now(self, revision: Revision, line: Line) -> bool:
        """Whether the checker thinks less of a sentence today than the revision says."""
        judged = self._judged(line.text, tuple(self._sources(revision)))
        return any(_WORSE.index(one.sentence.verdict) > _WORSE.index(line.sentence.verdict) for one in judged)

    def _lines(self, now: Revision, text: str) -> list[Line]:
        """The sentences of a text: those that the draft has as they are there, others checked."""
        if len(text) > _LONGEST:
            raise Refusal("desk_too_long", given=len(text), limit=_LONGEST)
        kept: dict[str, list[Line]] = {}
        for line in now.lines:
            kept.setdefault(line.text, []).append(line)
        sources = tuple(self._sources(now))
        found: list[Line] = []
        for unit in _units(text, kept):
            found += [kept[unit].pop(0)] if kept.get(unit) else self._judged(unit, sources)
        return found

    def _judged(self, text: str, sources: tuple[str, ...]) -> tuple[Line, ...]:
        return (self._remembered if sources else self._judge)(text, sources)  # without sources, the library decides

    def _judge(self, text: str, sources: tuple[str, ...]) -> tuple[Line, ...]:
        return tuple(map(Line, self._check(text, sources).sentences))

    def _sources(self, now: Revision) -> list[str]:
        """Ids of the articles that the draft cites, then of those it was made of, as far as the library has them."""
        ids = dict.fromkeys([*(held.id for held in now.articles), *map(str, now.asked.get("articles") or ())])
        return [i for i in ids if self._has(i)][:_HELD_AGAINST]

    def _step(self, now: Revision, step: Step, lines: tuple[Line, ...], place: int = 0) -> Revision:
        return self._drafts.write(self._after(now, step, lines, place))

    def _after(self, now: Revision, step: Step, lines: tuple[Line, ...], place: int = 0) -> Revision:
        """The revision that a step leads to, unsigned; the articles it cites come first."""
        known = {held.id: held for held in now.articles}
        cited = dict.fromkeys(c.article_id for line in lines for c in line.sentence.citations)
        held = [known.get(i) or Held.of(self._library.article(i)) for i in cited]
        rest = [one for one in now.articles if one.id not in cited]
        return replace(
            now,
            number=now.number + 1,
            made=_now(),
            step=step,
            place=place,
            lines=lines,
            articles=(*held, *rest),
            approved_by="",
            approved_at="",
        )

    def _has(self, article_id: str) -> bool:
        try:
            return self._library.article(article_id).id == article_id
        except NotFound:
            return False


def _units(text: str, known: Mapping[str, object]) -> list[str]:
    """The sentences of a text on one line each; a row that is ``known`` as a sentence is one, however it looks."""
    rows = [" ".join(row.split()) for row in text.splitlines()]
    cut = ([row] if row in known else [row[span.start : span.end] for span in sentences(row)] for row in rows)
    return [unit for units in cut for unit in units]


def _line(revision: Revision, place: int) -> Line:
    if not 1 <= place <= len(revision.lines):
        raise Refusal("desk_no_place", count=len(revision.lines), number=place)
    return revision.lines[place - 1]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
