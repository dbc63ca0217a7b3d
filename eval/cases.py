"""An evaluator's own cases: questions with the facts that an answer must hold and the words that bear them out.

A file is JSONL or YAML (a list); a case has ``id``, ``language``, ``question`` and either ``facts`` with ``spans``,
each of which is ``{"quote": …}``, or ``unanswerable: true``. Cases that are made in the page are kept in the
folder of the library, and so is what a second person said of them without seeing what the first had.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from rag.domain import Article
from rag.errors import InputError, first_line
from rag.sentences import sentences

from .stats import kappa

__all__ = ["Case", "Review", "agreement", "cases", "keep", "kept", "kept_file", "review", "sample_cases", "unreviewed"]

_FILE, _REVIEWS = "cases.jsonl", "case_reviews.jsonl"


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


def kept_file(library: Path) -> Path:
    """Where the cases of a library are kept; the file may not be there."""
    return library / _FILE


def kept(library: Path) -> list[Case]:
    """The cases kept in a library. Raises InputError when somebody broke the file."""
    path = kept_file(library)
    return cases(path) if path.exists() else []


def keep(library: Path, question: str, language: str, fact: str, articles: Iterable[Article]) -> Case:
    """Keep a new case; without a fact it is one that the articles do not answer.

    Its gold quote is the sentence of ``articles`` in which the fact stands, or else the fact. Raises InputError for a
    question that is kept already.
    """
    there = kept(library)
    if any(case.question == question for case in there):
        raise InputError("This question is kept as a case already.")
    number = 1 + max((int(c.id.removeprefix("own-")) for c in there if c.id.removeprefix("own-").isdigit()), default=0)
    case = Case(f"own-{number}", language, question, (fact,) if fact else (), (_quote(fact, articles),) if fact else ())
    row: dict[str, Any] = {"id": case.id, "language": language, "question": question}
    row |= {"facts": [fact], "spans": [{"quote": case.quotes[0]}]} if fact else {"unanswerable": True}
    _append(kept_file(library), row)
    return case


def _quote(fact: str, articles: Iterable[Article]) -> str:
    for article in articles:
        at = article.text.find(fact)
        for start, end in sentences(article.text) if at >= 0 else ():
            if start <= at < end:
                return article.text[start:end]
    return fact


def _append(path: Path, row: dict[str, Any]) -> None:
    try:
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): make room or mend its rights.") from error


@dataclass(frozen=True, slots=True)
class Review:
    """What a second person said of a case."""

    id: str  # of the case
    answerable: bool


def _reviews(library: Path) -> list[Review]:
    path = library / _REVIEWS
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return list({row["id"]: Review(row["id"], bool(row["answerable"])) for row in rows}.values())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} cannot be read ({first_line(error)}): mend or remove it.") from error


def unreviewed(library: Path) -> list[Case]:
    """Cases of which no second person has said anything."""
    done = {found.id for found in _reviews(library)}
    return [case for case in kept(library) if case.id not in done]


def review(library: Path, case_id: str, *, answerable: bool) -> None:
    """Keep what a second person said: whether the articles hold an answer."""
    _append(library / _REVIEWS, {"id": case_id, "answerable": answerable})


def agreement(library: Path) -> tuple[float, int]:
    """Cohen's kappa of two people on whether there is an answer, and the number of cases; 0 where both judged none."""
    said = {found.id: found.answerable for found in _reviews(library)}
    both = [(str(case.answerable), str(said[case.id])) for case in kept(library) if case.id in said]
    return (kappa([a for a, _ in both], [b for _, b in both]), len(both)) if both else (0.0, 0)


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
