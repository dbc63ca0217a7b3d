"""Payloads for people: what the commands print without ``--json``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from rag.datesaid import age, day

from .plain import one_line, printable

__all__ = ["SHOW", "progress_bar"]

Payload = dict[str, Any]
_COUNTED = {kind: kind for kind in ("added", "replaced", "updated", "unchanged", "removed", "failed")} | {
    "duplicates": "already there from elsewhere"
}


def _answer(console: Console, payload: Payload) -> None:
    if payload["abstained"]:
        console.print(_text(payload["reason"]))
        return
    _cited(console, payload)
    console.print(Text(f"{payload['engine']}, {payload['timings_ms']['total']:.0f} ms", style="dim"))


def _draft(console: Console, payload: Payload) -> None:
    console.print(_text(payload["title"], "bold"))
    if payload["audience"]:
        console.print(_text(f"For: {payload['audience']}", "dim"))
    if payload["reason"]:
        console.print(_text(payload["reason"]))
        return
    console.print()
    _cited(console, payload)
    _conflicts(console, payload["conflicts"])
    console.print(Text(f"{payload['style']}, {payload['words']} words", style="dim"))


def _conflicts(console: Console, conflicts: list[Payload]) -> None:
    """What the articles disagree on, side by side."""
    if not conflicts:
        return
    console.print(_text("The articles disagree:", "bold"))
    for conflict in conflicts:
        for side in conflict["sides"]:
            newest = ("  newest", "yellow") if side["newest"] else ""
            line = Text.assemble((one_line(side["value"]), "bold"), ("  ·  ", "dim"), _source(side), newest)
            _indented(console, line, 2)
        console.print()


def _cited(console: Console, payload: Payload) -> None:
    """Sentences with numbers, and the articles that the numbers name."""
    numbers: dict[str, int] = {}
    cited: dict[str, Payload] = {}
    for sentence in payload["sentences"]:
        for citation in sentence["citations"]:
            numbers.setdefault(citation["article_id"], len(numbers) + 1)
            cited[citation["article_id"]] = citation
        marks = " ".join(dict.fromkeys(f"[{numbers[c['article_id']]}]" for c in sentence["citations"]))
        verdict = "" if sentence["verdict"] == "supported" else f" ({sentence['verdict']})"
        quoted = bool(sentence["citations"]) and sentence["citations"][0]["quote"] == sentence["text"]
        text = _with_additions(sentence)
        text = Text.assemble("“", text, "”") if quoted else text
        when = (f"{_stretch(sentence['event'])}  ", "bold") if "event" in sentence else ""
        _indented(console, Text.assemble(when, text, (f" {marks}", "cyan"), (verdict, "yellow")), 2)
        console.print()
    for article_id, number in numbers.items():
        console.print(Text.assemble((f"[{number}] ", "cyan"), _source(cited[article_id])))
        if cited[article_id]["url"]:
            _indented(console, _text(cited[article_id]["url"], "dim"), 4)
    console.print()
    if payload["note"]:
        console.print(_text(payload["note"], "italic"))


def _search(console: Console, payload: Payload) -> None:
    if not payload["passages"]:
        console.print("Nothing was found. `aiqyn library list` shows what the library holds.")
    for rank, passage in enumerate(payload["passages"], 1):
        console.print(Text.assemble((f"{rank}. ", "cyan"), _source(passage), (f"  {passage['article_id']}", "dim")))
        _indented(console, _text(passage["text"]), 3)
        console.print()


def _ingest(console: Console, payload: Payload) -> None:
    for entry in payload["duplicates"]:
        told = f"{entry['origin']}: the library has this text already, as {entry['article_id']}."
        console.print(Text.assemble(("duplicate ", "yellow"), one_line(told)), soft_wrap=True)
    titles = {e["article_id"]: e["title"] for kind in ("added", "replaced") for e in payload[kind]}
    for near in payload["near_duplicates"]:
        title = titles.get(near["article_id"], "")
        told = f"{near['article_id']} “{title}” shares {near['similarity']:.0%} of its wording with {near['other_id']}."
        console.print(Text.assemble(("near duplicate ", "yellow"), one_line(told)), soft_wrap=True)
    counts = [f"{len(payload[kind])} {label}" for kind, label in _COUNTED.items() if payload[kind]]
    computed = "1 embedding" if payload["embeddings"] == 1 else f"{payload['embeddings']} embeddings"
    done = f"{', '.join(counts) or 'Nothing done'}; {computed} computed in {payload['seconds']:.1f} s."
    console.print(done, soft_wrap=True)


def _list(console: Console, payload: Payload) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Id", no_wrap=True)
    table.add_column("Published", no_wrap=True)
    table.add_column("Lang", no_wrap=True)
    table.add_column("Outlet", max_width=28)
    table.add_column("Title", overflow="fold")
    table.add_column("Passages", justify="right")
    for a in payload["articles"]:
        day, outlet, title = a["published"] or "", _text(a["source"]), _text(a["title"])
        table.add_row(_text(a["article_id"]), day, _text(a["language"]), outlet, title, str(a["chunks"]))
    if payload["articles"]:
        console.print(table)
    count = len(payload["articles"])
    console.print(f"{count} {'article' if count == 1 else 'articles'}", style="dim")


def _show(console: Console, payload: Payload) -> None:
    console.print(_text(payload["title"], "bold"))
    about = [payload[k] for k in ("source", "author", "published", "language") if payload[k]]
    console.print(_text(" · ".join([*about, payload["article_id"]]), "dim"))
    if payload["url"]:
        console.print(_text(payload["url"], "dim"), soft_wrap=True)
    console.print()
    console.print(Text(printable(payload["text"])))


def _count(template: str) -> Callable[[Console, Payload], None]:
    return lambda console, payload: console.print(Text(template.format(**payload)), soft_wrap=True)


def _eval(console: Console, payload: Payload) -> None:
    table = Table("Suite", "Of", "Metric", "Value", "95 % interval", "n")
    for row in payload["results"]:
        interval = f"{row['low']:.3f} to {row['high']:.3f}"
        table.add_row(row["suite"], row["of"], row["metric"], f"{row['value']:.3f}", interval, str(row["n"]))
    console.print(table)
    if payload["changes"]:
        changes = Table("Suite", "Metric", "Difference", "95 % interval", "n", "")
        for row in payload["changes"]:
            interval = f"{row['low']:+.3f} to {row['high']:+.3f}"
            told = ("worse" if row["worse"] else "",)
            changes.add_row(row["suite"], row["metric"], f"{row['value']:+.3f}", interval, str(row["n"]), *told)
        console.print(changes)
    console.print(_text(f"The run, with a report, is in {payload['run']}."))


def _drafts(console: Console, payload: Payload) -> None:
    """A list of drafts, one of them, what could be in it, where it was written, or whether an audit file holds."""
    if "path" in payload:
        console.print(_text(f"Draft {payload['draft_id']} was written to {payload['path']}."))
    elif "told" in payload:
        for line in payload["told"] or ["All of it holds."]:
            console.print(_text(line))
    elif "drafts" in payload:
        table = Table("Draft", "State", "Revision", "Last step", "Title")
        for d in payload["drafts"]:
            title = _text(d["title"])
            table.add_row(d["draft_id"], d["state"], str(d["revision"]), f"{d['made']} {d['what']}", title)
        console.print(table if payload["drafts"] else _text("No draft is kept. `aiqyn draft … --keep` keeps one."))
    elif "changes" in payload:
        _diff(console, payload)
    elif "sentences" in payload:
        if payload["quotation"]:
            console.print(Text.assemble(("its quotation  ", "cyan"), one_line(payload["quotation"])), soft_wrap=True)
        for sentence in payload["sentences"]:
            _indented(console, _text(sentence["text"]), 2)
            console.print(Text("  ").append_text(_source(sentence["citations"][0])), style="dim")
    else:
        _revision(console, payload["draft"])


_PARTS = {"same": ("", "", ""), "out": ("[-", "-]", "red strike"), "in": ("{+", "+}", "green")}


def _diff(console: Console, payload: Payload) -> None:
    """Words that went and came, as ``git diff --word-diff`` shows them."""
    console.print(_text(f"Revision {payload['before']} → {payload['after']}", "bold"))
    for change in payload["changes"]:
        line = Text(f"{change['before'] or '–'} → {change['after'] or '–'}  ", style="cyan")
        for kind, words in change["parts"]:
            before, after, style = _PARTS[kind]
            line.append(f"{before}{printable(words)}{after}", style=style or "default")
        verdicts = [verdict for verdict in change["verdicts"] if verdict]
        told = f"  ({' → '.join(dict.fromkeys(verdicts))})" if verdicts else ""
        console.print(line.append(told, style="dim"), soft_wrap=True)
        if change["taken_on"][1] and change["taken_on"][0] != change["taken_on"][1]:
            _indented(console, _text(f"taken on: {change['taken_on'][1]}", "dim"), 4)
    if not payload["changes"]:
        console.print("Nothing was changed.")


def _sets(console: Console, payload: Payload) -> None:
    if "sets" in payload:
        for one in payload["sets"]:
            console.print(_text(f"{one['name']} ({one['articles']})"), soft_wrap=True)
        if not payload["sets"]:
            console.print("No set is saved. `aiqyn drafts sets save NAME …` saves one.")
        return
    mix = payload["mix"]
    span = " to ".join(dict.fromkeys(day for day in (mix["first"], mix["last"]) if day))
    console.print(_text(f"{payload['name']}: {mix['articles']} articles{f', {span}' if span else ''}", "bold"))
    for kind in ("outlets", "countries", "languages"):
        counts = ", ".join(f"{name or 'unknown'} {count}" for name, count in mix[kind].items())
        console.print(_text(f"{kind}: {counts}"), soft_wrap=True)
    if mix["one_source"]:
        console.print(_text("All of it is from one source.", "yellow"))
    if payload["missing"]:
        console.print(_text(f"Not in the library any more as they were: {payload['missing']}.", "yellow"))
    for article in payload["articles"]:
        console.print(Text.assemble((f"{article['article_id']}  ", "dim"), _source(article)), soft_wrap=True)


def _revision(console: Console, draft: Payload) -> None:
    signed = f", approved by {draft['approved_by']} at {draft['approved_at']}" if draft["approved_by"] else ""
    console.print(_text(draft["title"], "bold"))
    console.print(_text(f"draft {draft['draft_id']}, revision {draft['revision']}: {draft['state']}{signed}", "dim"))
    for number, line in enumerate(draft["lines"], 1):
        verdict = "" if line["verdict"] == "supported" else f" ({line['verdict']})"
        taken = f" [taken on: {line['taken_on']}]" if line["taken_on"] else ""
        _indented(console, _text(f"{number}. {line['text']}{verdict}{taken}"), 0)
    for told in (*draft["problems"], *draft["stale"]):
        console.print(_text(told, "red"))


SHOW: dict[str, Callable[[Console, Payload], None]] = {
    "ask": _answer,
    "draft": _draft,
    "search": _search,
    "ingest": _ingest,
    "list": _list,
    "show": _show,
    "remove": _count("Articles removed: {removed}."),
    "repair": _count("Both indexes were made anew; passages: {chunks}."),
    "drafts": _drafts,
    "sets": _sets,
    "eval": _eval,
    "export": _count("Articles written to {path}: {articles}."),
}


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[Payload], None]]:
    """A bar that takes payloads of progress, with rate and remaining time; nothing where no terminal is."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[details]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None, details="")

        def tell(said: Payload) -> None:
            bar.update(task, completed=said["done"], total=said["total"], details=_details(said))

        yield tell


