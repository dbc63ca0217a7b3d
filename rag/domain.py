"""The nouns of Aiqyn: frozen values, free of any framework.

Offsets are counted in Python characters (code points) of ``Article.text``, start inclusive, end exclusive.
Ids are derived from content, so that doing a thing twice is doing it once.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LANGUAGES",
    "Answer",
    "Article",
    "Check",
    "Chunk",
    "Citation",
    "Conflict",
    "Draft",
    "Encoded",
    "Filters",
    "Passage",
    "Sentence",
    "Side",
    "Span",
    "Style",
    "Verdict",
    "Writing",
    "content_hash",
    "count_words",
    "whole",
]

LANGUAGES = ("en", "ru", "kk", "zh")  # the languages Aiqyn reads in full; others are stored and found, not promised


class Span(NamedTuple):
    """Half-open range of characters in a text."""

    start: int
    end: int


class Verdict(StrEnum):
    """How far the sources bear a sentence out."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NOT_JUDGED = "not judged"


class Style(StrEnum):
    """Shape of a draft."""

    BRIEF = "brief"
    BULLETS = "bullets"
    TIMELINE = "timeline"
    EXPLAINER = "explainer"
    QA = "qa"  # questions and answers
    HEADLINES = "headlines"


def content_hash(text: str) -> str:
    """SHA-256 (hex) of the words of ``text``: case, white space and Unicode form do not change it."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def whole(text: str) -> str:
    """The text with each half character (lone surrogate), which no store takes, replaced by one whole."""
    return _SURROGATE.sub("\ufffd", text)


_SURROGATE = re.compile("[\ud800-\udfff]")
_BLACK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was read. ``text`` is what every offset counts in and never changes."""

    id: str  # 16 hex digits, derived from title and text
    title: str
    text: str
    source: str = ""  # the outlet that published it
    url: str = ""  # where a reader can open it; empty when only a file is known
    author: str = ""
    published: date | None = None
    language: str = "und"  # ISO 639-1, or "und" when it could not be told
    content_hash: str = ""  # of the text alone; equal for the same article from two places

    @classmethod
    def of(
        cls,
        title: str,
        text: str,
        *,
        source: str = "",
        url: str = "",
        author: str = "",
        published: date | None = None,
        language: str = "und",
    ) -> Article:
        """An article whose id and hash are derived from its title and text."""
        digest = hashlib.sha256(f"{title}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        return cls(digest[:16], title, text, source, url, author, published, language, content_hash(text))

    def cite(self, start: int, end: int) -> Citation:
        """The citation of these characters."""
        return Citation(self.id, start, end, self.text[start:end])

    def paragraph(self, start: int, end: int) -> Span:
        """The paragraph or paragraphs (parted by line breaks) in which the characters stand."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        return Span(first, len(self.text) if last < 0 else last)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one article, the unit that is embedded and found."""

    id: str
    article_id: str
    start: int
    end: int
    text: str  # article.text[start:end]
    sentences: tuple[Span, ...] = ()  # offsets in the article, in order
    terms: tuple[str, ...] = ()  # index terms of each sentence, parted by spaces

    @property
    def told(self) -> str:
        """Its text with spaces for what belongs to none of its sentences; every offset stays."""
        parts, at = [], self.start
        for start, end in self.sentences:
            parts += [_BLACK.sub(" ", self.text[at - self.start : start - self.start])]
            parts += [self.text[start - self.start : end - self.start]]
            at = end
        return "".join(parts)

    @classmethod
    def of(cls, article: Article, sentences: tuple[Span, ...], terms: tuple[str, ...]) -> Chunk:
        """The chunk that runs from the first to the last of these sentences."""
        start, end = sentences[0].start, sentences[-1].end
        return cls(f"{article.id}:{start}-{end}", article.id, start, end, article.text[start:end], sentences, terms)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Vectors of one chunk, all of unit length."""

    vector: NDArray[np.float32]  # (d,), of the whole chunk
    sentences: NDArray[np.float32]  # (s, d), of its sentences as they stand in the chunk (late chunking)
    tokens: NDArray[np.int8]  # (t, k), of its tokens in the library's token space, 127 standing for 1
    owners: NDArray[np.int16]  # (t,), the place in the chunk of the sentence that each token is in, -1 for none


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be used. Empty fields let everything through."""

    since: date | None = None  # first day, inclusive
    until: date | None = None  # last day, inclusive
    sources: tuple[str, ...] = ()  # outlets, as spelled in the library
    languages: tuple[str, ...] = ()  # ISO 639-1
    article_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("sources", "languages", "article_ids"):
            object.__setattr__(self, name, tuple(map(whole, getattr(self, name))))

    def admits(self, article: Article) -> bool:
        """Whether the article passes. An undated article never passes a date bound."""
        if (self.since or self.until) and article.published is None:
            return False
        day = article.published or date.min
        return (
            (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (not self.sources or article.source in self.sources)
            and (not self.languages or article.language in self.languages)
            and (not self.article_ids or article.id in self.article_ids)
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a query, with what found it."""

    article: Article
    chunk: Chunk
    score: float  # reciprocal rank fusion, 0 to 3.3/61, higher is better; comparable only within one query
    similarity: float | None = None  # cosine of query and chunk, -1 to 1; None when only words found it
    words: float | None = None  # BM25, 0 and up; None when only the vectors found it


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an article: always ``article.text[start:end] == quote``."""

    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """One fact of a sentence held against its source."""

    # A fact: number, unit, currency, date, name, quote, speaker, negation, modality, role, scope, direction or wording.
    # "clause": a part of a partial sentence. Why a sentence was not judged: language, source language, judge, or claim
    # (it claims nothing).
    kind: str
    ok: bool
    claimed: str
    found: str  # what the source says; empty when it says nothing of it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is shown to a reader, and what bears it out."""

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    checks: tuple[Check, ...] = ()
    score: float = 0.0  # probability that the sources bear the sentence out, 0 to 1

    @property
    def quoted(self) -> bool:
        """Whether it stands word for word in the article that it cites first, or in all that it cites together."""
        words = self.text.split()
        quotes = [c.quote for c in self.citations]
        return bool(quotes) and (quotes[0].split() == words or " ".join(quotes).split() == words)


@dataclass(frozen=True, slots=True)
class Side:
    """What one article gives for a thing of which another gives something else."""

    value: str  # the figure or date as it stands in the quote
    article: Article
    citation: Citation  # the sentence that gives it


@dataclass(frozen=True, slots=True)
class Conflict:
    """Different figures or dates for the same thing."""

    kind: str  # number or date
    sides: tuple[Side, ...]  # the oldest article first

    @property
    def newest(self) -> date | None:
        """The last day on which one of the articles appeared; None when all appeared on one day, or undated."""
        days = {side.article.published for side in self.sides} - {None}
        return max(filter(None, days)) if len(days) > 1 else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question: cited sentences, or the reason why there are none."""

    question: str
    sentences: tuple[Sentence, ...]
    abstained: bool
    reason: str  # why nothing was answered, in the language of the question; empty when something was
    passages: tuple[Passage, ...]
    engine: str  # "extractive", or the name of the model that wrote
    note: str = ""  # what a reader should know, in the language of the question
    timings_ms: dict[str, float] = field(default_factory=dict)
    searched: str = ""  # what was searched for, where that is not the question as it was asked
    withheld: tuple[Sentence, ...] = ()  # what a model wrote and the articles do not bear out

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(s.text for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary for an editor to sign: cited sentences in the order in which they are to be read."""

    title: str
    style: Style
    sentences: tuple[Sentence, ...]
    articles: tuple[Article, ...]  # those that are cited, in order of first citation
    engine: str
    reason: str = ""  # why the draft is empty; empty when it is not
    note: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    withheld: tuple[Sentence, ...] = ()  # what a model wrote and the articles do not bear out
    conflicts: tuple[Conflict, ...] = ()
    audience: str = ""  # for whom it is written, as the editor said


@dataclass(frozen=True, slots=True)
class Writing:
    """How far a model has come: its words so far, which nobody has checked, and the sentences that have passed."""

    draft: str
    sentences: tuple[Sentence, ...] = ()
    doing: str = ""  # what it is at, in the reader's language, when it is not at the text itself


_LENGTH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’.,\-][^\W_]+)*")


def count_words(text: str) -> int:
    """Length in words as a newsroom counts: a run of letters or digits, and each Han character, is one."""
    return len(_LENGTH.findall(text))
