"""The command line. Exit code 0: done; 1: a failure, said in one sentence on stderr; 2: wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import AiqynError

from . import remote
from .bugs import report_bug
from .drafting import drafts_app
from .evaluating import evaluate
from .options import (
    ArticleOption,
    ContainingOption,
    Day,
    JsonOption,
    LanguageOption,
    LibraryOption,
    ModelOption,
    SinceOption,
    SourceOption,
    UntilOption,
    code_of,
    day_of,
    filters_of,
)
from .session import Session, absolute, complain
from .shelving import library_app

__all__ = ["app", "main"]

app = typer.Typer(
    help="Answers and draft summaries from a library of news articles, each sentence with its source.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(library_app, name="library")
app.command("eval")(evaluate)
app.add_typer(drafts_app, name="drafts")


class Style(StrEnum):
    """As rag.domain has it, which takes numpy to import; a test holds the two together."""

    BRIEF = "brief"
    BULLETS = "bullets"
    TIMELINE = "timeline"
    EXPLAINER = "explainer"
    QA = "qa"
    HEADLINES = "headlines"


class Order(StrEnum):
    """As rag.draft has it."""

    READING = "reading"
    IMPORTANCE = "importance"


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


def _template(path: Path) -> str:
    """The text of a template. Raises InputError for one that cannot be used."""
    from .template import read_template
    from .words import Words

    return read_template(path, Words("en"))


@app.command()
def ingest(
    locations: Annotated[list[str], typer.Argument(metavar="PATH|URL|FEED…", help="Files, folders, addresses, feeds.")],
    title: Annotated[str, typer.Option(help="Title, of a place that holds one article.")] = "",
    author: Annotated[str, typer.Option(help="Author of every article.")] = "",
    source: Annotated[str, typer.Option(help="Outlet of every article.")] = "",
    url: Annotated[str, typer.Option(help="Address, of a place that holds one article.")] = "",
    published: Annotated[
        Day, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Publication date.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", callback=code_of, help="Language of every article: en, ru, kk, zh.")
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Read articles into the library, or read them again."""
    session = Session(library, None, json)
    given = {"title": title, "author": author, "source": source, "url": url, "language": language or ""}
    params = {"locations": [absolute(p) for p in locations], "published": day_of(published), **given}
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
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the passages nearest to a query."""
    params = {"query": query, "k": k, **filters_of(since, until, source, language)}
    Session(library, None, json).run_and_show("search", params)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In any language.")],
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question with cited sentences, or say why not."""
    params = {"question": question, **filters_of(since, until, source, language)}
    Session(library, model, json).run_and_show("ask", params)


@app.command()
def draft(
    about: Annotated[str, typer.Option(metavar="TOPIC", help="Draw on whatever the library holds on a topic.")] = "",
    article: ArticleOption = None,
    set_: Annotated[str, typer.Option("--set", metavar="NAME", help="A saved set: see `aiqyn drafts sets`.")] = "",
    containing: ContainingOption = "",
    style: Annotated[Style, typer.Option(help="Shape of the draft.")] = Style.BRIEF,
    order: Annotated[Order, typer.Option(help="As in the articles, or the most telling first.")] = Order.READING,
    words: Annotated[int, typer.Option(min=10, max=5000, help="Length, kept within a tenth.")] = 150,
    audience: Annotated[str, typer.Option(metavar="TEXT", help="For whom it is written, in a few words.")] = "",
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Your own form: Markdown with places like {title}.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File: .md, .docx, .html or .json.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it in the library: see `aiqyn drafts`.")] = False,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    language: LanguageOption = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Draft a cited summary of a topic or of articles."""
    filters = filters_of(since, until, source, language)
    if not (about.strip() or article or set_ or containing.strip() or any(filters.values())):
        raise typer.BadParameter("Say what to draft of: --about TOPIC, --article ID, --set NAME, or a filter.")
    session = Session(library, model, json)
    form = _template(template) if template else ""
    path = absolute(str(out)) if out else None
    shape = {"style": style.value, "order": order.value, "words": words, "keep": keep, "out": path}
    chosen = {"about": about, "articles": article or [], "set": set_, "containing": containing, **filters}
    payload = session.run("draft", {**shape, **chosen, "audience": audience, "template": form})
    if template and not out and not json and "markdown" in payload:
        typer.echo(payload["markdown"], nl=False)
    elif json or not out:
        session.show("draft", payload)
    else:
        kept = f" Kept as draft {payload['draft_id']}." if keep else ""
        typer.echo(f"{payload['words']} words written to {out}.{kept}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Each line {id, source, text}.")],
    library: LibraryOption = None,
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
    library: LibraryOption = None,
    model: ModelOption = None,
) -> None:
    """Open the page, and run other commands on its library."""
    Session(library, model).serve(host, port, open_browser=not no_browser, sample=sample)


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
