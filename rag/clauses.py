"""The clauses of a sentence, so that the part that is borne out can be told from the part that is not."""

from __future__ import annotations

import re

from .domain import Span

__all__ = ["clauses_of"]

# A comma between digits parts no clauses; neither does one in a list, whose pieces are too short to stand alone.
_BREAK = re.compile(
    r"[;；，。]|(?<!\d)[,:：]|[,:](?!\d)|\s[–—-]\s|——"
    r"|\s(?=(?:and|but|while|whereas|which|who|и|а|но|который|которая|которое|которые|және|ал|бірақ)\s)"
    r"|(?=而|但是|并且|同时)",
    re.IGNORECASE,
)
_SHORTEST = 16  # characters of a clause; a Chinese one counts double


def clauses_of(text: str) -> list[Span]:
    """Spans that together hold every word of ``text``, in order; one when it has no parts long enough."""
    cuts = [match.end() for match in _BREAK.finditer(text)]
    spans: list[Span] = []
    start = 0
    for cut in [*cuts, len(text)]:
        if _length(text[start:cut]) >= _SHORTEST:
            spans.append(Span(start, cut))
            start = cut
    if start < len(text):  # what is too short belongs to what stands before it
        last = spans.pop().start if spans else 0
        spans.append(Span(last, len(text)))
    return spans or [Span(0, len(text))]


def _length(text: str) -> int:
    letters = [c for c in text if c.isalnum()]
    return len(letters) + sum(c > "\u2e80" for c in letters)
