"""``aiqyn library``: what is there, and the care of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    ContainingOption,
    JsonOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    SourceOption,
    UntilOption,
    filters_of,
)
from .session import Session, absolute

__all__ = ["library_app"]

library_app = typer.Typer(help="List, show, remove, repair or export.", no_args_is_help=True, rich_markup_mode=None)


@library_app.command("list")
def list_(
    containing: ContainingOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """List the articles, newest first."""
    params = {"containing": containing, **filters_of(since, until, source, language)}
    Session(library, None, json).run_and_show("list", params)


@library_app.command()
def show(
    article: Annotated[str, typer.Argument(metavar="ID", help="Id of an article, or its beginning.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Print an article."""
    Session(library, None, json).run_and_show("show", {"article": article})


@library_app.command()
def remove(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Ids of articles.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Remove the sample articles.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Remove articles from the library."""
    if bool(articles) == sample:
        raise typer.BadParameter("Give the ids of articles, or --sample.")
    Session(library, None, json).run_and_show("remove", {"articles": articles or [], "sample": sample})


@library_app.command()
def repair(
    reembed: Annotated[bool, typer.Option("--reembed", help="Embed every article anew, with this model.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Make the indexes anew from the articles."""
    session = Session(library, None, json)
    session.show("repair", session.reembed() if reembed else session.run("repair", {}))


@library_app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="File to write.")],
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write articles to a file that ingest takes back."""
    params = {"out": absolute(str(out)), **filters_of(since, until, source, language)}
    Session(library, None, json).run_and_show("export", params)
