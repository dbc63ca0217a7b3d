"""Where the articles of a choice come from, as HTML, and a warning when that is one source only."""

from __future__ import annotations

from collections.abc import Callable

from babel import Locale

from rag.mix import Counted, Mix

from .marks import text, when
from .words import Words

__all__ = ["mix"]

_SHOWN = 6  # outlets, countries or languages that are named


def mix(found: Mix, words: Words, *, heading: str = "", missing: int = 0) -> str:
    """The mix; ``missing`` articles of a set are not in the library as they were."""
    territories = Locale.parse(words.language).territories
    names: dict[str, tuple[Counted, Callable[[str], str]]] = {
        "outlets": (found.outlets, lambda name: name or words("no_source")),
        "countries": (found.countries, lambda code: str(territories.get(code, code)) or words("unknown")),
        "languages": (found.languages, words.name_of),
    }
    head = words("colon").join(filter(None, [heading, words("articles_total", count=found.articles)]))
    rows = "".join(_row(words(key), counted, name, words) for key, (counted, name) in names.items() if counted)
    warnings = []
    if found.one_source:
        outlet = found.outlets[0][0]
        warnings.append(words("one_source", outlet=outlet) if outlet else words("one_unknown"))
    if missing:
        warnings.append(words("set_missing", count=missing))
    told = "".join(f'<p class="note wrong">{text(warning)}</p>' for warning in warnings)
    return (
        f'<div class="mix" role="status"><p class="head">{text(head)}</p>'
        f"<dl>{rows}{_days(found, words)}</dl>{told}</div>"
    )


def _row(label: str, counted: Counted, name: Callable[[str], str], words: Words) -> str:
    shown = [f'<span dir="auto">{text(name(key))}</span> <b>{count}</b>' for key, count in counted[:_SHOWN]]
    if len(counted) > _SHOWN:
        shown.append(text(words("and_more", count=len(counted) - _SHOWN)))
    return f"<div><dt>{text(label)}</dt><dd>{text(words('list_comma')).join(shown)}</dd></div>"


def _days(found: Mix, words: Words) -> str:
    if not found.articles:
        return ""
    days = " – ".join(when(day, words) for day in dict.fromkeys((found.first, found.last)) if day)
    undated = f"{text(words('undated'))} <b>{found.undated}</b>" if found.undated else ""
    told = text(words("list_comma")).join(filter(None, [days, undated]))
    return f"<div><dt>{text(words('dates'))}</dt><dd>{told}</dd></div>"
