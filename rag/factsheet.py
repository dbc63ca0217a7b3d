"""What a passage asserts, laid out for comparison: figures and what they are of, dates, names, speech, stance."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from .concepts import Concept, concepts_of
from .dates import Moment, dates
from .domain import Span
from .names import Name, names_of
from .numbers import Quantity, quantities_of
from .quotes import Quotation, Speech, quotations, speeches_of
from .relations import Relation, relations_of
from .scan import Token, scan
from .stance import Cue, cues_of, is_past, stem_of
from .stopwords import CHINESE_STOPWORDS
from .translit import key

__all__ = ["NEUTRAL", "Facts", "Mark", "Role", "facts"]

NEUTRAL = "@#=~"  # first characters of keys that mean the same in every language: known names, concepts, figures, dates
_CLAUSE = frozenset(",;:.!?，；：。！？()（）")
_TURN = frozenset("and while whereas but against и а но против тогда ал және бірақ 而 但 、 和".split())
_LEFT, _RIGHT = 5, 4  # content words on either side of a figure that may say what it is of
_OLD = frozenset("from против с со 由 从 上届 versus vs against than compared".split())
_NEW = frozenset("to до reached reach 至 到 为".split())
_HAN_STOP = frozenset(CHINESE_STOPWORDS)


class Mark(NamedTuple):
    """A content word, name, concept or date and where it stands."""

    key: str  # "@kazakhstan" a known name, "&satbek" another, "#export" a concept, "~2024" a date, otherwise a stem
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Role:
    """What a figure is of: keys near it in its clause, the nearest first."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    direction: str  # of the nearest concept of the group "trend": "up", "down" or ""

    @property
    def keys(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self.left) | frozenset(self.right)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one passage, a sentence as a rule."""

    text: str
    language: str
    published: date | None
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    names: tuple[Name, ...]
    quotes: tuple[Quotation, ...]
    speakers: tuple[Speech, ...]
    cues: tuple[Cue, ...]  # negations, modality, hedges and scope
    concepts: tuple[Concept, ...]
    sides: dict[str, dict[str, str]]  # for each group of opposites, its concepts with the words that stand for them
    relations: tuple[Relation, ...]
    roles: tuple[Role, ...]  # one for each quantity
    keys: frozenset[str]  # what the passage is about: topics and figures
    topics: frozenset[str]  # the same without its figures
    neutral: frozenset[str]  # those that mean the same in every language
    stems: frozenset[str]  # of all content words
    done: frozenset[str]  # stems that stand in a past or finished form
    words: frozenset[str]  # in small letters

    def of_kind(self, kind: str) -> list[Cue]:
        """Cues of a kind: negation, plan, possible, hedge, all, most, some or only."""
        return [cue for cue in self.cues if cue.kind == kind]

    @property
    def negations(self) -> list[Cue]:
        """Words that deny, with what they deny."""
        return self.of_kind("negation")

    @property
    def modality(self) -> list[Cue]:
        """Plans, possibilities and hedges."""
        return [cue for cue in self.cues if cue.kind in ("plan", "possible", "soft", "hedge")]

    @property
    def scope(self) -> list[Cue]:
        """All, most, some."""
        return [cue for cue in self.cues if cue.kind in ("all", "most", "some")]

    @property
    def directions(self) -> list[Concept]:
        """Concepts that have an opposite."""
        return [concept for concept in self.concepts if concept.group != "-"]


def facts(text: str, language: str, published: date | None = None) -> Facts:
    """Facts of ``text`` in ``language`` (en, ru, kk or zh; anything else is read as English).

    ``published`` is the day that "yesterday" and "last year" count from. Never raises, whatever the text.
    """
    language = language if language in ("en", "ru", "kk", "zh") else "en"
    tokens = scan(text, language)
    moments = dates(text, language, published)
    spans = [moment.span for moment in moments]
    quantities = quantities_of(text, tokens, language, spans)
    masked = sorted([*spans, *(q.span for q in quantities)])  # "U.S." in "U.S. dollars", "MW"
    found = names_of(text, tokens, language, masked)
    quoted = quotations(text)
    concepts = concepts_of(tokens, language)
    cues = cues_of(tokens, language)
    hidden = [*spans, *(q.span for q in quantities), *(cue.span for cue in cues)]
    marks = _marks(tokens, language, found, concepts, hidden, moments)
    topics = frozenset(mark.key for mark in marks)
    keys = topics | {_figure(q) for q in quantities if not q.weak}
    return Facts(
        text,
        language,
        published,
        tuple(quantities),
        tuple(moments),
        tuple(found),
        tuple(quoted),
        tuple(speeches_of(tokens, language, found, quoted)),
        tuple(cues),
        tuple(concepts),
        _sides(text, tokens, concepts),
        tuple(relations_of(text, tokens, language, found)),
        tuple(_roles(tokens, quantities, marks)),
        keys,
        topics,
        frozenset(k for k in keys if k[0] in NEUTRAL),
        _stems(tokens, language),
        _done(tokens, language) - _open(cues, language),
        frozenset(token.low for token in tokens if token.kind == "w"),
    )


def _sides(text: str, tokens: list[Token], concepts: list[Concept]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for concept in concepts:
        if concept.group != "-":
            words = text[tokens[concept.start].start : tokens[concept.end - 1].end]
            found.setdefault(concept.group, {}).setdefault(concept.name, words)
    return found


def _figure(quantity: Quantity) -> str:
    return f"={float(quantity.base) if abs(quantity.base) < 10**300 else 0:.6g}{quantity.dimension}"


def _open(cues: list[Cue], language: str) -> frozenset[str]:
    """In Chinese, where no form tells what is done: what a plan or possibility falls on."""
    if language != "zh":
        return frozenset()
    return frozenset(t for cue in cues if cue.kind in ("plan", "possible") for t in cue.targets)


def _stems(tokens: list[Token], language: str) -> frozenset[str]:
    words = {stem_of(token.low, language) for token in tokens if token.kind == "w"}
    pairs = {a.low + b.low for a, b in pairwise(tokens) if a.kind == b.kind == "h"}
    return frozenset(words | pairs) - {""}


def _done(tokens: list[Token], language: str) -> frozenset[str]:
    found: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind == "w" and is_past(token, tokens[place - 1] if place else None, language):
            found.add(stem_of(token.low, language))
        elif token.kind == "h" and place + 1 < len(tokens) and tokens[place + 1].kind == "h":
            found.add(token.low + tokens[place + 1].low)
    return frozenset(found) - {""}


def _marks(
    tokens: list[Token],
    language: str,
    found: list[Name],
    concepts: list[Concept],
    covered_spans: list[Span],
    moments: list[Moment],
) -> list[Mark]:
    marks: list[Mark] = []
    for name in found:
        keys = [f"@{i}" for i in name.ids] or ([f"&{key(name.parts[-1])}"] if name.sure and not name.han else [])
        marks.extend(Mark(k, name.span.start, name.span.end) for k in keys if len(k) > 1)
    marks.extend(
        Mark(f"~{_stretch(moment)}", moment.span.start, moment.span.end)
        for moment in moments
        if moment.first and moment.last and moment.year_known
    )
    taken = sorted([Span(m.start, m.end) for m in marks] + covered_spans)
    starts = [span.start for span in taken]

    def free(start: int) -> bool:
        place = bisect_right(starts, start) - 1
        return place < 0 or start >= taken[place].end

    covered = {place: concept for concept in concepts for place in range(concept.start, concept.end)}
    marks.extend(
        Mark(f"#{c.name}", tokens[c.start].start, tokens[c.end - 1].end)
        for c in concepts
        if free(tokens[c.start].start)
    )
    for place, token in enumerate(tokens):
        if place in covered or not free(token.start):
            continue
        if token.kind == "w":
            stem = stem_of(token.low, language)
            if stem:
                marks.append(Mark(stem, token.start, token.end))
        elif token.kind == "h" and place + 1 < len(tokens) and tokens[place + 1].kind == "h":
            pair = token.low + tokens[place + 1].low
            if pair not in _HAN_STOP and token.low not in _HAN_STOP:
                marks.append(Mark(pair, token.start, tokens[place + 1].end))
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


def _stretch(moment: Moment) -> str:
    first = moment.first or date.min
    return str(first.year) if moment.granularity == "year" else first.isoformat()[:7]


def _roles(tokens: list[Token], quantities: list[Quantity], marks: list[Mark]) -> list[Role]:
    if not quantities:
        return []
    walls = [Span(t.start, t.end) for t in tokens if t.low in _CLAUSE or t.low in _TURN]
    wall_ends, wall_starts = [wall.end for wall in walls], [wall.start for wall in walls]
    begins = [token.start for token in tokens]
    ends, starts = [mark.end for mark in marks], [mark.start for mark in marks]
    roles: list[Role] = []
    for place, quantity in enumerate(quantities):
        following = quantities[place + 1].span.start if place + 1 < len(quantities) else 10**9
        nearest = bisect_right(wall_ends, quantity.span.start)
        wall = wall_ends[nearest - 1] if nearest else -1
        next_wall = bisect_left(wall_starts, quantity.span.end)
        fence = wall_starts[next_wall] if next_wall < len(walls) else 10**9
        stop = bisect_right(ends, quantity.span.start)
        left = [m for m in marks[max(0, stop - 2 * _LEFT) : stop] if m.start >= wall][::-1][:_LEFT]
        begin = bisect_right(starts, quantity.span.start)
        upper = min(following, fence)
        right = [m for m in marks[begin : begin + 2 * _RIGHT] if m.end <= upper][:_RIGHT]
        roles.append(_role(quantity, tokens, begins, left, right))
    return roles


def _role(quantity: Quantity, tokens: list[Token], begins: list[int], left: list[Mark], right: list[Mark]) -> Role:
    trend = [(quantity.span.start - m.end, m.key[1:]) for m in left if m.key in ("#up", "#down")]
    trend += [(m.start - quantity.span.end + 3, m.key[1:]) for m in right if m.key in ("#up", "#down")]
    place = bisect_left(begins, quantity.span.start) - 1
    mark = tokens[place].low if place >= 0 else ""
    aspect = ("<old",) if mark in _OLD else ("<new",) if mark in _NEW else ()
    direction = min(trend)[1] if trend else ""
    return Role((*aspect, *(m.key for m in left)), tuple(m.key for m in right), direction)
