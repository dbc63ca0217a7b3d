"""The command ``drafts`` as a function of plain values; see ``ui.commands``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from rag.errors import InputError, first_line
from rag.revisions import Revision, audit_of, problems
from rag.service import Service

from .export import write, write_bytes
from .payload import Payload, sentences_payload
from .plain import dumps

__all__ = ["Action", "on_drafts", "revision_payload"]

Action = Literal["list", "show", "edit", "drop", "keep", "approve", "restore", "export", "verify"]


def on_drafts(service: Service, action: Action, given: dict[str, Any]) -> Payload:
    """``{drafts}``, ``{draft}``, ``{path}`` or ``{holds, told}``, by the action. Raises what the desk raises."""
    desk = service.desk
    match action:
        case "list":
            return {"drafts": [_line(revision) for revision in desk.latest()]}
        case "verify":
            told = desk.holds(_audit(Path(given["file"])))
            return {"holds": not told, "told": told}
        case "export":
            revision = desk.revision(given["draft"])
            return {"path": _exported(revision, Path(given["out"])), "draft_id": revision.draft}
    steps: dict[str, Callable[[], Revision]] = {
        "show": lambda: desk.revision(given["draft"], given["revision"]),
        "edit": lambda: desk.edit(given["draft"], given["place"], given["text"]),
        "drop": lambda: desk.drop(given["draft"], given["place"]),
        "keep": lambda: desk.take_on(given["draft"], given["place"], given["reason"]),
        "approve": lambda: desk.approve(given["draft"], given["name"]),
        "restore": lambda: desk.restore(given["draft"], given["revision"]),
    }
    revision = steps[action]()
    return {"draft": revision_payload(revision, desk.stale(revision))}


def _line(revision: Revision) -> Payload:
    return {
        "draft_id": revision.draft,
        "revision": revision.number,
        "title": revision.title,
        "state": revision.state.value,
        "made": revision.made,
        "what": revision.what,
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


def _exported(revision: Revision, out: Path) -> str:
    """Where it was written; a Word or Markdown file marks what is not borne out."""
    if out.suffix.lower() == ".json":
        write_bytes(out, [dumps(audit_of(revision), indent=2) + b"\n"])
    else:
        write(revision.as_draft, out)
    return str(out)


def _audit(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as an audit file ({first_line(error)}): give a JSON file.") from error
