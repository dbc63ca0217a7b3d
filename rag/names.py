"""Names of people, places and bodies in a text, and whether two of them name the same, across scripts.

Known names come from the gazetteer. Others are runs of capitalised words; in Chinese, a surname where someone speaks
or bears a title, and foreign names written with "·". A single capitalised word that opens a sentence may be no name:
it is kept with ``sure=False`` and can bear a claim out, never refute one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from .aliases import Entry, entry_at, kind_of
from .dates import dates
from .domain import Span
from .namewords import (
    COMMON_ACRONYMS,
    HAN_NAME_CHARS,
    HAN_ROLES,
    HAN_SAID,
    PARTICLES,
    SURNAMES,
    TITLE_STEMS,
    TITLES,
)
from .numberwords import part_of
from .samename import Name, same_name
from .scan import Token, scan
from .stopwords import STOPWORDS

__all__ = ["Name", "names", "names_of", "same_name"]

_STOPS = frozenset(".!?。！？:：;；\n")
_OPENERS = frozenset("\"'“‘«„「『（(—–-•*")
_HAN_DOT = re.compile(r"[·•‧]")
_FAMILY = re.compile("(?:[оеё]ва?|[иы]на?|ұлы|қызы)[а-яәғқңөұүһі]{0,3}$")  # in any case
_MOSTLY = 0.6  # share of capitalised words from which a Latin text is a headline and capitals say nothing


def names(text: str, language: str) -> list[Name]:
    """Names in ``text``, in order."""
    return names_of(text, scan(text, language), language, [moment.span for moment in dates(text, language)])


def names_of(text: str, tokens: list[Token], language: str, masked: Sequence[Span]) -> list[Name]:
    """The same from tokens that are at hand; the ``masked`` spans (dates, in order) hold none."""
    words = [t for t in tokens if t.kind == "w" and len(t.raw) > 3]
    headline = len(words) > 3 and sum(t.raw[0].isupper() for t in words) > _MOSTLY * len(words)
    found: list[Name] = []
    starts = [span.start for span in masked]

    def hidden(token: Token) -> bool:
        place = bisect_right(starts, token.start) - 1
        return place >= 0 and token.start < masked[place].end

    if masked:
        tokens = [token._replace(kind="p") if hidden(token) else token for token in tokens]
    at = 0
    while at < len(tokens):
        if tokens[at].kind not in "wh":
            at += 1
            continue
        entry = entry_at(tokens, at, language)
        if entry and _stands_alone(tokens, at, entry):
            found.append(_known(text, tokens, at, entry))
            at = entry.end
        elif tokens[at].kind == "h":
            name, at = _han_name(text, tokens, at)
            found.extend([name] if name else [])
        elif tokens[at].raw[0].isupper():
            tail = _continues(tokens, at, found)
            name, at = _run(text, tokens, at, language, headline, tail)
            found.extend([name] if name else [])
        else:
            at += 1
    return found


def _known(text: str, tokens: list[Token], at: int, entry: Entry) -> Name:
    span = Span(tokens[at].start, tokens[entry.end - 1].end)
    parts = tuple(t.low for t in tokens[at : entry.end] if t.kind == "w")
    return Name(span, _trim(text[span.start : span.end]), kind_of(entry.ids[0]), entry.ids, parts)


def _trim(text: str) -> str:
    return text[:-2] if text.endswith(("'s", "’s")) else text


def _stands_alone(tokens: list[Token], at: int, entry: Entry) -> bool:
    """A family name known from the gazetteer is someone else's after or before another given name."""
    if kind_of(entry.ids[0]) != "person" or tokens[at].kind == "h" or entry.end - at > 1:
        return True
    before = tokens[at - 1] if at else None
    after = tokens[entry.end] if entry.end < len(tokens) else None
    led = bool(
        before
        and before.kind == "w"
        and before.raw[0].isupper()
        and not _is_title(before)
        and before.low not in STOPWORDS
    )
    led = led and not _opens(tokens, at - 1)
    followed = bool(after and after.kind == "w" and after.raw[0].isupper() and len(tokens[at].raw) <= 3)
    return not led and not followed


def _is_title(token: Token) -> bool:
    return token.low in TITLES or token.low.startswith(TITLE_STEMS)


def _is_filler(token: Token, language: str) -> bool:
    return token.low in STOPWORDS or token.low in "-." or part_of(token.low, language) is not None


def _continues(tokens: list[Token], at: int, found: list[Name]) -> bool:
    """Whether the word at ``at`` follows a name at once, or over "and", "for" or "of"."""
    before = at - 1
    while before >= 0 and (tokens[before].low in PARTICLES or tokens[before].low in "-–&"):
        before -= 1
    if before < 0 or (at - before > 1 and tokens[at - 1].low in "и"):
        return False
    return (bool(found) and found[-1].span.end >= tokens[before].end and bool(found[-1].ids or at - before > 1)) or (
        at - before > 1 and tokens[before].kind == "w" and tokens[before].raw[0].isupper()
    )


def _opens(tokens: list[Token], at: int) -> bool:
    """Whether the token opens a sentence or a quotation."""
    at -= 1
    while at >= 0 and tokens[at].low in _OPENERS:
        at -= 1
    return at < 0 or tokens[at].low in _STOPS


