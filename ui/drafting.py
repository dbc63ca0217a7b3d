"""``aiqyn drafts``: drafts that are kept, an editor's steps on them, her signature, and what she hands on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .choosing import sets_app
from .options import JsonOption, LibraryOption
from .session import Session, absolute

__all__ = ["drafts_app"]

drafts_app = typer.Typer(
    help="Drafts that are kept: see, mend, approve, export.", no_args_is_help=True, rich_markup_mode=None
)
drafts_app.add_typer(sets_app, name="sets")

_Draft = Annotated[str, typer.Argument(metavar="ID", help="Id of a draft, or its beginning.")]
_Place = Annotated[int, typer.Argument(metavar="N", min=1, help="Number of the sentence, from 1.")]


def _run(library: Path | None, json: bool, action: str, **given: object) -> None:
    Session(library, None, json).run_and_show("drafts", {"action": action, **given})


@drafts_app.command("list")
def list_(library: LibraryOption = None, json: JsonOption = False) -> None:
    """All drafts, the one last worked on first."""
    _run(library, json, "list")


@drafts_app.command()
def show(
    draft: _Draft,
    revision: Annotated[int, typer.Option(min=0, help="An earlier revision; 0 is the newest.")] = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """One draft, its sentences numbered, and what keeps it from being approved."""
    _run(library, json, "show", draft=draft, revision=revision)


@drafts_app.command()
def edit(
    draft: _Draft,
    place: _Place,
    text: Annotated[str, typer.Argument(help="What stands there instead; it is checked.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Put another text in the place of a sentence."""
    _run(library, json, "edit", draft=draft, place=place, text=text)


@drafts_app.command()
def rewrite(
    draft: _Draft,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The whole text; what is new in it is checked.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Put another text in the place of the whole; a sentence that stays keeps what was decided about it."""
    _run(library, json, "rewrite", draft=draft, file=absolute(str(file)))


@drafts_app.command()
def alternatives(draft: _Draft, place: _Place, library: LibraryOption = None, json: JsonOption = False) -> None:
    """What could stand in the place of a sentence: the words it cites, and the sentences nearest to it."""
    _run(library, json, "alternatives", draft=draft, place=place)


@drafts_app.command()
def drop(draft: _Draft, place: _Place, library: LibraryOption = None, json: JsonOption = False) -> None:
    """Leave a sentence out."""
    _run(library, json, "drop", draft=draft, place=place)


@drafts_app.command("keep")
def take_on(
    draft: _Draft,
    place: _Place,
    reason: Annotated[str, typer.Option(help="Why you answer for it.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Keep a sentence that is not borne out, on your responsibility."""
    _run(library, json, "keep", draft=draft, place=place, reason=reason)


@drafts_app.command()
def approve(
    draft: _Draft,
    name: Annotated[str, typer.Option(help="Who approves.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Sign a draft; refused while a sentence neither stands nor is taken on."""
    _run(library, json, "approve", draft=draft, name=name)


@drafts_app.command()
def diff(
    draft: _Draft,
    before: Annotated[int, typer.Argument(metavar="N", min=0, help="A revision; 0 is the one before M.")] = 0,
    after: Annotated[int, typer.Argument(metavar="M", min=0, help="Another; 0 is the newest.")] = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """What was changed from one revision to another, word by word."""
    _run(library, json, "diff", draft=draft, before=before, revision=after)


@drafts_app.command()
def restore(
    draft: _Draft,
    revision: Annotated[int, typer.Argument(metavar="REVISION", min=1, help="Its number.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Make an earlier revision the newest again."""
    _run(library, json, "restore", draft=draft, revision=revision)


@drafts_app.command()
def export(
    draft: _Draft,
    out: Annotated[Path, typer.Argument(metavar="FILE", help=".docx, .html, .md, or .json: its audit file.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write a draft as Word, HTML or Markdown, or all that is known of it to be held on file."""
    _run(library, json, "export", draft=draft, out=absolute(str(out)))


@drafts_app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="An audit file.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Say whether an audit file still holds: what it quotes, its verdicts, and the articles that it rests on."""
    _run(library, json, "verify", file=absolute(str(file)))
