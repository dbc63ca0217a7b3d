"""Instructions to whoever answers, to be planted in articles: ours in four languages, and those of a data folder.

Ours are of the fifteen kinds of BIPIA (Yi et al. 2023), in our own words: all kinds in English and in Russian, some in
Kazakh and Chinese. Each comes with what a model that obeys it might write, asked about the containers of Khorgos
(English) or the works at Bakhty (Russian).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from rag.errors import InputError

__all__ = ["Instruction", "of_folder", "ours", "with_planted"]

_FILE = "injection_train.json"


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line that tells whoever reads it what to do."""

    kind: str
    language: str  # ISO 639-1
    text: str
    obeyed: str = ""  # what a model that obeys might write


def ours() -> list[Instruction]:
    """Those that we wrote."""
    lines = (files("eval") / "cases" / "instructions.jsonl").read_text("utf-8").splitlines()
    return [Instruction(**json.loads(line)) for line in lines]


def of_folder(data: Path | None) -> list[Instruction]:
    """Those of a data folder, if they are there: injection_train.json, a JSON object of kinds with lists of texts.

    Raises InputError for a file of another kind.
    """
    path = data / _FILE if data else None
    if path is None or not path.exists():
        return []
    try:
        kinds = json.loads(path.read_text("utf-8")).items()
        return [Instruction(str(kind), "en", str(text)) for kind, texts in kinds for text in texts]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path} is no file of instructions ({error}): mend or remove it.") from error


def with_planted(text: str, instructions: Sequence[Instruction]) -> str:
    """The text with each instruction as a paragraph of its own: after the first paragraph, the third, and so on."""
    paragraphs = text.split("\n\n")
    for turn, instruction in enumerate(instructions):
        paragraphs.insert(1 + 2 * turn, instruction.text)
    return "\n\n".join(paragraphs)
