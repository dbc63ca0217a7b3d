"""Options that several commands of the command line have."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = [
    "ArticleOption",
    "ContainingOption",
    "Day",
    "JsonOption",
    "LanguageOption",
    "LibraryOption",
    "ModelOption",
    "SinceOption",
    "SourceOption",
    "UntilOption",
    "code_of",
    "day_of",
    "filters_of",
]


def _codes(values: list[str] | None) -> list[str]:
    return [code_of(v) or "" for v in values or ()]


def code_of(value: str | None) -> str | None:
    """A language code in small letters. Raises BadParameter for what is none."""
    if value and not re.fullmatch(r"[A-Za-z]{2}", value):
        raise typer.BadParameter(f'"{value}" is no language code: write en, ru, kk, zh, …')
    return value.lower() if value else value


LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", envvar="AIQYN_LIBRARY", help="Folder of the library.")
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        envvar="AIQYN_MODEL",
        help='What writes: "extractive" quotes; or a chat model, like openai:gpt-4o-mini.',
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Day = datetime | None
SinceOption = Annotated[
    Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Published on this day or later.")
]
UntilOption = Annotated[
    Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Published on this day or before.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", metavar="OUTLET", help="Only this outlet; repeatable.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", callback=_codes, help="Only this language (en, ru, …); repeatable."),
]


ArticleOption = Annotated[list[str] | None, typer.Option("--article", metavar="ID", help="This article; repeatable.")]
ContainingOption = Annotated[
    str, typer.Option("--containing", metavar="WORDS", help="Only articles that hold these words.")
]


def filters_of(since: Day, until: Day, sources: list[str] | None, languages: list[str] | None) -> dict[str, Any]:
    """The filters as parameters of a command. Raises BadParameter when the days are the wrong way round."""
    if since and until and since > until:
        raise typer.BadParameter("--since is after --until.")
    return {"since": day_of(since), "until": day_of(until), "sources": sources or [], "languages": languages or []}


def day_of(moment: Day) -> str | None:
    """A day as YYYY-MM-DD."""
    return moment.date().isoformat() if moment else None
