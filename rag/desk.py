"""Drafts as an editor works on them: revisions that are kept, sentences that she takes on, and her signature.

    kept = desk.keep(draft, {"about": "Khorgos"})
    desk.edit(kept.draft, 2, "Traffic rose by 14 percent.")     # is checked at once
    desk.approve(kept.draft, "A. Editor")                       # refused while something does not stand

A revision is never changed: each step writes another one, so that every earlier state can be looked at and restored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa

from .domain import Article, Draft, Verdict
from .errors import InputError, NotFound
from .ground import CheckedText
from .library import Library
from .revisions import Held, Line, Revision, from_audit, from_json, problems, to_json
from .texts import say

__all__ = ["Desk"]

Check = Callable[[str, Sequence[str]], CheckedText]  # a text against the articles of these ids

_tables = sa.MetaData()
_revisions = sa.Table(
    "draft_revisions",
    _tables,
    sa.Column("draft", sa.String(16), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # JSON of a Revision
)


_PACKAGES = ("aiqyn", "chromadb", "torch", "transformers")


class Desk:
    """The drafts of a library."""

    def __init__(self, library: Library, check: Check) -> None:
        self._library = library
        self._check = check
        _tables.create_all(library.engine)

    # -- making and reading

    def keep(self, draft: Draft, asked: dict[str, Any]) -> Revision:
        """Keep a new draft; ``asked`` says what it came from. Raises InputError for an empty one."""
        if not draft.sentences:
            raise InputError(f"An empty draft is not kept. {draft.reason}".strip())
        lines = tuple(Line(s) for s in draft.sentences)
        held = tuple(_held(a) for a in draft.articles)
        told = {name: version(name) for name in _PACKAGES}
        made = Revision(
            secrets.token_hex(4), 1, _now(), "drafted", draft.title, draft.style, lines, held, draft.engine, asked, told
        )
        return self._write(made)

    def latest(self) -> list[Revision]:
        """The newest revision of each draft, the one last worked on first."""
        newest = sa.select(_revisions.c.draft, sa.func.max(_revisions.c.number)).group_by(_revisions.c.draft)
        with self._library.engine.connect() as db:
            found = [self._read(db, draft, number) for draft, number in db.execute(newest).all()]
        return sorted(found, key=lambda r: r.made, reverse=True)

    def revisions(self, draft: str) -> list[Revision]:
        """All revisions of a draft, the oldest first; it may be named by the beginning of its id. Raises NotFound."""
        whole = self._whole(draft)
        query = sa.select(_revisions.c.content).where(_revisions.c.draft == whole).order_by(_revisions.c.number)
        with self._library.engine.connect() as db:
            return [from_json(content) for (content,) in db.execute(query)]

    def revision(self, draft: str, number: int = 0) -> Revision:
        """One revision, the newest when no number is given. Raises NotFound."""
        found = self.revisions(draft)
        if number < 0 or number > len(found):
            raise NotFound(f"The draft {draft} has {len(found)} revisions, and none of the number {number}.")
        return found[number - 1]

    # -- an editor's work

    def edit(self, draft: str, place: int, text: str) -> Revision:
        """Put another text in the place of sentence ``place``, from 1, checked against the articles of the draft.

        Raises InputError for a text without a sentence.
        """
        now = self.revision(draft)
        _line(now, place)
        checked = self._check(text, [held.id for held in now.articles if self._has(held.id)])
        if not checked.sentences:
            raise InputError("There is no sentence in this text. Write one, or drop the sentence.")
        new = tuple(Line(s) for s in checked.sentences)
        known = {held.id: held for held in now.articles} | {a.id: _held(a) for a in checked.sources if a.id}
        lines = (*now.lines[: place - 1], *new, *now.lines[place:])
        return self._step(now, f"edited sentence {place}", lines, known)

    def drop(self, draft: str, place: int) -> Revision:
        """Leave a sentence out."""
        now = self.revision(draft)
        _line(now, place)
        return self._step(now, f"dropped sentence {place}", (*now.lines[: place - 1], *now.lines[place:]))

    def take_on(self, draft: str, place: int, reason: str) -> Revision:
        """Keep a sentence that is not borne out, on the editor's responsibility.

        Raises InputError without a reason, and for a sentence that its source contradicts.
        """
        now = self.revision(draft)
        line = _line(now, place)
        if not reason.strip():
            raise InputError("Say why you take the sentence on: the reason is kept with the draft.")
        if line.sentence.verdict is Verdict.CONTRADICTED:
            raise InputError(f"Sentence {place} is contradicted by its source and cannot be taken on: mend or drop it.")
        taken = replace(line, taken_on=reason.strip())
        return self._step(now, f"took on sentence {place}", (*now.lines[: place - 1], taken, *now.lines[place:]))

    def approve(self, draft: str, name: str, language: str = "en") -> Revision:
        """Sign it. Raises InputError while something does not stand, or an article that is cited is not as it was.

        What stands against it is told in ``language``.
        """
        now = self.revision(draft)
        if not name.strip():
            raise InputError("Give the name of the editor who approves.")
        wrong = [*problems(now, language), *self.stale(now, language)]
        if wrong:
            raise InputError(" ".join([say("desk_not_approved", language), *wrong]))
        signed = replace(
            now, number=now.number + 1, made=_now(), what="approved", approved_by=name.strip(), approved_at=_now()
        )
        return self._write(signed)

    def restore(self, draft: str, number: int) -> Revision:
        """Make an earlier revision the newest again, unsigned."""
        now, old = self.revision(draft), self.revision(draft, number)
        return self._step(replace(old, number=now.number), f"restored revision {number}", old.lines)

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

    # -- audit

    def holds(self, audit: Any) -> list[str]:
        """What of an audit file does not hold any more, a sentence each; none when all of it does.

        Raises InputError for what is no audit file.
        """
        revision, unchanged = from_audit(audit)
        found = [] if unchanged else ["The file was changed after it was written."]
        quoted = [(n, c) for n, line in enumerate(revision.lines, 1) for c in line.sentence.citations]
        found += [
            f"What sentence {number} quotes does not stand there: “{c.quote}”."
            for number, c in quoted
            if self._has(c.article_id) and self._library.article(c.article_id).text[c.start : c.end] != c.quote
        ]
        return [*found, *self.stale(revision)]

    # -- inner

    def _step(
        self, now: Revision, what: str, lines: tuple[Line, ...], known: dict[str, Held] | None = None
    ) -> Revision:
        known = known or {held.id: held for held in now.articles}
        cited = dict.fromkeys(c.article_id for line in lines for c in line.sentence.citations)
        held = tuple(known[i] for i in (*cited, *(i for i in known if i not in cited)))
        return self._write(
            replace(
                now,
                number=now.number + 1,
                made=_now(),
                what=what,
                lines=lines,
                articles=held,
                approved_by="",
                approved_at="",
            )
        )

    def _write(self, revision: Revision) -> Revision:
        row = {"draft": revision.draft, "number": revision.number, "content": to_json(revision)}
        try:
            with self._library.engine.begin() as db:
                db.execute(_revisions.insert(), row)
        except sa.exc.IntegrityError as error:
            raise InputError(
                "Somebody else has changed this draft meanwhile. Open it again, and repeat your step."
            ) from error
        return revision

    def _read(self, db: sa.Connection, draft: str, number: int) -> Revision:
        query = sa.select(_revisions.c.content).where(_revisions.c.draft == draft, _revisions.c.number == number)
        return from_json(db.execute(query).scalar_one())

    def _whole(self, beginning: str) -> str:
        query = (
            sa.select(_revisions.c.draft).distinct().where(_revisions.c.draft.startswith(beginning, autoescape=True))
        )
        with self._library.engine.connect() as db:
            found = [str(draft) for (draft,) in db.execute(query)]
        if not beginning or not found:
            raise NotFound(f'There is no draft "{beginning}". `aiqyn drafts list` shows their ids.')
        if len(found) > 1:
            raise NotFound(f'Several drafts begin with "{beginning}": give more of the id.')
        return found[0]

    def _has(self, article_id: str) -> bool:
        try:
            return self._library.article(article_id).id == article_id
        except NotFound:
            return False


def _line(revision: Revision, place: int) -> Line:
    if not 1 <= place <= len(revision.lines):
        raise InputError(f"The draft has {len(revision.lines)} sentences, and none of the number {place}.")
    return revision.lines[place - 1]


def _held(article: Article) -> Held:
    a = article
    return Held(a.id, a.title, a.source, a.url, a.published, a.language, a.content_hash)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
