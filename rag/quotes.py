# ruff: noqa: E501 - tables of words
"""Quotations and who speaks: words in any quotation marks, and the name that a verb of saying belongs to."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from .domain import Span, count_words
from .names import Name
from .scan import PrefixTable, Token, lexicon

__all__ = ["Quotation", "Speech", "bare", "quotations", "speeches_of"]

_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"), ("＂", "＂"), ('"', '"'))
_SAID = {
    "en": "said says told tells stated states added adds noted notes explained argued announced claimed warned replied "
    "commented wrote remarked insisted stressed emphasized emphasised according_to disagreed acknowledged",
    "ru": "сказал* говорит говорил* заявил* заявля* сообщил* сообща* отметил* отмеча* добавил* подчеркнул* рассказал* объяснил* пояснил* уточнил* "
    "напомнил* заверил* считает признал* по_словам по_мнению по_данным по_информации написал* утвержда* предупредил* ответил*",
    "kk": "деді дейді деп_атап_өтті деп_мәлімдеді айтты айтады айтуынша мәлімде* хабарла* атап_өтті түсіндір* деп_санайды пікірінше сөзінше дерегінше мәліметінше",
    "zh": "说 表示 介绍 指出 透露 称 认为 强调 告诉 坦言 宣布 解释 提醒 补充 警告 写道",
}
_PRONOUNS = frozenset(
    "he she they it он она они его ее её их им ней ним ол оның олар олардың 他 她 他们 她们 其".split()
)
_STOPS = frozenset('.!?;。！？；«»“”„"「」')
_BARS = _STOPS | frozenset(", ， — – : ： to that about in on at for with from by о об в на что чтобы как".split())
_AHEAD, _BACK = 9, 16  # tokens between a verb of saying and its name
_WORDS = 3  # shorter quotations are titles or single words
_SPEAKERS = frozenset({"person", "organisation", "acronym", "unknown"})


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks (the marks left out)."""

    span: Span
    text: str

    @property
    def long(self) -> bool:
        """Whether it is speech, and not a title or a single term."""
        han = sum("\u3400" <= c <= "\u9fff" for c in self.text)
        return han >= 2 * _WORDS or (han == 0 and count_words(self.text) >= _WORDS)


@dataclass(frozen=True, slots=True)
class Speech:
    """A verb of saying and who speaks: ``speaker`` is None for a pronoun or when none is near."""

    span: Span
    speaker: Name | None
    pronoun: bool


def bare(text: str) -> str:
    """Letters and digits alone: two quotations that differ in spaces, marks or case have the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded)


def quotations(text: str) -> list[Quotation]:
    """Closed quotations in order; one inside another is left to the outer one."""
    spans: list[Span] = []
    for opening, closing in _PAIRS:
        position = 0
        while (begin := text.find(opening, position)) >= 0:
            finish = text.find(closing, begin + 1)
            if finish < 0:
                break
            spans.append(Span(begin + 1, finish))
            position = finish + 1
    found: list[Quotation] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if (not found or span.start >= found[-1].span.end) and text[span.start : span.end].strip():
            found.append(Quotation(span, text[span.start : span.end]))
    return found


@cache
def _tables() -> tuple[dict[str, PrefixTable], frozenset[str]]:
    return {k: PrefixTable({"said": v}) for k, v in _SAID.items() if k != "zh"}, frozenset(_SAID["zh"].split())


def speeches_of(tokens: list[Token], language: str, found: list[Name], quoted: list[Quotation]) -> list[Speech]:
    """Verbs of saying outside quotations, with their speakers."""
    speakers = [n for n in found if n.kind in _SPEAKERS]
    starts = [q.span.start for q in quoted]
    speeches: list[Speech] = []
    at = 0
    while at < len(tokens):
        place = bisect_right(starts, tokens[at].start) - 1
        inside = place >= 0 and tokens[at].start < quoted[place].span.end and quoted[place].long
        end = 0 if inside else _said(tokens, at, language)
        if not end:
            at += 1
            continue
        speeches.append(_speech(tokens, at, end, language, speakers))
        at = end
    return speeches


def _said(tokens: list[Token], at: int, language: str) -> int:
    token = tokens[at]
    tables, han = _tables()
    if token.kind == "h":
        pair = token.low + (tokens[at + 1].low if at + 1 < len(tokens) else "")
        return at + 2 if len(pair) == 2 and pair in han else at + 1 if token.low in han else 0
    hit = tables[lexicon(token.low, language)].match(tokens, at) if token.kind == "w" else None
    return hit[1] if hit else 0


def _speech(tokens: list[Token], at: int, end: int, language: str, speakers: list[Name]) -> Speech:
    span = Span(tokens[at].start, tokens[end - 1].end)
    near = {t.low for t in (tokens[at - 1 : at] if at else []) + tokens[end : end + 1]}
    if near & _PRONOUNS:
        return Speech(span, None, True)
    after = _ahead(tokens, end, speakers)
    before = _behind(tokens, at, speakers)
    adjacent = before is not None and at > 0 and before.span.end >= tokens[at - 1].start
    spoken = lexicon(tokens[at].low, language)
    if tokens[at].low in ("according", "по"):
        chosen = after
    elif tokens[at].low in ("told", "tells") or spoken == "zh" or adjacent:
        chosen = before
    else:
        chosen = after or before
    return Speech(span, chosen, False)


def _ahead(tokens: list[Token], end: int, speakers: list[Name]) -> Name | None:
    limit = end
    while limit < len(tokens) and limit - end < _AHEAD and tokens[limit].low not in _BARS:
        limit += 1
    if limit == end:
        return None
    first, last = tokens[end].start, tokens[limit - 1].end
    inside = [n for n in speakers if first <= n.span.start < last]
    persons = [n for n in inside if n.kind in ("person", "unknown") and not n.ids] or [
        n for n in inside if n.kind == "person"
    ]
    return next(iter(persons or inside), None)


def _behind(tokens: list[Token], at: int, speakers: list[Name]) -> Name | None:
    start = at
    while start and at - start < _BACK and tokens[start - 1].low not in _STOPS:
        start -= 1
    if start == at:
        return None
    first, last = tokens[start].start, tokens[at - 1].end
    inside = [n for n in speakers if first <= n.span.start and n.span.end <= last]
    persons = [n for n in inside if n.kind == "person" or (n.kind == "unknown" and len(n.parts) < 4)]
    return next(iter((persons or inside)[::-1]), None)
