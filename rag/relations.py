"""Who does it to whom, where word order or case tells: visits, ambassadors, and what goes from one place to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .domain import Span
from .names import Name
from .scan import Token, lexicon

__all__ = ["Relation", "relations_of"]


class Relation(NamedTuple):
    """``first`` visits ``second``, is ambassador to it, or sends something there."""

    kind: str  # visit, ambassador or route
    first: Name
    second: Name
    span: Span


_VISIT = {
    "en": re.compile(r"^(?:visited|visits|visit|toured)$"),
    "ru": re.compile(r"^(?:посетил\w{0,2}|посещает|визит\w{0,2})$"),
    "kk": re.compile(r"^(?:сапар\w{0,6}|барды|келді)$"),
}
_AMBASSADOR = {
    "en": re.compile(r"^ambassador$"),
    "ru": re.compile(r"^пос(?:ол|л[ауоеы]\w{0,2})$"),
    "kk": re.compile(r"^елші\w{0,5}$"),
}
# Kazakh tells by the case: "Қазақстаннан Қытайға". Names that end so in the nominative are left out.
_KK_FROM = re.compile(r"(?:нан|нен|(?<!су)(?<!ор)дан|ден|(?<!с)тан|тен)$")
_KK_TO = re.compile(r"(?:ға|ге|қа|ке|сына|сіне)$")
_REACH = 8  # tokens between the word and its names
_FROM = frozenset({"from", "из", "从", "自"})
_TO = frozenset({"to", "в", "во", "到", "至", "向", "into"})


def relations_of(text: str, tokens: list[Token], language: str, found: Sequence[Name]) -> list[Relation]:
    """Relations between names that carry a sure sign of their order."""
    if len(found) < 2:
        return []
    relations: list[Relation] = []
    for place, token in enumerate(tokens):
        if token.kind == "h":
            relation = _chinese(text, tokens, place, found)
        elif token.kind == "w":
            relation = _alphabetic(text, tokens, place, language, found)
        else:
            relation = None
        if relation and relation.first.ids != relation.second.ids:
            relations.append(relation)
    return relations


def _alphabetic(text: str, tokens: list[Token], place: int, language: str, found: Sequence[Name]) -> Relation | None:
    word = tokens[place].low
    spoken = lexicon(word, language)
    if word in _FROM:
        return _route(text, tokens, place, found)
    if _AMBASSADOR[spoken].match(word):
        if spoken == "kk":  # "Қазақстанның Қытайдағы елшісі": whose, where, ambassador
            names = [n for n in found if n.span.end <= tokens[place].start and n.kind == "place"][-2:]
            return _pair("ambassador", names, tokens, place) if _near(names, tokens, place) else None
        return _ambassador(text, tokens, place, found)
    if _VISIT[spoken].match(word) and spoken != "kk":
        before = [n for n in found if n.span.end <= tokens[place].start][-1:]
        after = [n for n in found if n.span.start >= tokens[place].end][:1]
        if word.startswith("визит"):
            return _visit_noun(text, tokens, place, found)
        return _pair("visit", before + after, tokens, place) if _near(before + after, tokens, place) else None
    if spoken == "kk" and _VISIT[spoken].match(word):
        return _kazakh_visit(tokens, place, found)
    return _kazakh_route(text, tokens, place, found) if language == "kk" else None


def _kazakh_visit(tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    """ "Тоқаев Қытайға барды", "Тоқаевтың Қытайға сапары": the last name before the word, in the dative, is visited."""
    names = [n for n in found if n.span.end <= tokens[place].start][-2:]
    if not _near(names, tokens, place) or not _KK_TO.search(names[1].text.lower()):
        return None
    plain = not _KK_TO.search(names[0].text.lower()) and not _KK_FROM.search(names[0].text.lower())
    return _pair("visit", names, tokens, place) if plain else None


def _kazakh_route(text: str, tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    """ "Қазақстаннан Қытайға", in either order, once: at the first token of the first of the two."""
    pair = [n for n in found if n.span.start >= tokens[place].start and n.kind == "place"][:2]
    if len(pair) < 2 or pair[0].span.start != tokens[place].start:
        return None
    if text[pair[0].span.end : pair[1].span.start].strip():
        return None
    low = [n.text.lower() for n in pair]
    for first, second in ((0, 1), (1, 0)):
        if _KK_FROM.search(low[first]) and _KK_TO.search(low[second]):
            return _pair("route", [pair[first], pair[second]], tokens, place)
    return None


def _visit_noun(text: str, tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    """ "визит Токаева в Китай"."""
    after = [n for n in found if n.span.start >= tokens[place].end][:2]
    if len(after) < 2 or not _near(after, tokens, place):
        return None
    between = text[after[0].span.end : after[1].span.start].split()
    return _pair("visit", after, tokens, place) if between[:1] == ["в"] else None


def _ambassador(text: str, tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    """ "China's ambassador to Kazakhstan", "ambassador of China to Kazakhstan", "посол Китая в Казахстане"."""
    after = [n for n in found if n.span.start >= tokens[place].end and n.kind == "place"][:2]
    before = [n for n in found if n.span.end <= tokens[place].start and n.kind == "place"][-1:]
    nexts = [t.low for t in tokens[place + 1 : place + 2]]
    if nexts == ["to"] and before and after and text[before[0].span.end : tokens[place].start].strip(" '’s") == "":
        return _pair("ambassador", [before[0], after[0]], tokens, place)
    if len(after) == 2 and _near(after, tokens, place):
        between = text[after[0].span.end : after[1].span.start].split()
        if between and between[0] in ("to", "в", "во") and nexts != ["to"]:
            return _pair("ambassador", after, tokens, place)
    return None


def _route(text: str, tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    """ "from Kazakhstan to China", "to China from Kazakhstan", "из Казахстана в Китай", 从哈萨克斯坦到中国."""
    after = [n for n in found if n.span.start >= tokens[place].end and n.kind == "place"][:2]
    if not after or after[0].span.start > tokens[place].end + 2:
        return None
    if len(after) == 2 and text[after[0].span.end : after[1].span.start].strip().lower() in _TO:
        return _pair("route", after, tokens, place)
    before = [n for n in found if n.span.end <= tokens[place].start and n.kind == "place"][-1:]
    if not before or text[before[0].span.end : tokens[place].start].strip():
        return None
    led = [t.low for t in tokens if t.end <= before[0].span.start][-1:]
    return _pair("route", [after[0], before[0]], tokens, place) if led and led[0] in _TO else None


def _chinese(text: str, tokens: list[Token], place: int, found: Sequence[Name]) -> Relation | None:
    low = tokens[place].low
    if low == "驻":  # 中国驻哈萨克斯坦大使
        before = [n for n in found if n.span.end == tokens[place].start and n.kind == "place"][-1:]
        after = [n for n in found if n.span.start == tokens[place].end and n.kind == "place"][:1]
        if before and after and text[after[0].span.end : after[0].span.end + 6].find("大使") >= 0:
            return _pair("ambassador", before + after, tokens, place)
        return None
    if low == "访" and place + 1 < len(tokens) and tokens[place + 1].low == "问":
        before = [n for n in found if n.span.end <= tokens[place].start][-1:]
        after = [n for n in found if n.span.start >= tokens[place + 1].end][:1]
        return _pair("visit", before + after, tokens, place) if _near(before + after, tokens, place) else None
    return _route(text, tokens, place, found) if low in _FROM else None


def _near(names: Sequence[Name], tokens: list[Token], place: int) -> bool:
    if len(names) < 2:
        return False
    low, high = tokens[max(0, place - _REACH)].start, tokens[min(len(tokens) - 1, place + _REACH)].end
    return all(low <= n.span.start and n.span.end <= high for n in names)


def _pair(kind: str, names: Sequence[Name], tokens: list[Token], place: int) -> Relation | None:
    if len(names) < 2:
        return None
    start = min(names[0].span.start, names[1].span.start, tokens[place].start)
    end = max(names[0].span.end, names[1].span.end, tokens[place].end)
    return Relation(kind, names[0], names[1], Span(start, end))
