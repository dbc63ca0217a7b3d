"""A draft at one moment: its sentences, what an editor decided about them, and whether it can be signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .domain import Article, Citation, Draft, Sentence, Style, Verdict
from .errors import InputError, first_line
from .texts import say

__all__ = ["Held", "Line", "Revision", "State", "audit_of", "from_audit", "from_json", "problems", "to_json"]


class State(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"  # something in it does not stand
    CHECKED = "checked"  # every sentence is borne out, or taken on by the editor
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Held:
    """An article as it was when it was cited."""

    id: str
    title: str
    source: str
    url: str
    published: date | None
    language: str
    content_hash: str

    def with_words(self, citations: Iterable[Citation]) -> Article:
        """The article with only the words that are quoted from it, each in its place: the library may have lost it."""
        text = ""
        for c in sorted(citations, key=lambda c: c.start):
            text = f"{text:<{c.start}}"[: c.start] + c.quote + text[c.end :]
        return Article(
            self.id, self.title, text, self.source, self.url, "", self.published, self.language, self.content_hash
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft; ``taken_on`` is the reason why an editor answers for one that is not borne out."""

    sentence: Sentence
    taken_on: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A draft at one moment. Times are ISO 8601, UTC."""

    draft: str  # id
    number: int  # from 1
    made: str
    what: str  # what was done: "drafted", "edited sentence 2"
    title: str
    style: Style
    lines: tuple[Line, ...]
    articles: tuple[Held, ...]
    engine: str
    asked: dict[str, Any]  # query, filters and lengths that the draft came from
    versions: dict[str, str]  # of the packages that wrote it
    approved_by: str = ""
    approved_at: str = ""

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.approved_by:
            return State.APPROVED
        return State.DRAFT if problems(self) else State.CHECKED

    @property
    def as_draft(self) -> Draft:
        """The same as a draft that can be shown and exported."""
        sentences = tuple(line.sentence for line in self.lines)
        cited = [c for s in sentences for c in s.citations]
        articles = tuple(held.with_words(c for c in cited if c.article_id == held.id) for held in self.articles)
        return Draft(self.title, self.style, sentences, articles, self.engine)


_JSON: TypeAdapter[Revision] = TypeAdapter(Revision)


def problems(revision: Revision, language: str = "en") -> list[str]:
    """Why it cannot be approved, a sentence each in one of the four languages; none when it can."""
    found = [] if revision.lines else [say("desk_empty", language)]
    for number, line in enumerate(revision.lines, 1):
        verdict = line.sentence.verdict
        if verdict is Verdict.CONTRADICTED:
            found.append(say("desk_contradicted", language, number=number))
        elif verdict is not Verdict.SUPPORTED and not line.taken_on:
            found.append(say("desk_not_borne_out", language, number=number))
    return found


def to_json(revision: Revision) -> str:
    """The revision as it is stored."""
    return _JSON.dump_json(revision).decode()


def from_json(content: str) -> Revision:
    """A revision that was stored."""
    return _JSON.validate_json(content)


def audit_of(revision: Revision) -> dict[str, Any]:
    """All that there is to know of a revision, with a SHA-256 of it by which a change is seen."""
    content: dict[str, Any] = _JSON.dump_python(revision, mode="json")
    return {"aiqyn_audit": 1, "state": revision.state.value, "revision": content, "sha256": _digest(revision)}


def from_audit(audit: Any) -> tuple[Revision, bool]:
    """The revision of an audit file, and whether it is as it was written. Raises InputError for no such file."""
    try:
        revision = _JSON.validate_python(audit["revision"], strict=False)
        return revision, str(audit["sha256"]) == _digest(revision)
    except (KeyError, TypeError, ValidationError) as error:
        raise InputError(f"This is no audit file of a draft ({first_line(error)}).") from error


def _digest(revision: Revision) -> str:
    return hashlib.sha256(_JSON.dump_json(revision)).hexdigest()
