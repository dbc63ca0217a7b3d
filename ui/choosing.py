"""``aiqyn drafts sets``: sets of articles that drafts are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    ArticleOption,
    ContainingOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    SourceOption,
    UntilOption,
    filters_of,
)
from .session import Session

__all__ = ["sets_app"]

sets_app = typer.Typer(help="Sets of articles to draft from.", no_args_is_help=True, rich_markup_mode=None)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the set.")]


def _run(library: Path | None, json: bool, action: str, **given: object) -> None:
    Session(library, None, json).run_and_show("sets", {"action": action, **given})


@sets_app.command("list")
def list_(library: LibraryOption = None, json: JsonOption = False) -> None:
    """All sets, with their number of articles."""
    _run(library, json, "list")


@sets_app.command()
def show(name: _Name, library: LibraryOption = None, json: JsonOption = False) -> None:
    """The articles of a set, and the mix of their sources."""
    _run(library, json, "show", name=name)


@sets_app.command()
def save(
    name: _Name,
    article: ArticleOption = None,
    containing: ContainingOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Save the articles that these options choose; a set of the same name is replaced."""
    chosen = {"articles": article or [], "containing": containing, **filters_of(since, until, source, language)}
    _run(library, json, "save", name=name, **chosen)


@sets_app.command()
def delete(name: _Name, library: LibraryOption = None, json: JsonOption = False) -> None:
    """Delete a set; its articles stay in the library."""
    _run(library, json, "delete", name=name)
