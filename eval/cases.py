"""An evaluator's own cases: questions with the facts that an answer must hold and the words that bear them out.

A file is JSONL or YAML (a list); a case has ``id``, ``language``, ``question`` and either ``facts`` with ``spans``,
each of which is ``{"quote": …}``, or ``unanswerable: true``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from rag.errors import InputError, first_line

__all__ = ["Case", "cases", "sample_cases"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what is known of its answer."""

    id: str
    language: str  # ISO 639-1, of the question
    question: str
    facts: tuple[str, ...]  # what a right answer holds, as the article spells it; empty when there is no answer
    quotes: tuple[str, ...]  # words of the articles that bear the answer out, any of them; empty likewise

    @property
    def answerable(self) -> bool:
        """Whether the articles hold an answer."""
        return bool(self.quotes)


def cases(path: Path) -> list[Case]:
    """The cases of a file. Raises InputError when it cannot be read, or for the first case that is not of the kind."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The cases in {path} cannot be read ({error}): give a UTF-8 file of JSONL or YAML."
        ) from error
    return list(_cases(text, str(path), path.suffix in (".yaml", ".yml")))


def sample_cases() -> list[Case]:
    """Those over the sample library."""
    file = files("eval") / "cases" / "sample.jsonl"
    return list(_cases(file.read_text("utf-8"), file.name, is_yaml=False))


def _cases(text: str, name: str, is_yaml: bool) -> Iterator[Case]:
    try:
        rows = yaml.safe_load(text) if is_yaml else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, yaml.YAMLError) as error:
        raise InputError(f"{name} is no {'YAML' if is_yaml else 'JSONL'} ({first_line(error)}): mend it.") from error
    seen: set[str] = set()
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        case = _case(row, f"Case {number} of {name}")
        if case.id in seen:
            raise InputError(f"Case {number} of {name} has the id of another, {case.id}: give it one of its own.")
        seen.add(case.id)
        yield case


def _case(row: Any, which: str) -> Case:
    try:
        spans = [] if row.get("unanswerable") else row["spans"]
        quotes = tuple(str(span["quote"]) for span in spans)
        facts = () if row.get("unanswerable") else tuple(map(str, row["facts"]))
        case = Case(str(row["id"]), str(row["language"]), str(row["question"]), facts, quotes)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{which} lacks {error}: it needs id, language, question, facts and spans.") from error
    if not case.question.strip() or (not quotes and not row.get("unanswerable")):
        raise InputError(f"{which} has no question, or neither spans nor unanswerable: complete or remove it.")
    return case
