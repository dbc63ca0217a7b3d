"""The file that ``aiqyn check`` reads: a text to be checked on each line, with what it is to be held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import InputError

__all__ = ["Pair", "texts_of"]


class Pair(BaseModel):
    """One line. Other keys than these are not looked at."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str | int
    source: list[str] = Field(min_length=1)
    text: str = Field(min_length=1)


def texts_of(path: Path) -> tuple[list[Pair], list[dict[str, Any]]]:
    """The lines that can be used, and ``{line, reason}`` of each that cannot. Raises InputError for the whole file."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give a file of JSON lines.") from error
    pairs: list[Pair] = []
    failed: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            pairs.append(_pair(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "content"
            failed.append(
                {"line": number, "reason": _reason(path, number, f"its {where} is unusable ({first['msg']})")}
            )
        except (ValueError, RecursionError):  # no JSON, or no UTF-8, or nested a thousand deep
            failed.append({"line": number, "reason": _reason(path, number, "it is not valid JSON in UTF-8")})
    return pairs, failed


def _reason(path: Path, number: int, why: str) -> str:
    cure = 'write {"id": …, "source": a text or a list of texts, "text": …} on one line'
    return f"Line {number} of {path.name} was left out, for {why}: {cure}."


def _pair(line: bytes) -> Pair:
    """A line as it is used; a source that is one string becomes a list of one."""
    return _Line.model_validate(json.loads(line)).pair()


class _Line(BaseModel):
    model_config = ConfigDict(strict=True)

    id: str | int
    source: str | list[str]
    text: str

    def pair(self) -> Pair:
        source = [self.source] if isinstance(self.source, str) else self.source
        return Pair(id=self.id, source=source, text=self.text)
