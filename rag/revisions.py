"""A draft at one moment: its sentences, what an editor decided about them, and whether it can be signed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from pydantic import TypeAdapter

from .domain import Article, Citation, Draft, Sentence, Style, Verdict
from .language import reader_language
from .mix import Card
from .texts import say

__all__ = ["Held", "Line", "Revision", "State", "Step", "as_python", "as_revision", "from_json", "problems", "to_json"]


class State(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"  # something in it does not stand
    CHECKED = "checked"  # every sentence is borne out, or taken on by the editor
    APPROVED = "approved"


class Step(StrEnum):
    """What was done to come to a revision."""

    DRAFTED = "drafted"
    EDITED = "edited"  # one sentence
    REWRITTEN = "rewritten"  # the text as a whole
    DROPPED = "dropped"
    TAKEN = "taken"
    APPROVED = "approved"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Held(Card):
    """An article as it was when it was cited."""

    content_hash: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """The article as it is now."""
        a = article
        return cls(a.id, a.title, a.source, a.url, a.published, a.language, a.content_hash)

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

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.sentence.text.split())


@dataclass(frozen=True, slots=True)
class Revision:
    """A draft at one moment. Times are ISO 8601, UTC."""

    draft: str  # id
    number: int  # from 1
    made: str
    step: Step
    title: str
    style: Style
    lines: tuple[Line, ...]
    articles: tuple[Held, ...]
    engine: str  # "extractive", or the name of the model that wrote
    asked: dict[str, Any]  # topic, articles, filters and lengths that the draft came from
    made_with: dict[str, str] = field(default_factory=dict)  # embedding model, prompts (SHA-256), versions of packages
    place: int = 0  # number of the sentence, or of the revision, that the step was about
    approved_by: str = ""
    approved_at: str = ""

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.approved_by:
            return State.APPROVED
        return State.DRAFT if problems(self) else State.CHECKED

    @property
    def text(self) -> str:
        """The whole of it to be edited, a line a sentence."""
        return "\n".join(line.text for line in self.lines)

    def what(self, language: str = "en") -> str:
        """What was done, in one of the four languages: "edited sentence 2"."""
        return say(f"step_{self.step.value}", language, number=self.place)

    @property
    def as_draft(self) -> Draft:
        """The same as a draft that can be shown and exported; its note says who answers for it."""
        sentences = tuple(line.sentence for line in self.lines)
        cited = [c for s in sentences for c in s.citations]
        articles = tuple(held.with_words(c for c in cited if c.article_id == held.id) for held in self.articles)
        return Draft(self.title, self.style, sentences, articles, self.engine, note=self._answered_for())

    def _answered_for(self) -> str:
        language = reader_language(self.title)
        time = self.approved_at[:16].replace("T", " ") + " UTC"
        name = self.approved_by
        told = [say("desk_signed", language, name=name, time=time) if name else say("desk_unsigned", language)]
        told += [
            say("desk_taken", language, number=number, reason=line.taken_on.rstrip("."))
            for number, line in enumerate(self.lines, 1)
            if line.taken_on
        ]
        return " ".join(told)


_JSON: TypeAdapter[Revision] = TypeAdapter(Revision)


def problems(revision: Revision, language: str = "en") -> list[str]:
    """Why it cannot be approved, a sentence each in one of the four languages; none when it can."""
    found = [] if revision.lines else [say("desk_empty", language)]
    for number, line in enumerate(revision.lines, 1):
        verdict = line.sentence.verdict
        if verdict is Verdict.CONTRADICTED:
            found.append(say("desk_contradicted", language, number=number) + _differing(line.sentence, language))
        elif verdict is not Verdict.SUPPORTED and not line.taken_on:
            found.append(say("desk_not_borne_out", language, number=number))
    return found


def _differing(sentence: Sentence, language: str) -> str:
    """Each fact that the source tells otherwise, with both values."""
    pairs = dict.fromkeys((c.claimed, c.found) for c in sentence.checks if not c.ok and c.claimed and c.found)
    return "".join(" " + say("desk_both", language, claimed=claimed, found=found) for claimed, found in pairs)


def to_json(revision: Revision) -> str:
    """The revision as it is stored."""
    return _JSON.dump_json(revision).decode()


def from_json(content: str) -> Revision:
    """A revision that was stored."""
    values = json.loads(content)
    if "step" not in values:  # as it was stored before steps had names: "edited sentence 2"
        step, _, place = values.pop("what").partition(" ")
        values["step"] = Step.TAKEN if step == "took" else step
        values["place"] = int(place.rpartition(" ")[2] or 0)
        values["made_with"] = values.pop("versions")
    return as_revision(values)


def as_python(revision: Revision) -> dict[str, Any]:
    """The revision as plain values."""
    content: dict[str, Any] = _JSON.dump_python(revision, mode="json")
    return content


def as_revision(content: Any) -> Revision:
    """The revision of plain values. Raises pydantic.ValidationError."""
    return _JSON.validate_python(content, strict=False)