def _details(said: Payload) -> str:
    if "rate" not in said:
        return f"{said['done']} of {said['total']} {said['unit']}"
    left = said["remaining"]
    minutes, seconds = divmod(round(left or 0), 60)
    remaining = "" if left is None else f", {minutes}:{seconds:02d} left"
    return f"{said['articles']} articles, {said['chunks']} passages, {said['rate']:.1f} passages/s{remaining}"


def _with_additions(sentence: Payload) -> Text:
    """The words of a sentence, and in brackets the dates that we add."""
    told, start = Text(), 0
    for one in sentence["added"]:
        told.append(_piece(sentence["text"][start : one["at"]]))
        told.append(f" [{one['text']}]", "italic")
        start = one["at"]
    return told.append(_piece(sentence["text"][start:]))


def _piece(text: str) -> str:
    """A piece of a line, with the spaces at its ends."""
    return (" " if text[:1].isspace() else "") + one_line(text) + (" " if text[1:] and text[-1].isspace() else "")


def _stretch(event: Payload) -> str:
    """The days of an event."""
    if event["first"] is None:
        return "undated"
    days = event["first"] if event["first"] == event["last"] else f"{event['first']} to {event['last']}"
    return days if event["named"] else f"{days} (published)"


def _source(citation: Payload) -> Text:
    """Outlet, title, day and age."""
    published = date.fromisoformat(citation["published"]) if citation["published"] else None
    old = age(published, date.today(), "en") if published else ""
    when = ", ".join(filter(None, (day(published, "en") if published else "", old)))
    parts = [citation["source"], citation["title"], when]
    return _text(" · ".join(part for part in parts if part))


def _text(text: str, style: str = "") -> Text:
    return Text(one_line(text), style=style)


def _indented(console: Console, text: Text, by: int) -> None:
    for line in text.wrap(console, max(console.width - by, 20)):
        line.rstrip()
        console.print(Text(" " * by) + line)
