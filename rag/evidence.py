"""Texts read for checking: their sentences, each with its token vectors in the common space and its facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .domain import LANGUAGES, Article, Chunk, Encoded, Span
from .embedding import Reading
from .facts import Facts, facts
from .language import detect
from .sentences import sentences
from .space import Space, unpack
from .stopwords import CHINESE_STOPWORDS, STOPWORDS
from .terms import document_terms

__all__ = ["Line", "Reader", "TokenModel", "article_of", "language_of", "parts_of"]

_WINDOW = 200  # tokens read at a time, about: as many as in a chunk of the library
_DEEP = 8_000  # tokens of a text from which states are not kept: they take 3 KB each
_LONGEST = 20_000  # tokens of one sentence that are read; what is longer is no sentence
_TELLING = 200  # characters from which a text tells its language by itself
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CHINESE_STOP = re.compile("|".join((*CHINESE_STOPWORDS, *"在是和与及对也都就还并将被把从向于其这那")))

_SHORT = 40  # letters below which letter statistics mislead
_SCRIPTS = {"ru": ("ru", "kk"), "kk": ("ru", "kk"), "en": ("en",), "zh": ("zh", "ja")}  # languages that share one

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")

Floats = NDArray[np.float32]
States = NDArray[np.float16]
_Places = NDArray[np.intp]


class TokenModel(Protocol):
    """What is asked of an embedding model here; see ``rag.embedding.Embedder``."""

    max_tokens: int

    def token_spans(self, text: str) -> list[Span]:
        """The characters of each token of a text."""

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], layers: Sequence[int] = ()
    ) -> list[Reading]:
        """Token vectors of each text, and what these layers of the model gave for its tokens."""


@dataclass(frozen=True, eq=False)
class Line:
    """A sentence as the model read it among its neighbours."""

    source: int  # the text it stands in
    span: Span  # characters of that text
    text: str
    language: str  # ISO 639-1
    article: Article
    tokens: Floats  # (t, k), unit length: those that stand for letters or digits
    places: NDArray[np.intp]  # (t, 2), characters of ``text``
    states: States | None = None  # (u, k, h), what k layers of the model gave for all its tokens; None: not kept

    @cached_property
    def facts(self) -> Facts:
        """Facts of the sentence."""
        return facts(self.text, self.language, self.article.published)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Index terms of the sentence."""
        return frozenset(document_terms(self.text, self.language))

    @cached_property
    def centre(self) -> Floats:
        """Mean of the token vectors, unit length (k,); zeros when there are none."""
        mean = self.tokens.sum(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)

    @cached_property
    def telling(self) -> NDArray[np.bool_]:
        """Which tokens (t,) belong to content words; all, when none does."""
        marks = np.ones(len(self.text) + 1, bool)
        for word in _WORD.finditer(self.text):
            if word.group().lower() in STOPWORDS and (word.group().islower() or not word.start()):
                marks[word.start() : word.end()] = False
        for stop in _CHINESE_STOP.finditer(self.text):
            marks[stop.start() : stop.end()] = False
        told = np.array([bool(marks[a:b].any()) for a, b in self.places.tolist()], bool)
        return told if told.any() else np.ones(len(self.places), bool)


def article_of(text: str, language: str = "") -> Article:
    """A bare text as an article without a title. A short one is read in the language of those beside it."""
    return Article.of("", text, language=language or (detect(text) if len(text) >= _TELLING else "und"))


def language_of(text: str, among: Collection[str]) -> str:
    """ISO 639-1 code of a text; letter statistics mislead on a short one, which may be in one of those given."""
    found = detect(text)
    if found in LANGUAGES or len(text) >= _TELLING:
        return found
    words = [word.lower() for word in _WORD.findall(text)]
    if "en" in among and words and all(c.isascii() for word in words for c in word):
        return "en" if sum(word in STOPWORDS for word in words) >= 0.2 * len(words) else found
    if "ru" in among and words and all(c in _RUSSIAN for word in words for c in word if c.isalpha()):
        return "ru"
    return found


