"""The command line. Exit code 0: done; 1: a failure, said in one sentence on stderr; 2: wrong usage."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import AiqynError

from . import remote
from .bugs import report_bug
from .evaluating import evaluate
from .session import Session, absolute, complain

__all__ = ["app", "main"]

app = typer.Typer(
    help="Answers and draft summaries from a library of news articles, each sentence with its source.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
library_app = typer.Typer(help="List, show, remove, repair or export.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(library_app, name="library")
app.command("eval")(evaluate)


class Style(StrEnum):
    """As rag.domain has it, which takes numpy to import; a test holds the two together."""

    BRIEF = "brief"
    BULLETS = "bullets"
    TIMELINE = "timeline"
    EXPLAINER = "explainer"


class Order(StrEnum):
    """As rag.draft has it."""

    READING = "reading"
    IMPORTANCE = "importance"


def _codes(values: list[str] | None) -> list[str]:
    return [_code(v) or "" for v in values or ()]


def _code(value: str | None) -> str | None:
    if value and not re.fullmatch(r"[A-Za-z]{2}", value):
        raise typer.BadParameter(f'"{value}" is no language code: write en, ru, kk, zh, …')
    return value.lower() if value else value


_Library = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", envvar="AIQYN_LIBRARY", help="Folder of the library.")
]
_Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", envvar="AIQYN_MODEL", help='What writes: "extractive" quotes; or a chat model, like openai:gpt-4o-mini.')
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
_Day = datetime | None
_Since = Annotated[
    _Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Published on this day or later.")
]
_Until = Annotated[
    _Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Published on this day or before.")
]
_Sources = Annotated[list[str] | None, typer.Option("--source", metavar="OUTLET", help="Only this outlet; repeatable.")]
_Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", callback=_codes, help="Only this language (en, ru, …); repeatable."),
]


def _filters(since: _Day, until: _Day, sources: list[str] | None, languages: list[str] | None) -> dict[str, Any]:
    if since and until and since > until:
        raise typer.BadParameter("--since is after --until.")
    return {"since": _day(since), "until": _day(until), "sources": sources or [], "languages": languages or []}


def _day(moment: _Day) -> str | None:
    return moment.date().isoformat() if moment else None


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"aiqyn {version('aiqyn')}")
        raise typer.Exit


@app.callback()
def _aiqyn(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


@app.command()
def ingest(
    locations: Annotated[list[str], typer.Argument(metavar="PATH|URL|FEED…", help="Files, folders, addresses, feeds.")],
    title: Annotated[str, typer.Option(help="Title, of a place that holds one article.")] = "",
    author: Annotated[str, typer.Option(help="Author of every article.")] = "",
    source: Annotated[str, typer.Option(help="Outlet of every article.")] = "",
    url: Annotated[str, typer.Option(help="Address, of a place that holds one article.")] = "",
    published: Annotated[
        _Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Publication date.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", callback=_code, help="Language of every article: en, ru, kk, zh.")
    ] = None,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Read articles into the library, or read them again."""
    session = Session(library, None, json)
    given = {"title": title, "author": author, "source": source, "url": url, "language": language or ""}
    params = {"locations": [absolute(p) for p in locations], "published": _day(published), **given}
    report = session.run("ingest", params)
    for failed in report["failed"]:
        complain(failed["reason"])
    session.show("ingest", report)
    if report["interrupted"]:
        complain("Interrupted. What was read is in the library; run the same command again to go on.")
    if report["failed"] or report["interrupted"]:
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words or a question, in any language.")],
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, help="Number of passages.")] = 10,
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    language: _Languages = None,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Find the passages nearest to a query."""
    session = Session(library, None, json)
    session.show("search", session.run("search", {"query": query, "k": k, **_filters(since, until, source, language)}))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In any language.")],
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    language: _Languages = None,
    library: _Library = None,
    model: _Model = None,
    json: _Json = False,
) -> None:
    """Answer a question with cited sentences, or say why not."""
    session = Session(library, model, json)
    session.show("ask", session.run("ask", {"question": question, **_filters(since, until, source, language)}))


@app.command()
def draft(
    about: Annotated[str, typer.Option(metavar="TOPIC", help="Draw on whatever the library holds on a topic.")] = "",
    article: Annotated[list[str] | None, typer.Option(metavar="ID", help="Draw on this article; repeatable.")] = None,
    style: Annotated[Style, typer.Option(help="Shape of the draft.")] = Style.BRIEF,
    order: Annotated[Order, typer.Option(help="As in the articles, or the most telling first.")] = Order.READING,
    words: Annotated[int, typer.Option(min=10, max=5000, help="Greatest length.")] = 150,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a .md, .docx or .json file.")] = None,
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    language: _Languages = None,
    library: _Library = None,
    model: _Model = None,
    json: _Json = False,
) -> None:
    """Draft a cited summary of a topic or of articles."""
    if bool(about.strip()) == bool(article):
        raise typer.BadParameter("Give either --about TOPIC or --article ID.")
    session = Session(library, model, json)
    params = {"about": about, "articles": article or [], "style": style.value, "order": order.value, "words": words}
    path = absolute(str(out)) if out else None
    payload = session.run("draft", {**params, "out": path, **_filters(since, until, source, language)})
    if json or not out:
        session.show("draft", payload)
    else:
        typer.echo(f"{payload['words']} words written to {out}.")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Each line {id, source, text}.")],
    library: _Library = None,
    _json: Annotated[bool, typer.Option("--json", help="Implied: the output is a line of JSON for each text.")] = True,
) -> None:
    """Say of every sentence of texts how far their sources bear it out."""
    session = Session(library, None, True)
    payload = session.run("check", {"file": absolute(str(file))})
    for checked in payload["checked"]:
        session.show("check", checked)
    for failed in payload["failed"]:
        complain(failed["reason"])
    if payload["failed"]:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    sample: Annotated[bool, typer.Option(help="Put the sample articles into an empty library.")] = True,
    library: _Library = None,
    model: _Model = None,
) -> None:
    """Open the page, and run other commands on its library."""
    Session(library, model).serve(host, port, open_browser=not no_browser, sample=sample)


@library_app.command("list")
def list_(
    containing: Annotated[str, typer.Option(metavar="WORDS", help="Only articles that hold these words.")] = "",
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    language: _Languages = None,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """List the articles, newest first."""
    session = Session(library, None, json)
    params = {"containing": containing, **_filters(since, until, source, language)}
    session.show("list", session.run("list", params))


@library_app.command()
def show(
    article: Annotated[str, typer.Argument(metavar="ID", help="Id of an article, or its beginning.")],
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Print an article."""
    session = Session(library, None, json)
    session.show("show", session.run("show", {"article": article}))


