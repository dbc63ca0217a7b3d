"""The library as HTML: its list, the progress and the outcome of adding to it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from ingest.index import Entry, Progress, Report
from ingest.read import Failed
from rag.library import Listed

from .render import text
from .words import Words

__all__ = ["outcome", "progress", "table"]

_MOST = 50  # entries of each kind that an outcome names
_FEW = 6  # entries that are shown without being asked for


def table(listed: Sequence[Listed], shown: int, words: Words, *, searched: bool) -> str:
    """The first ``shown`` articles; a sentence when there are none, which depends on whether they were ``searched``."""
    if not listed:
        return f'<p class="hint" role="status">{text(words("none_found" if searched else "none_yet"))}</p>'
    some = listed[:shown]
    whole = "articles_total" if len(some) == len(listed) else "articles_shown"
    count = text(words(whole, count=len(listed), shown=len(some)))
    everything = text(words("select_all"))
    headings = "".join(
        f'<th scope="col" class="{key}">{text(words(key))}</th>'
        for key in ("title", "outlet", "date", "language", "passages")
    )
    return (
        f'<div class="library"><table><caption>{count}</caption><thead><tr>'
        f'<th scope="col"><input type="checkbox" class="every" aria-label="{everything}" title="{everything}"></th>'
        f"{headings}</tr></thead><tbody>{''.join(_row(one, words) for one in some)}</tbody></table></div>"
    )


def _row(listed: Listed, words: Words) -> str:
    article = listed.article
    where = f"/article/{article.id}?" + urlencode({"language": words.language})
    day = article.published.isoformat() if article.published else words("undated")
    return (
        f'<tr><td><input type="checkbox" class="one" value="{text(article.id)}" '
        f'aria-label="{text(words("select", title=article.title))}"></td>'
        f'<td class="title" dir="auto" lang="{text(article.language)}"><a class="whole" href="{text(where)}">'
        f'{text(article.title)}</a></td><td class="outlet" dir="auto">{text(article.source or words("no_source"))}</td>'
        f'<td class="date">{text(day)}</td><td class="language">{text(words.name_of(article.language))}</td>'
        f'<td class="passages">{listed.chunks}</td></tr>'
    )


def progress(now: Progress | None, words: Words) -> str:
    """How far an ingest has come, with its rate and the time it still needs."""
    if now is None or now.remaining is None or not now.total:
        said, share = words("adding"), None
    else:
        share = min(100, round(100 * now.done / now.total))
        said = words(
            "progress",
            percent=share,
            articles=now.articles,
            rate=round(now.rate, 1),
            remaining=_duration(now.remaining, words),
        )
    value = "" if share is None else f' value="{share}"'
    label = text(words("adding"))
    bar = f'<progress max="100"{value} aria-label="{label}"></progress>'
    return f'<div class="progress" role="status">{bar}<p>{text(said)}</p></div>'


def _duration(seconds: float, words: Words) -> str:
    whole = round(seconds)
    return words("seconds", count=whole) if whole < 120 else words("minutes", count=round(whole / 60))


def outcome(report: Report, words: Words) -> str:
    """What an ingest did, kind by kind, with every reason for what was not added."""
    kinds: list[tuple[str, list[Entry]]] = [
        ("added", report.added),
        ("replaced", report.replaced),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
        ("duplicates", report.duplicates),
    ]
    failed = [_failed(f) for f in report.failed]
    parts = [_group("failed", failed, words)] if failed else []
    parts += [_group(key, [text(e.title) for e in entries], words) for key, entries in kinds if entries]
    if report.near_duplicates:
        titles = {e.article_id: e.title for _, entries in kinds for e in entries}
        near = [text(titles.get(n.article_id, n.article_id)) + f" ({n.similarity:.0%})" for n in report.near_duplicates]
        parts.append(_group("near_duplicates", near, words))
    if report.interrupted:
        parts.insert(0, f"<p>{text(words('interrupted'))}</p>")
    if not parts:
        parts.append(f"<p>{text(words('nothing_read'))}</p>")
    took = text(words("took", count=report.embeddings, seconds=round(report.seconds, 1)))
    kind = "error" if report.failed else "done"
    label = text(words("dismiss"))
    return (
        f'<div class="notice {kind}" role="status"><div>{"".join(parts)}<p class="hint">{took}</p></div>'
        f'<button type="button" class="dismiss" aria-label="{label}" title="{label}">×</button></div>'
    )


def _group(key: str, items: Sequence[str], words: Words) -> str:
    """One kind of outcome; a long list is folded away, but for what failed."""
    more = "<li>…</li>" if len(items) > _MOST else ""
    listed = "".join(f'<li dir="auto">{item}</li>' for item in items[:_MOST])
    is_open = " open" if key == "failed" or len(items) <= _FEW else ""
    return f"<details{is_open}><summary>{text(words(key))} ({len(items)})</summary><ul>{listed}{more}</ul></details>"


def _failed(failed: Failed) -> str:
    """The name of what could not be read, and why; where an upload was kept says nothing to its reader."""
    place = failed.location
    name = place if "://" in place else place.replace("\\", "/").rsplit("/", 1)[-1]
    reason = failed.reason.replace(place, name)
    return text(reason) if name in reason else f"<strong>{text(name)}</strong> {text(reason)}"
