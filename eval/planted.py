"""Plants one error at a time in true sentences: the test of a checker that nobody had to label.

Each kind alters what its name says and leaves the rest as it was, by rule and from a seed, so that a run can be
repeated. A kind that does not occur in a sentence plants nothing in it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.domain import Span
from rag.facts import Facts, facts
from rag.quantity import compare_quantities

from .swaps import MONTHS, NAMES, OPPOSITES, SURNAMES, UNITS, WEEKDAYS

__all__ = ["KINDS", "Planted", "plant"]

KINDS = ("number", "unit", "date", "name", "role", "quote", "speaker", "polarity", "modality")
_DIGIT = re.compile(r"\d")
_QUOTED = 4  # content words (Chinese: characters, twice as many) that a quotation has to have
_RUSSIAN_PAST = re.compile(r"(?<!не )\b[а-яё]{2,}(?:ил|ал|ел|нул|ял)(?:а|о|и)?(?:ся|сь)?\b")
_RUSSIAN_NOUNS = frozenset(
    "квартал квартала материал материала материалы начала начало канал канала филиал филиала капитал капитала металл "
    "потенциал потенциала персонал персонала мало".split()
)
_KAZAKH_PAST = re.compile(r"(?<=\w\w[^аәеиоөұүыі])(ды|ді|ты|ті)(?=[.!]?$)")
_DENIED = {"ды": "ған жоқ", "ді": "ген жоқ", "ты": "қан жоқ", "ті": "кен жоқ"}
_MAYBE = {"ды": "уы мүмкін", "ді": "уі мүмкін", "ты": "уы мүмкін", "ті": "уі мүмкін"}
_ENGLISH_VERB = re.compile(r"\b(is|are|was|were|will|has|have|had|can|could)\b(?! not)")


@dataclass(frozen=True, slots=True)
class Planted:
    """A sentence with one error."""

    kind: str
    text: str
    true: str  # the sentence as it was


def plant(sentence: str, language: str, article: str, seed: int) -> list[Planted]:
    """One altered sentence of each kind that occurs in ``sentence``, which stands in ``article``."""
    read = facts(sentence, language)
    found: list[Planted] = []
    for kind in KINDS:
        # A string seeds alike in every run and on every machine.
        text = _MAKERS[kind](read, article, random.Random(f"{seed}:{kind}:{sentence}"))
        if text and text != sentence and text not in article:
            found.append(Planted(kind, text, sentence))
    return found


def _put(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def _number(read: Facts, article: str, rng: random.Random) -> str:
    for quantity in rng.sample(read.quantities, len(read.quantities)):
        places = [m.start() for m in _DIGIT.finditer(quantity.text)]
        if quantity.weak or not places:
            continue
        for digit in rng.sample("123456789", 9):
            changed = quantity.text[: places[0]] + digit + quantity.text[places[0] + 1 :]
            figure = re.sub(r"[^\d.,]", " ", changed).split()
            again = facts(changed, read.language).quantities
            if (
                digit != quantity.text[places[0]]
                and figure
                and figure[0] not in article
                and again
                and not compare_quantities(again[0], quantity).ok
            ):
                return _put(read.text, quantity.span, changed)
    return ""


def _swapped(text: str, pairs: dict[str, str], rng: random.Random, within: Sequence[Span] | None = None) -> str:
    """One word of the text, inside one of the spans, put in place of its partner."""
    spaced = not any("\u3400" < c < "\u9fff" for w in pairs for c in w)
    hits: list[tuple[Span, str]] = []
    for word, other in pairs.items():
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)" if spaced else re.escape(word)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            span = Span(*match.span())
            if within is None or any(w.start <= span.start and span.end <= w.end for w in within):
                hits.append((span, other.capitalize() if match.group()[0].isupper() else other))
    if not hits:
        return ""
    longest = {span.start: (span, new) for span, new in sorted(hits, key=lambda hit: hit[0].end)}
    span, new = rng.choice(sorted(longest.values()))
    return _put(text, span, new)


def _unit(read: Facts, _article: str, rng: random.Random) -> str:
    spans = [Span(q.span.start, q.span.end) for q in read.quantities if not q.weak]
    return _swapped(read.text, UNITS[read.language], rng, spans)


def _date(read: Facts, article: str, rng: random.Random) -> str:
    spans = [m.span for m in read.moments]
    for words in (MONTHS[read.language], WEEKDAYS[read.language]):
        pairs = {w: rng.choice([o for o in words if o != w]) for w in words}
        text = _swapped(read.text, pairs, rng, spans)
        if text:
            return text
    for span in rng.sample(spans, len(spans)):
        whole = read.text[span.start : span.end]
        figures = list(re.finditer(r"\d+", whole))
        if figures:
            match = rng.choice(figures)
            value = int(match.group())
            new = value - rng.randint(2, 9) if value > 31 else value % 12 + rng.randint(1, 3)
            if new != value and f"{new}{whole[match.end() : match.end() + 1]}" not in article:
                return _put(read.text, span, whole[: match.start()] + str(new) + whole[match.end() :])
    return ""


def _name(read: Facts, article: str, rng: random.Random) -> str:
    language = read.language
    places = {a: b for a, b in NAMES[language].items() if b not in article}
    stems = {
        w: places[s] + w[len(s) :]
        for w in re.findall(r"\w+", read.text)
        for s in places
        if language != "zh" and w.startswith(s)
    }
    text = _swapped(read.text, places if language == "zh" else stems, rng)
    return text or _renamed(read, [n.span for n in read.names if n.sure], rng)


def _renamed(read: Facts, spans: Sequence[Span], rng: random.Random) -> str:
    for span in rng.sample(list(spans), len(spans)):
        whole = read.text[span.start : span.end]
        words = list(re.finditer(r"[^\W\d_]{4,}", whole))
        if read.language == "zh" and 2 <= len(whole) <= 3:
            new = next(c for c in SURNAMES["zh"] if c != whole[0])
            return _put(read.text, span, new + whole[1:])
        if read.language != "zh" and words and words[-1].group()[0].isupper() and not whole.isupper():
            last = words[-1]
            new = SURNAMES[read.language] + ("" if read.language == "en" else last.group()[-3:])
            return _put(read.text, span, whole[: last.start()] + new + whole[last.end() :])
    return ""


def _role(read: Facts, _article: str, rng: random.Random) -> str:
    firm = [q for q in read.quantities if not q.weak and _DIGIT.search(q.text)]
    pairs = [
        (a, b)
        for i, a in enumerate(firm)
        for b in firm[i + 1 :]
        if a.dimension == b.dimension
        and a.kind == b.kind
        and not compare_quantities(a, b).ok
        and a.span.end < b.span.start
    ]
    if not pairs:
        return ""
    first, second = rng.choice(pairs)
    return _put(_put(read.text, second.span, first.text), first.span, second.text)


def _quote(read: Facts, article: str, rng: random.Random) -> str:
    for quotation in read.quotes:
        inside = read.text[quotation.span.start : quotation.span.end]
        size = 1 if read.language == "zh" else 4
        words = list(re.finditer(r"[\u3400-\u9fff]{2}" if size == 1 else r"[^\W\d_]{4,}", inside))
        others = (
            sorted(set(re.findall(words[0].re.pattern, article)) - set(re.findall(words[0].re.pattern, inside)))
            if words
            else []
        )
        others = [o for o in others if o.islower() or size == 1]
        if len(words) >= _QUOTED and others:
            match = rng.choice(words[1:])
            return _put(read.text, quotation.span, inside[: match.start()] + rng.choice(others) + inside[match.end() :])
    return ""


def _speaker(read: Facts, _article: str, rng: random.Random) -> str:
    told = [n.span for n in read.names if n.sure and any(_meant(s.speaker, n.span, read) for s in read.speakers)]
    return _renamed(read, told, rng)


def _meant(speaker: object, span: Span, read: Facts) -> bool:
    return bool(speaker) and read.text[span.start : span.end] in str(getattr(speaker, "text", speaker))


def _polarity(read: Facts, _article: str, rng: random.Random) -> str:
    text = _swapped(read.text, OPPOSITES[read.language], rng)
    return text if text and rng.random() < 0.5 else _denied(read) or text


def _denied(read: Facts) -> str:
    text = read.text
    if read.language == "en":
        return _ENGLISH_VERB.sub(r"\1 not", text, count=1)
    if read.language == "kk":
        return _KAZAKH_PAST.sub(lambda m: _DENIED[m.group()], text)
    if read.language == "ru":
        verb = next((m for m in _RUSSIAN_PAST.finditer(text) if m.group() not in _RUSSIAN_NOUNS), None)
        return _put(text, Span(verb.start(), verb.start()), "не ") if verb else ""
    return next(
        (
            text.replace(a, b, 1)
            for a, b in (("将", "将不会"), ("已经", "没有"), ("已", "未"), ("可以", "不可以"))
            if a in text
        ),
        "",
    )


def _modality(read: Facts, _article: str, _rng: random.Random) -> str:
    text = read.text
    if read.language == "en":
        changes = (
            ("will", "may"),
            ("was", "may have been"),
            ("were", "may have been"),
            ("has", "may have"),
            ("is", "may be"),
            ("are", "may be"),
        )
        return next((re.sub(rf"\b{a}\b", b, text, count=1) for a, b in changes if re.search(rf"\b{a}\b", text)), "")
    if read.language == "kk":
        return _KAZAKH_PAST.sub(lambda m: _MAYBE[m.group()], text)
    if read.language == "ru":
        verb = next((m for m in _RUSSIAN_PAST.finditer(text) if m.group() not in _RUSSIAN_NOUNS), None)
        return _put(text, Span(verb.start(), verb.start()), "якобы ") if verb else ""
    return next(
        (
            text.replace(a, b, 1)
            for a, b in (("将", "可能"), ("已", "可能已"), ("达到", "可能达到"), ("是", "可能是"))
            if a in text
        ),
        "",
    )


_Maker = Callable[[Facts, str, random.Random], str]
_MAKERS: dict[str, _Maker] = {
    "number": _number, "unit": _unit, "date": _date, "name": _name, "role": _role, "quote": _quote,
    "speaker": _speaker, "polarity": _polarity, "modality": _modality,
}  # fmt: skip