def _run(text: str, tokens: list[Token], at: int, language: str, headline: bool, tail: bool) -> tuple[Name | None, int]:
    """A run of capitalised words from ``at``, with initials, hyphens and particles; and the index after it.

    ``tail``: it goes on from another name ("Russian Government", "Disease Control and Prevention").
    """
    first, end = at, at
    while end < len(tokens) and end - at < 12:
        if end - at == 2 and _two_people(tokens[at : at + 4]):
            break
        step = _step(tokens, end, language, end > at)
        if not step:
            break
        end += step
    title_words: list[str] = []
    loose = _opens(tokens, first)
    while first < end and (_is_title(tokens[first]) or _is_filler(tokens[first], language)):
        if _is_title(tokens[first]):
            title_words.append(tokens[first].raw)
        first += 1
        loose = False
    if first >= end:
        return None, max(end, at + 1)
    span = Span(tokens[first].start, tokens[end - 1].end)
    parts = _parts(tokens[first:end])
    if not parts:
        return None, end
    raw = _trim(text[span.start : span.end])
    single = len(parts) == 1
    acronym = single and raw.isupper() and len(raw) > 1
    if acronym and (raw.lower() in COMMON_ACRONYMS or len(raw) > 8):
        return None, end
    if single and len(raw) < 3 and not acronym:
        return None, end
    sure = not headline and not (single and (loose or tail) and not acronym)
    kind = "acronym" if acronym else "person" if title_words else "unknown"
    return Name(span, raw, kind, (), parts, " ".join(title_words), sure, loose and not single), end


def _step(tokens: list[Token], end: int, language: str, inside: bool) -> int:
    """How many tokens the next word of a run takes; 0 where the run ends."""
    token = tokens[end]
    if token.kind == "w" and token.raw[0].isupper():
        if inside and (entry := entry_at(tokens, end, language)) and kind_of(entry.ids[0]) != "person":
            return 0
        initial = len(token.raw) == 1 and end + 1 < len(tokens) and tokens[end + 1].low == "."
        return 2 if initial else 1
    if not inside or end + 1 >= len(tokens):
        return 0
    following = tokens[end + 1]
    if not (following.kind == "w" and following.raw[0].isupper()):
        return 0
    if token.low in "-–" and token.start == tokens[end - 1].end and following.start == token.end:
        return 2
    if token.low not in PARTICLES or token.low in ("and", "for"):
        return 0
    return 0 if token.low == "of" and entry_at(tokens, end + 1, language) else 2


def _two_people(tokens: list[Token]) -> bool:
    """ "Асхат Серіков Дана Омароваға": given and family name, twice."""
    words = [t for t in tokens if t.kind == "w" and t.raw[0].isupper()]
    return len(words) == 4 and all(_FAMILY.search(words[i].low) for i in (1, 3))


def _parts(tokens: list[Token]) -> tuple[str, ...]:
    """Words of a name; hyphened ones joined."""
    parts: list[str] = []
    joined = False
    for token in tokens:
        if token.kind == "w" and token.low not in PARTICLES:
            if joined and parts:
                parts[-1] += token.low
            else:
                parts.append(token.low)
        joined = token.low in "-–"
    return tuple(parts)


def _han_name(text: str, tokens: list[Token], at: int) -> tuple[Name | None, int]:
    dotted = _dotted(text, tokens, at)
    if dotted:
        return dotted
    low = tokens[at].low
    if low not in SURNAMES:
        return None, at + 1
    before = tokens[at - 1] if at else None
    for length in (3, 2):
        run = tokens[at : at + length]
        if len(run) < length or any(t.kind != "h" for t in run):
            continue
        after = text[run[-1].end : run[-1].end + 2]
        if after.startswith(HAN_SAID) and (before is None or before.kind != "h" or before.low in HAN_ROLES):
            return _han_person(text, run), at + length
        if before is not None and before.low in HAN_ROLES and length == 3 and (not after or not after[0].isalpha()):
            return _han_person(text, run), at + length
    return None, at + 1


def _han_person(text: str, run: list[Token]) -> Name:
    span = Span(run[0].start, run[-1].end)
    whole = text[span.start : span.end]
    return Name(span, whole, "person", (), (whole[0], whole[1:]))


def _dotted(text: str, tokens: list[Token], at: int) -> tuple[Name, int] | None:
    """A foreign name with "·" whose first character stands at ``at``."""
    end = at
    while end < len(tokens) and end - at < 7 and tokens[end].low in HAN_NAME_CHARS:
        end += 1
    if end == at or end >= len(tokens) or not _HAN_DOT.match(tokens[end].low):
        return None
    parts, start = [text[tokens[at].start : tokens[end].start]], end
    while start < len(tokens) and _HAN_DOT.match(tokens[start].low) and len(parts) < 5:
        end = start + 1
        while end < len(tokens) and end - start < 9 and tokens[end].low in HAN_NAME_CHARS and tokens[end].kind == "h":
            if text.startswith(HAN_SAID, tokens[end].start):
                break
            end += 1
        if end == start + 1:
            break
        parts.append(text[tokens[start + 1].start : tokens[end - 1].end])
        start = end
    if len(parts) < 2:
        return None
    span = Span(tokens[at].start, tokens[start - 1].end)
    return Name(span, text[span.start : span.end], "person", (), tuple(parts)), start
