"""Sentences of a text, with exact character offsets, in English, Russian, Kazakh and Chinese.

A sentence is the unit that is quoted, cited and judged, so a wrong cut shows: "Об этом сообщил А. Б." quotes nobody.
Each terminator is a candidate; what stands before and after it decides. A quotation of several sentences stays whole
while it is short, because its speaker is named at one end of it.
"""

from __future__ import annotations

import re

from .domain import Span

__all__ = ["sentences"]

_CLOSERS = "\"'”’»)\\]】」』）》"
_CANDIDATE = re.compile(rf"(?:[。！？…!?]+|\.+)[{_CLOSERS}]*")
_WIDE = "。！？"
_OPENING = "“«「『（《„"
_CLOSING = "”»」』）》“"
_NEXT_WORD = re.compile(r"\s*[\"'“”‘’«»„()\[\]–—\-\s]*(\w)")
_LAST_WORD = re.compile(r"([\w.\-']*)\.$")
_INITIAL = re.compile(r"(?:^|[\s(«\"“.\-])[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-я]?$")
_ACRONYM = re.compile(r"(?:\b[A-Za-zА-Яа-я]\.){1,}[A-Za-zА-Яа-я]$")
_ENUMERATOR = re.compile(r"^\W*(?:\d{1,3}|[A-Za-zА-Яа-я]|[IVX]+)$")
_LONGEST_QUOTATION = 300  # characters; a Chinese one is half as long
_MANY = 10_000  # characters of one paragraph beyond which quotations are not followed (hostile input)

# A title or a reference leads on to what it belongs to: no sentence ends here.
_LEADS_ON = frozenset(
    """
    mr mrs ms dr prof sr jr st gen col lt sgt capt maj adm rep sen gov pres hon rev messrs vs no nos fig figs
    vol pp art sec ch approx ca cf e.g i.e viz jan feb mar apr jun jul aug sep sept oct nov dec ул пр просп пер
    пл обл р-н д корп кв стр рис табл см ср им акад проф доц ген полк г-н г-жа гг-н тов ст п пп н.э т.е т.н т.к
    напр мин макс прим ред св көш даң ауд қ б м.а қ-сы
    """.split()
)
# These end a sentence when the next one begins with a capital, except near its start ("В 2023 г. Казахстан …").
_MAY_END = frozenset(
    """
    inc co ltd corp llc etc al p.m a.m u.s u.k u.n e.u dept est bros г гг в вв т.д т.п др пр руб коп долл тыс
    млн млрд трлн проц чел кг км м см га час мин сек ж жж ғ ғғ т.б т.с.с теңге мың
    """.split()
)
_STARTERS = frozenset(
    """
    the a an in on at it he she they we i this that these those there but and however when while after before
    meanwhile as if for his her its their our my by with from to
    """.split()
)
_CAPITALS = re.compile(r"[A-ZА-ЯҚ]{2,}\b")  # "24,2 млрд долл. США"
_NEAR_START = 20  # characters: too short for a sentence that ends in "г."
_LOOK_BACK = 100  # characters before a full stop that may decide; without it, hostile text takes quadratic time


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order, without the white space around them; together they hold every word.

    A line break ends a sentence unless a line was merely wrapped (no terminator before it, a small letter after it).
    """
    spans: list[Span] = []
    for line in _lines(text):
        spans.extend(_of_paragraph(text, line))
    return spans


def _lines(text: str) -> list[Span]:
    lines: list[Span] = []
    for match in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        span = _trim(text, match.start(), match.end())
        if span is None:
            continue
        if lines and _wrapped(text, lines[-1], span):
            lines[-1] = Span(lines[-1].start, span.end)
        else:
            lines.append(span)
    return lines


def _wrapped(text: str, before: Span, after: Span) -> bool:
    gap = text[before.end : after.start]
    return gap.count("\n") == 1 and text[before.end - 1] not in ".!?…。！？:;：；" and text[after.start].islower()


def _of_paragraph(text: str, span: Span) -> list[Span]:
    paragraph = text[span.start : span.end]
    quoted = _quotations(paragraph)
    found: list[Span] = []
    start = 0
    for match in _CANDIDATE.finditer(paragraph):
        end = match.end()
        if any(q.start < match.start() and end < q.end for q in quoted):
            continue
        if not _ends(paragraph, start, match):
            continue
        piece = _trim(text, span.start + start, span.start + end)
        if piece is not None:
            found.append(piece)
        start = end
    rest = _trim(text, span.start + start, span.end)
    if rest is not None:
        if found and not any(c.isalnum() for c in text[rest.start : rest.end]):
            found[-1] = Span(found[-1].start, rest.end)  # a lone bracket or dash belongs to what it follows
        else:
            found.append(rest)
    return found


def _ends(paragraph: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sentence that began at ``start`` ends with this terminator."""
    mark = match.group()[0]
    after = paragraph[match.end() : match.end() + 40]
    if mark in _WIDE:
        return not after.lstrip().startswith(("”", "」", "』", "）", "—", "，", "、"))
    if after and not after[0].isspace() and not _wide_next(after[0]):
        return False  # 3.5, example.com, "г.Алматы"
    following = _NEXT_WORD.match(after)
    if following is None:
        return after.strip() == "" or not after.strip()[0].isalnum()
    letter = following.group(1)
    if letter.islower() or (after.lstrip().startswith(("—", "–", "- ")) and match.group()[-1] in _CLOSERS):
        return False
    if mark != ".":
        return True
    before = paragraph[max(start, match.start() - _LOOK_BACK) : match.start()]
    return _full_stop(before, after[following.start(1) :], letter)


def _full_stop(before: str, after: str, letter: str) -> bool:
    """Whether a dot between ``before`` and ``after``, which starts with ``letter``, ends a sentence."""
    if _ENUMERATOR.match(before.strip()):
        return False
    word_match = _LAST_WORD.search(before + ".")
    word = (word_match.group(1) if word_match else "").lower().strip("-'")
    next_match = re.match(r"\w+", after)
    starter = (next_match.group() if next_match else "").lower() in _STARTERS
    if word in _MAY_END:
        if starter:
            return True
        if _ACRONYM.search(before) and letter.isascii():
            return False  # "the U.S. President"
        return len(before.strip()) > _NEAR_START and not letter.isdigit() and not _CAPITALS.match(after)
    if word in _LEADS_ON:
        return letter.isalpha() and starter and word in {"no", "sec", "art", "mar"}
    if _INITIAL.search(before):
        return starter
    if _ACRONYM.search(before):
        return starter or not letter.isascii()
    return True


def _quotations(paragraph: str) -> list[Span]:
    """Short, closed quotations; a terminator inside one does not end the sentence around it."""
    if len(paragraph) > _MANY:
        return []
    found: list[Span] = []
    for opening, closing in (("“", "”"), ("«", "»"), ("「", "」"), ("„", "“"), ('"', '"'), ("（", "）"), ("(", ")")):
        position = 0
        while (begin := paragraph.find(opening, position)) >= 0:
            finish = paragraph.find(closing, begin + 1)
            if finish < 0:
                break
            position = finish + 1
            length = finish - begin
            wide = sum(1 for c in paragraph[begin:finish] if c > "\u2e80")
            if length + wide <= _LONGEST_QUOTATION:
                found.append(Span(begin, finish + 1))
    return found


def _wide_next(character: str) -> bool:
    return character > "\u2e80"


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
