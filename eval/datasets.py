"""Test sets in a folder given with ``--data``; what is not there is skipped, visibly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError

__all__ = ["Question", "held_out", "place_of", "questions"]

_HELD_OUT = 0.4  # share of the articles


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a reading-comprehension set, with the passage that it was asked about."""

    id: str  # the same in each language of a parallel set
    article: str  # what intervals are clustered by
    passage: str
    text: str
    answers: tuple[str, ...]
    answerable: bool


def questions(path: Path) -> list[Question]:
    """The questions of a JSONL file of the XQuAD kind: id, article, passage, question, answers, answerable.

    Raises InputError when the file is not there or a line is not of that kind.
    """
    return list(_read(path))


def held_out(article: str | int) -> bool:
    """Whether an article of XQuAD is for measuring: nothing is trained on it."""
    return place_of(str(article)) < _HELD_OUT


def place_of(text: str) -> float:
    """Where a text stands between 0 and 1, the same in each run: what shares are drawn by."""
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) / 2**32


def _read(path: Path) -> Iterator[Question]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError(
            f"The test set {path} cannot be read ({error.strerror}): give its folder with --data."
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            yield Question(
                str(row["id"]),
                str(row["article"]),
                row["passage"],
                row["question"],
                tuple(row["answers"]),
                bool(row.get("answerable", True)),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"Line {number} of {path} is no question of a test set ({error}): mend or remove it."
            ) from error
