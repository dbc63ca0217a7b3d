"""JSONL: one article a line, with the fields of ``Article``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

from ingest.clean import normalise, squeeze
from ingest.dates import parse_date
from ingest.formats import Problem, Raw, slug
from ingest.metadata import Meta
from rag.errors import InputError

__all__ = ["read_jsonl"]

_TEXT_FIELDS = ("title", "author", "source", "url", "language")


def read_jsonl(lines: Iterable[bytes]) -> Iterator[Raw | Problem]:
    """One article a line, read as it is needed; a bad line is a Problem and the rest goes on."""
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            yield _json_article(line)
        except InputError as error:
            yield Problem(f"line {number}", str(error), len(line))


def _json_article(line: bytes) -> Raw:
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8; save the file as UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (column {error.colno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"is not valid JSON{where}; put one JSON object on each line") from error
    if not isinstance(values, dict):
        raise InputError('is not a JSON object; write {"title": …, "text": …}')
    for name in ("title", "text", *_TEXT_FIELDS):
        if values.get(name) is not None and not isinstance(values[name], str):
            raise InputError(f'has a "{name}" that is not a string; put it in quotation marks')
    for name in ("title", "text"):
        if not squeeze(values.get(name) or ""):
            raise InputError(f'has no "{name}"; give every article a title and a text')
    stated = Meta(
        published=_json_date(values.get("published")), **{k: squeeze(values.get(k) or "") for k in _TEXT_FIELDS}
    )
    return Raw(_as_given(values["text"]), stated, mark=slug(stated.title) or "untitled", size=len(line))


def _json_date(value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f'has a "published" of {value!r}; write it as YYYY-MM-DD') from error
    if parse_date(day) is None:
        raise InputError(f'has a "published" of {value!r}, which is no day of the past; correct it')
    return day


def _as_given(text: str) -> str:
    """A text whose paragraphs someone has set already: only its characters are cleaned."""
    return re.sub(r"\n{2,}", "\n\n", normalise(text)).strip("\n")
