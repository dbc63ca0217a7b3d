"""An editor's own form for drafts: a Markdown file with places like ``{title}``, filled in with parts of a draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rag.datesaid import day
from rag.domain import Draft
from rag.errors import InputError
from rag.language import reader_language

from .markdown import MarkdownDraft, escape
from .words import Words

__all__ = ["checked", "filled", "read_template"]

_LONGEST = 100_000  # characters
_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")
_PLACES: dict[str, Callable[[Draft, MarkdownDraft, date], str]] = {
    "title": lambda draft, _made, _today: escape(draft.title, begins=False),
    "summary": lambda _draft, made, _today: made.summary,
    "bullets": lambda _draft, made, _today: made.bullets,
    "timeline": lambda _draft, made, _today: made.timeline,
    "draft": lambda _draft, made, _today: made.body,
    "conflicts": lambda _draft, made, _today: made.conflicts,
    "notes": lambda _draft, made, _today: made.remarks,
    "sources": lambda _draft, made, _today: made.sources(),
    "audience": lambda draft, _made, _today: escape(draft.audience, begins=False),
    "date": lambda draft, _made, today: day(today, reader_language(draft.title)),
}
_KNOWN = ", ".join(f"{{{name}}}" for name in _PLACES)


def read_template(path: Path, words: Words) -> str:
    """The text of a template file. Raises InputError, with the cure, for one that cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(4 * _LONGEST + 1)
    except OSError as error:
        raise InputError(
            f"The template {path} cannot be read ({error.strerror or error}): name another file."
        ) from error
    try:
        return checked(content.decode("utf-8-sig"), words)
    except UnicodeDecodeError as error:
        if len(content) > 4 * _LONGEST:  # cut in the middle of a character
            raise InputError(words("template_too_long", given=f"> {_LONGEST}", limit=_LONGEST)) from error
        raise InputError(words("template_unreadable")) from error


def checked(template: str, words: Words) -> str:
    """The template, when every place in it is known. Raises InputError with those that are."""
    if len(template) > _LONGEST:
        raise InputError(words("template_too_long", given=len(template), limit=_LONGEST))
    found = _PLACE.findall(template)
    unknown = next((name for name in found if name not in _PLACES), None)
    if unknown is not None:
        raise InputError(words("template_unknown", place=unknown, known=_KNOWN))
    if not found:
        raise InputError(words("template_empty", known=_KNOWN))
    return template


def filled(template: str, draft: Draft, today: date | None = None) -> str:
    """The template with its places filled in; what stands in the draft is never taken for a place."""
    told = today or date.today()
    made = MarkdownDraft(draft, told)
    return _PLACE.sub(lambda place: _PLACES[place.group(1)](draft, made, told), template).rstrip() + "\n"
