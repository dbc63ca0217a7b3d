"""The commands ``drafts`` and ``sets`` as functions of plain values; see ``ui.commands``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, Literal

from rag.choice import Choice
from rag.comparing import Change, compare
from rag.desk import Desk
from rag.errors import InputError, first_line
from rag.mix import Card, Mix
from rag.revisions import Line, Revision, problems
from rag.service import Service

from .export import rendered, write_bytes
from .payload import Payload, sentences_payload
from .plain import dumps

__all__ = ["Action", "SetAction", "audit_file", "exported", "mix_payload", "on_drafts", "on_sets", "revision_payload"]

Action = Literal[
    "list", "show", "edit", "rewrite", "drop", "keep", "approve", "restore", "alternatives", "diff", "export", "verify"
]
SetAction = Literal["list", "show", "save", "delete"]
_LARGEST_AUDIT = 20_000_000  # bytes


def on_drafts(service: Service, action: Action, given: dict[str, Any]) -> Payload:
    """``{drafts}``, ``{draft}``, ``{sentences}``, ``{changes}``, ``{path}`` or ``{holds, told}``, by the action.

    Raises what the desk raises.
    """
    desk, draft, place = service.desk, given["draft"], given["place"]
    match action:
        case "list":
            return {"drafts": [_line(revision) for revision in desk.latest()]}
        case "verify":
            told = desk.holds(audit_file(Path(given["file"])))
            return {"holds": not told, "told": told}
        case "export":
            revision, out = desk.revision(draft), Path(given["out"])
            write_bytes(out, [exported(desk, revision, out)])
            return {"path": str(out), "draft_id": revision.draft}
        case "alternatives":
            return _alternatives(service, draft, place)
        case "diff":
            return _diff(desk, draft, given["before"], given["revision"])
    steps: dict[str, Callable[[], Revision]] = {
        "show": lambda: desk.revision(draft, given["revision"]),
        "edit": lambda: desk.edit(draft, place, given["text"]),
        "rewrite": lambda: desk.rewrite(draft, _text(Path(given["file"]))),
        "drop": lambda: desk.drop(draft, place),
        "keep": lambda: desk.take_on(draft, place, given["reason"]),
        "approve": lambda: desk.approve(draft, given["name"]),
        "restore": lambda: desk.restore(draft, given["revision"]),
    }
    revision = steps[action]()
    return {"draft": revision_payload(revision, desk.stale(revision))}


def on_sets(service: Service, action: SetAction, name: str, choice: Choice) -> Payload:
    """``{sets: [{name, articles}]}``, or ``{name, mix, articles, missing}`` of one. Raises what choosing raises."""
    choosing = service.choosing
    if action == "save":
        if choice == Choice():
            raise InputError("Say which articles the set is to hold: by --containing, --since, --source, --article, …")
        name = choosing.save(name, [card.id for card in choosing.cards(choice)])
    elif action == "delete":
        choosing.delete(name)
    if action in ("list", "delete"):
        return {"sets": [{"name": name, "articles": count} for name, count in choosing.sets().items()]}
    cards = choosing.cards(Choice(set=name))
    missing = len(choosing.saved(name)) - len(cards)
    return {"name": name, "mix": mix_payload(Mix.of(cards)), "articles": list(map(_card, cards)), "missing": missing}


def mix_payload(mix: Mix) -> Payload:
    """Counts by outlet, country and language ("" is unknown), the span of days, and whether it is one source."""
    return {
        "articles": mix.articles,
        "outlets": dict(mix.outlets),
        "countries": dict(mix.countries),
        "languages": dict(mix.languages),
        "first": mix.first.isoformat() if mix.first else None,
        "last": mix.last.isoformat() if mix.last else None,
        "undated": mix.undated,
        "one_source": mix.one_source,
    }


def _card(card: Card) -> Payload:
    published = card.published.isoformat() if card.published else None
    return {"article_id": card.id, "title": card.title, "source": card.source, "published": published}


def _line(revision: Revision) -> Payload:
    return {
        "draft_id": revision.draft,
        "revision": revision.number,
        "title": revision.title,
        "state": revision.state.value,
        "made": revision.made,
        "what": revision.what(),
        "sentences": len(revision.lines),
        "approved_by": revision.approved_by,
        "approved_at": revision.approved_at,
    }


def revision_payload(revision: Revision, stale: list[str]) -> Payload:
    """A revision with its sentences, and what keeps it from being approved."""
    articles = {article.id: article for article in revision.as_draft.articles}
    told = sentences_payload([line.sentence for line in revision.lines], articles)
    rows = [row | {"taken_on": line.taken_on} for row, line in zip(told, revision.lines, strict=True)]
    return {**_line(revision), "style": revision.style.value, "engine": revision.engine, "lines": rows,
            "problems": problems(revision), "stale": stale}  # fmt: skip


def _alternatives(service: Service, draft: str, place: int) -> Payload:
    """What could stand in the place of a sentence: the words it cites ("" for none), and the nearest others."""
    desk = service.desk
    found = desk.alternatives(draft, place)
    articles = {c.article_id: service.article(c.article_id) for s in found for c in s.citations}
    cites = desk.revision(draft).lines[place - 1].sentence.citations
    quotation = desk.quotation(draft, place) if cites else ""
    return {"place": place, "quotation": quotation, "sentences": sentences_payload(found, articles)}


def _diff(desk: Desk, draft: str, before: int, after: int) -> Payload:
    """Changes from one revision to another; 0 is the newest for ``after``, and the one before that for ``before``."""
    new = desk.revision(draft, after)
    old = desk.revision(draft, before or max(1, new.number - 1))
    changes = [_change(change) for change in compare(old, new) if change.is_change]
    return {"draft_id": new.draft, "before": old.number, "after": new.number, "changes": changes}


def _change(change: Change) -> Payload:
    return {
        "before": change.before,
        "after": change.after,
        "parts": [list(part) for part in change.parts],
        "verdicts": [_verdict(change.old), _verdict(change.new)],
        "taken_on": [line.taken_on if line else "" for line in (change.old, change.new)],
    }


def _verdict(line: Line | None) -> str | None:
    return line.sentence.verdict.value if line else None


def exported(desk: Desk, revision: Revision, path: PurePath) -> bytes:
    """A revision as the extension of a file says; ``.json`` is its audit file. Raises InputError for another one."""
    if path.suffix.lower() == ".json":
        return dumps(desk.audit(revision.draft), indent=2) + b"\n"
    return rendered(revision.as_draft, path)


def audit_file(path: Path) -> Any:
    """The content of a JSON file. Raises InputError for what is none, or too large."""
    try:
        if path.stat().st_size > _LARGEST_AUDIT:
            raise InputError(f"{path.name} is too large for an audit file ({_LARGEST_AUDIT} bytes at most).")
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        told = first_line(error)
        raise InputError(f"{path.name} cannot be read as an audit file ({told}): give a JSON file.") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({first_line(error)}): give a text file in UTF-8.") from error
