"""The commands as functions of plain values: the command line runs them here, or has a served library run them.

run(service, "ask", {"question": "What did the ministers agree on?"}) -> the payload that --json prints
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ingest.index import Progress
from ingest.read import Given
from rag.choice import Choice
from rag.domain import Article, Filters, Style
from rag.draft import Order
from rag.errors import InputError
from rag.service import Service

from .checking import texts_of
from .desk_commands import Action, SetAction, on_drafts, on_sets
from .export import write, write_bytes
from .payload import (
    Payload,
    answer_payload,
    article_line,
    article_payload,
    checked_payload,
    draft_payload,
    listed_payload,
    progress_payload,
    report_payload,
    search_payload,
)
from .plain import dumps
from .template import checked, filled
from .words import Words

__all__ = ["COMMANDS", "run"]

Tell = Callable[[Payload], None]
Stopped = Callable[[], bool]


class _Params(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = ""  # what the caller expects to write; empty: whatever the service uses


class _Filtered(_Params):
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until, self.sources, self.languages)


class _Chosen(_Filtered):
    containing: str = ""
    set: str = ""
    articles: tuple[str, ...] = ()  # ids, or their beginnings

    def choice(self, service: Service) -> Choice:
        ids = tuple(service.article(article).id for article in self.articles)
        return Choice(replace(self.filters, article_ids=ids), self.containing, self.set)


class Ingest(_Params):
    """Read files, folders (absolute paths), addresses and feeds."""

    command: Literal["ingest"]
    locations: tuple[str, ...] = Field(min_length=1)
    title: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""

    def run(self, service: Service, tell: Tell, stopped: Stopped) -> Payload:
        """Payload of the report."""

        def told(progress: Progress) -> None:
            tell(progress_payload(progress))

        given = Given(self.title, self.author, self.source, self.url, self.published, self.language)
        return report_payload(service.ingest(self.locations, given, progress=told, stopped=stopped))


class Search(_Filtered):
    """The passages nearest to a query."""

    command: Literal["search"]
    query: str
    k: int = Field(10, ge=1, le=1000)

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """Payload of what was found."""
        return search_payload(service.search(self.query, self.k, self.filters))


class Ask(_Filtered):
    """Answer a question."""

    command: Literal["ask"]
    question: str

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """Payload of the answer."""
        return answer_payload(service.ask(self.question, self.filters))


class Draft(_Chosen):
    """Draft a summary of what is chosen, write it to ``out`` (absolute path) when that is given, keep it when asked."""

    command: Literal["draft"]
    about: str = ""
    style: Style = Style.BRIEF
    order: Order = Order.READING
    words: int = Field(150, ge=10, le=5000)
    audience: str = ""
    template: str = ""  # the text of one: the draft is written in its form, and "markdown" of the payload holds it
    out: Path | None = None
    keep: bool = False

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """Payload of the draft. Raises InputError when an empty draft was to be written, or for an unfit template."""
        if self.template:
            checked(self.template, Words("en"))
            if self.out and self.out.suffix.lower() != ".md":
                raise InputError(f"A template makes Markdown: name {self.out.name} .md, or leave --template away.")
        choice = self.choice(service)
        ids, filters = service.choosing.drawn_on(choice, self.about)
        draft = service.draft(
            self.about,
            ids,
            style=self.style,
            words=self.words,
            order=self.order,
            filters=filters,
            audience=self.audience,
        )
        formed = filled(self.template, draft) if self.template and draft.sentences else ""
        if self.out:
            if not draft.sentences:
                raise InputError(f"{self.out} was not written, because the draft is empty. {draft.reason}")
            if formed:
                write_bytes(self.out, [formed.encode()])
            else:
                write(draft, self.out)
        payload = draft_payload(draft) | ({"markdown": formed} if formed else {})
        if not self.keep:
            return payload
        shape = {"style": self.style.value, "order": self.order.value, "words": self.words, "audience": self.audience}
        asked = {"about": self.about, "articles": list(ids), **choice.told, **shape}
        return payload | {"draft_id": service.desk.keep(draft, asked).draft}


class List(_Filtered):
    """Articles of the library."""

    command: Literal["list"]
    containing: str = ""

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """``{articles: [payload of each, newest first]}``."""
        return {"articles": [listed_payload(a) for a in service.articles(self.filters, self.containing)]}


class Show(_Params):
    """One article."""

    command: Literal["show"]
    article: str

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """Payload of the article."""
        return article_payload(service.article(self.article))


class Remove(_Params):
    """Remove articles, or the sample."""

    command: Literal["remove"]
    articles: tuple[str, ...] = ()
    sample: bool = False

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """``{removed}``: the number of articles."""
        count = service.remove_sample() if self.sample else 0
        removed = {a.id for a in service.remove(self.articles)} if self.articles else set()
        return {"removed": count + len(removed)}


class Repair(_Params):
    """Make both indexes anew."""

    command: Literal["repair"]

    def run(self, service: Service, tell: Tell, _stopped: Stopped) -> Payload:
        """``{chunks}``: their number in the new indexes."""
        return {"chunks": service.repair(lambda done, total: tell({"done": done, "total": total, "unit": "articles"}))}


class Export(_Filtered):
    """Write articles as JSONL, which ``ingest`` takes back."""

    command: Literal["export"]
    out: Path

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """``{articles, path}``: how many were written, and where."""
        if self.out.suffix.lower() != ".jsonl":
            raise InputError(f"Articles cannot be written as {self.out.name}: name the file .jsonl.")
        articles = [listed.article for listed in service.articles(self.filters)]
        write_bytes(self.out, _lines(articles))
        return {"articles": len(articles), "path": str(self.out)}


class Check(_Params):
    """Check the texts of a JSONL file (absolute path) against the sources that stand beside them."""

    command: Literal["check"]
    file: Path

    def run(self, service: Service, tell: Tell, _stopped: Stopped) -> Payload:
        """``{checked: [payload of each text], failed: [{line, reason}]}``. Raises InputError for an unreadable file."""
        pairs, failed = texts_of(self.file)
        checked: list[Payload] = []
        for pair in pairs:
            tell({"done": len(checked), "total": len(pairs), "unit": "texts"})
            checked.append(checked_payload(pair.id, service.check(pair.source, pair.text)))
        return {"checked": checked, "failed": failed}


class Drafts(_Params):
    """A step on the drafts that are kept."""

    command: Literal["drafts"]
    action: Action
    draft: str = ""
    revision: int = Field(0, ge=0)
    before: int = Field(0, ge=0)
    place: int = Field(1, ge=1)
    text: str = ""
    reason: str = ""
    name: str = ""
    out: str = ""
    file: str = ""

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """See ``ui.desk_commands``."""
        return on_drafts(service, self.action, self.model_dump(exclude={"command", "action", "model"}))


class Sets(_Chosen):
    """A step on the sets of articles that are saved."""

    command: Literal["sets"]
    action: SetAction
    name: str = ""

    def run(self, service: Service, _tell: Tell, _stopped: Stopped) -> Payload:
        """See ``ui.desk_commands``."""
        return on_sets(service, self.action, self.name, self.choice(service))


_Any = Ingest | Search | Ask | Draft | List | Show | Remove | Repair | Export | Check | Drafts | Sets
_ADAPTER: TypeAdapter[_Any] = TypeAdapter(Annotated[_Any, Field(discriminator="command")])
COMMANDS = ("ingest", "search", "ask", "draft", "list", "show", "remove", "repair", "export", "check", "drafts", "sets")


def run(
    service: Service,
    command: str,
    params: dict[str, Any],
    tell: Tell = lambda _: None,
    stopped: Stopped = lambda: False,
) -> Payload:
    """The payload of a command. ``tell`` gets payloads of the progress; ``stopped`` turning true ends an ingest early.

    Raises InputError for parameters that the command does not take, and what the service raises.
    """
    try:
        parsed = _ADAPTER.validate_python({**params, "command": command})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or command
        raise InputError(f'The command "{command}" cannot be run with this {where}: {first["msg"]}.') from error
    if parsed.model and parsed.model != service.settings.model:
        raise InputError(
            f'The served library answers with "{service.settings.model}", not "{parsed.model}". Leave --model away, '
            f"or start `aiqyn serve --model {parsed.model}`."
        )
    return parsed.run(service, tell, stopped)


def _lines(articles: list[Article]) -> Iterator[bytes]:
    return (dumps(article_line(article)) + b"\n" for article in articles)
