"""Texts with their sources and a person's label, from the test sets in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.domain import Article, Span
from rag.errors import InputError

_OPENING = 15  # characters by which a continuation is found

__all__ = ["SETS", "Claim", "claims"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A text, what it is to be borne out by, and whether it is."""

    set: str
    id: str
    sources: tuple[str | Article, ...]
    text: str
    supported: bool
    cluster: str  # texts on one article: they are tested together and never trained on
    wrong: tuple[Span, ...] | None = None  # characters of ``text`` that are not borne out; None when not told
    kind: str = ""  # of a planted error
    language: str = ""


def _ragtruth(row: dict[str, Any]) -> Iterator[Claim]:
    wrong = tuple(Span(s["start"], s["end"]) for s in row["spans"])
    name = "RAGTruth answers" if row["task"] == "qa" else "RAGTruth summaries"
    yield Claim(name, row["id"], _sources(row), row["text"], row["supported"], row["source"][:200], wrong)


def _wice(row: dict[str, Any]) -> Iterator[Claim]:
    sources = _sources(row)
    yield Claim("WiCE", row["id"], sources, row["text"], row["label"] == "supported", " ".join(sources)[:200])


def _summedits(row: dict[str, Any]) -> Iterator[Claim]:
    yield Claim("SummEdits", row["id"], _sources(row), row["text"], row["supported"], row["source"][:200])


def _uhgeval(row: dict[str, Any]) -> Iterator[Claim]:
    """Judged against the news before the continuation: the rows hold the whole news, the true continuation included."""
    end = row["source"].find(row["real"][:_OPENING])
    if end <= 0:
        return
    row = row | {"source": row["source"][:end]}
    for key, supported in (("hallucinated", False), ("real", True)):
        yield Claim("UHGEval", f"{row['id']}-{key}", _sources(row), row[key], supported, row["source"][:200])


def _sources(row: dict[str, Any]) -> tuple[str, ...]:
    source = row["source"]
    return (source,) if isinstance(source, str) else tuple(source)


_FILES = {
    "ragtruth.jsonl": _ragtruth,
    "wice.jsonl": _wice,
    "summedits_news.jsonl": _summedits,
    "uhgeval_zh.jsonl": _uhgeval,
}
SETS = ("RAGTruth answers", "RAGTruth summaries", "WiCE", "SummEdits", "UHGEval")


def claims(folder: Path) -> tuple[list[Claim], list[str]]:
    """Claims of the sets that are in ``folder``, and the names of the files that are not.

    Raises InputError when a line is not of its kind.
    """
    found: list[Claim] = []
    missing: list[str] = []
    for name, read in _FILES.items():
        path = folder / name
        if not path.exists():
            missing.append(name)
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                found.extend(read(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"Line {number} of {path} is no claim ({error!r}): mend or remove it.") from error
    return found, missing
