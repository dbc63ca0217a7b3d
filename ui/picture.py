"""A timeline as a picture: a small SVG that needs nothing from outside, and takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.datesaid import day
from rag.timeline import Event

from .marks import text
from .words import Words

__all__ = ["timeline_svg"]

_WIDTH, _EDGE = 640, 24  # units of the picture; it is scaled to the page
_LANE = 20  # between two numbers that stand one above the other
_APART = 22  # two numbers in one lane
_LANES = 8  # beyond them numbers may touch
_BELOW = 26  # for the days under the line


def timeline_svg(shown: Sequence[Event], words: Words) -> str:
    """The dated events on a line, under the numbers that they have in the table; empty for fewer than two days."""
    dated = [(n, e.first, e.last) for n, e in enumerate(shown, 1) if e.first and e.last]
    if not dated:
        return ""
    first, last = min(f for _, f, _ in dated), max(to for _, _, to in dated)
    if first == last:
        return ""

    def across(when: date) -> float:
        return _EDGE + (_WIDTH - 2 * _EDGE) * (when - first).days / (last - first).days

    lanes: list[float] = []  # how far each is filled
    marks: list[tuple[int, float, float, int]] = []
    for number, begin, end in sorted(dated, key=lambda one: one[1]):
        x = across(begin)
        lane = next((i for i, filled in enumerate(lanes) if x - filled >= _APART), min(len(lanes), _LANES))
        lanes[lane : lane + 1] = [x]
        marks.append((number, x, across(end), lane))
    line = _LANE * len(lanes) + 8
    drawn = "".join(
        (f'<path class="span" d="M{x:.1f} {line}H{to:.1f}"/>' if to > x else "")
        + f'<circle cx="{x:.1f}" cy="{line}" r="4"/>'
        + f'<text x="{x:.1f}" y="{line - 9 - _LANE * lane}" text-anchor="middle">{number}</text>'
        for number, x, to, lane in marks
    )
    ends = [day(when, words.language) for when in (first, last)]
    title = text(words("timeline_picture", count=len(dated), first=ends[0], last=ends[1]))
    return (
        f'<svg class="picture" role="img" aria-label="{title}" viewBox="0 0 {_WIDTH} {line + _BELOW}">'
        f'<path class="axis" d="M{_EDGE} {line}H{_WIDTH - _EDGE}"/>{drawn}'
        f'<text x="{_EDGE - 16}" y="{line + 20}">{text(ends[0])}</text>'
        f'<text x="{_WIDTH - _EDGE + 16}" y="{line + 20}" text-anchor="end">{text(ends[1])}</text></svg>'
    )
