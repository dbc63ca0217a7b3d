"""Prompts: Markdown files whose part before the line ``---`` says why they are as they are, and is not sent."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

__all__ = ["REFUSAL", "fingerprint", "prompt"]

REFUSAL = "NOT IN THE SOURCES"  # what a model has to write when there is no answer
_PLACE = re.compile(r"\{(\w+)\}")


def prompt(name: str, **values: str) -> str:
    """The prompt ``prompts/{name}.md`` with its places filled in; what stands in a value is never filled in again.

    Raises ValueError when a value is missing, or has no place: a prompt and its caller have to agree.
    """
    text = _text(name)
    values = {"refusal": REFUSAL, **values}
    wanted = set(_PLACE.findall(text))
    if wanted - values.keys() or values.keys() - wanted - {"refusal"}:
        raise ValueError(f"the prompt {name} has places for {sorted(wanted)}, and was given {sorted(values)}")
    return _PLACE.sub(lambda place: values[place.group(1)], text)


def fingerprint(*names: str) -> str:
    """SHA-256 (hex) of prompts as they are sent but for their values."""
    return hashlib.sha256("\0".join(map(_text, names)).encode()).hexdigest()


@cache
def _text(name: str) -> str:
    whole = (files("rag") / "prompts" / f"{name}.md").read_text("utf-8")
    return whole.partition("\n---\n")[2].strip()