@library_app.command()
def remove(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Ids of articles.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Remove the sample articles.")] = False,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Remove articles from the library."""
    if bool(articles) == sample:
        raise typer.BadParameter("Give the ids of articles, or --sample.")
    session = Session(library, None, json)
    session.show("remove", session.run("remove", {"articles": articles or [], "sample": sample}))


@library_app.command()
def repair(
    reembed: Annotated[bool, typer.Option("--reembed", help="Embed every article anew, with this model.")] = False,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Make the indexes anew from the articles."""
    session = Session(library, None, json)
    session.show("repair", session.reembed() if reembed else session.run("repair", {}))


@library_app.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="File to write.")],
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    language: _Languages = None,
    library: _Library = None,
    json: _Json = False,
) -> None:
    """Write articles to a file that ingest takes back."""
    session = Session(library, None, json)
    params = {"out": absolute(str(out)), **_filters(since, until, source, language)}
    session.show("export", session.run("export", params))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; its exit code. No exception leaves it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?" for it
    try:
        app(arguments, prog_name="aiqyn")
    except SystemExit as done:
        if done.code == 130:  # how typer tells of Ctrl-C
            complain("Interrupted. Nothing that was stored is lost.")
            return 1
        return done.code if isinstance(done.code, int) else int(bool(done.code))
    except (AiqynError, remote.BugInServer) as error:
        complain(error)
    except Exception as error:
        complain(report_bug(error))
    return 1


if __name__ == "__main__":
    sys.exit(main())