def parts_of(text: str, among: Collection[str]) -> list[tuple[Span, str]]:
    """The stretches of whole sentences of a text that are in one language each; most texts are one.

    A sentence is in the language of the text unless its script or, from 40 letters on, its words say otherwise.
    """
    whole = language_of(text, among)
    found: list[tuple[Span, str]] = []
    for span in sentences(text):
        language = _language_beside(text[span.start : span.end], whole, among)
        if found and found[-1][1] == language:
            found[-1] = (Span(found[-1][0].start, span.end), language)
        else:
            found.append((span, language))
    return found


def _language_beside(sentence: str, whole: str, among: Collection[str]) -> str:
    own = detect(sentence)
    if own in (whole, "und") or whole == "und":
        return whole
    surely = own in ("kk", "zh") or whole not in _SCRIPTS.get(own, ()) or sum(map(str.isalpha, sentence)) >= _SHORT
    return language_of(sentence, {whole, *among}) if surely else whole


class Reader:
    """Reads texts with an embedding model, and keeps what ``layers`` of it gave for the tokens of each sentence."""

    def __init__(self, embedder: TokenModel, space: Space, layers: Sequence[int] = ()) -> None:
        self._embedder, self._space, self._layers = embedder, space, layers

    def read(self, articles: Sequence[Article]) -> list[Line]:
        """Sentences of the articles, in order. Short neighbours in one language are read together."""
        runs = [_Run.of(language, numbered) for language, numbered in _runs(articles)]
        return [line for run, tokens in zip(runs, self._tokens(runs), strict=True) for line in run.lines(tokens)]

    def recall(self, article: Article, parts: Iterable[tuple[Chunk, Encoded]]) -> list[Line]:
        """Sentences of an article of the library, from the token vectors that the library keeps: no model runs.

        Vectors of another tokenizer than this model's are of no use; the article is read then.
        """
        lines: dict[Span, Line] = {}
        for chunk, encoded in parts:
            spans = self._embedder.token_spans(chunk.told)[: self._embedder.max_tokens]
            if len(spans) != len(encoded.tokens):
                return self.read([article])
            places = np.array(spans, np.intp).reshape(-1, 2) + chunk.start
            tokens = _Tokens.of(article.text, unpack(encoded.tokens), places)
            for span in chunk.sentences:  # one that stands in two chunks is taken from the first
                if span not in lines:
                    lines[span] = _line(0, article, article.language, span, tokens)
        return [lines[span] for span in sorted(lines)]

    def states(self, groups: Sequence[Sequence[Line]]) -> list[States]:
        """What the layers gave (u, k, h) for the tokens of each group of lines, those without it read by themselves."""
        missing = list({id(line): line for lines in groups for line in lines if line.states is None}.values())
        read = self._embedder.encode([line.text for line in missing], [[]] * len(missing), self._layers)
        for line, reading in zip(missing, read, strict=True):
            object.__setattr__(line, "states", reading.layers)  # kept with the article, for next time
        return [np.concatenate([line.states for line in lines if line.states is not None]) for lines in groups]

    def _tokens(self, runs: Sequence[_Run]) -> Iterator[_Tokens]:
        """The tokens of each run, of any length; the model reads all at once."""
        told = [self._embedder.token_spans(run.text) for run in runs]
        most = self._embedder.max_tokens - 8
        windows = [list(_windows(t, run.spans, most)) for t, run in zip(told, runs, strict=True)]
        texts = [run.text[a:b] for run, some in zip(runs, windows, strict=True) for a, b in some]
        layers = self._layers if sum(map(len, told)) <= _DEEP else ()
        readings = iter(self._embedder.encode(texts, [[]] * len(texts), layers))
        for run, some in zip(runs, windows, strict=True):
            yield self._joined(run, [(window.start, next(readings)) for window in some])

    def _joined(self, run: _Run, read: Sequence[tuple[int, Reading]]) -> _Tokens:
        if not read:
            return _Tokens.of(run.text, np.empty((0, 1), np.float32), np.empty((0, 2), np.intp))
        places = [np.array(r.spans, np.intp).reshape(-1, 2) + start for start, r in read]
        vectors = np.concatenate([self._space.project(r.tokens, run.language) for _, r in read])
        states = np.concatenate([r.layers for _, r in read])
        return _Tokens.of(run.text, vectors, np.concatenate(places), states if states.shape[1] else None)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring articles in one language, read as one text."""

    language: str
    text: str
    cut: list[tuple[int, Article, int, Span]]  # number, article, where its text begins, a sentence of it in ``text``

    @classmethod
    def of(cls, language: str, numbered: Sequence[tuple[int, Article]]) -> _Run:
        cut: list[tuple[int, Article, int, Span]] = []
        begin = 0
        for number, article in numbered:
            cut.extend((number, article, begin, Span(a + begin, b + begin)) for a, b in sentences(article.text))
            begin += len(article.text) + 1
        return cls(language, "\n".join(article.text for _, article in numbered), cut)

    @property
    def spans(self) -> list[Span]:
        return [span for *_, span in self.cut]

    def lines(self, tokens: _Tokens) -> list[Line]:
        return [
            _line(number, article, self.language, Span(span.start - begin, span.end - begin), tokens, begin)
            for number, article, begin, span in self.cut
        ]


@dataclass(frozen=True, slots=True, eq=False)
class _Tokens:
    """Tokens of a text: vectors and characters of those that stand for letters or digits, and states of all."""

    vectors: Floats
    places: _Places
    all_places: _Places
    states: States | None

    @classmethod
    def of(cls, text: str, vectors: Floats, places: _Places, states: States | None = None) -> _Tokens:
        worded = np.array([any(c.isalnum() for c in text[a:b]) for a, b in places.tolist()], bool)
        return cls(vectors[worded], places[worded], places, states)


def _line(number: int, article: Article, language: str, span: Span, tokens: _Tokens, begin: int = 0) -> Line:
    """The sentence at ``span`` of an article; ``begin`` is where the article begins in the text of the tokens."""
    text = article.text[span.start : span.end]
    start, end = span.start + begin, span.end + begin
    low, high = np.searchsorted(tokens.places[:, 0], (start, end))
    inside = np.clip(tokens.places[low:high] - start, 0, len(text))
    states = None
    if tokens.states is not None:
        first, last = np.searchsorted(tokens.all_places[:, 0], (start, end))
        states = tokens.states[first:last]
    return Line(number, span, text, language, article, tokens.vectors[low:high], inside, states)


def _runs(articles: Sequence[Article]) -> Iterator[tuple[str, list[tuple[int, Article]]]]:
    """Neighbours that are in one language; a short text of unknown language is taken to be in that of all."""
    together = detect("\n".join(a.text for a in articles))
    run: list[tuple[int, Article]] = []
    current = ""
    for number, article in enumerate(articles):
        language = together if article.language == "und" else article.language
        if run and language != current:
            yield current, run
            run = []
        run.append((number, article))
        current = language
    if run:
        yield current, run


def _windows(tokens: Sequence[Span], spans: Sequence[Span], most: int) -> Iterator[Span]:
    """Stretches of the text to read at a time: whole sentences, or pieces of one that is too long."""
    starts = np.array([t.start for t in tokens], np.intp)
    window: Span | None = None
    size = 0
    for span in spans:
        low, high = (int(x) for x in np.searchsorted(starts, span))
        if window and size + high - low > _WINDOW:
            yield window
            window, size = None, 0
        if high - low > most:
            if window:
                yield window
                window, size = None, 0
            for first in range(low, min(high, low + _LONGEST), most):
                last = min(first + most, high)
                yield Span(tokens[first].start, tokens[last - 1].end)
            continue
        window = Span(window.start if window else span.start, span.end)
        size += high - low
    if window:
        yield window
