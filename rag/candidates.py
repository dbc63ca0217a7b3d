"""Sentences that may be shown, with what is known of each: shared by answers and drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .domain import Article, Chunk, Citation, Encoded, Span, count_words
from .terms import content_words

__all__ = ["Candidate", "candidates", "reading_order", "repeats", "stands_alone"]

_Vector = NDArray[np.float32]
_SAME_WORDS = 0.6  # share of the shorter sentence's content words that the other holds: the same news told again
_SAME_MEANING = 0.95  # cosine of two sentence vectors: the same news in other words or another language

# Words that point at a sentence before: alone, nobody knows who "he" is.
_DANGLING = re.compile(
    r"""^["“«„'(]*(?:
        (?:he|she|they|it|this|these|those|that|his|her|their|such|but|and|so|also|however|moreover|meanwhile|
           therefore|then|there|in\ addition|as\ a\ result|for\ (?:his|her)\ part|in\ turn|the\ (?:latter|former|same))
        |(?:он|она|оно|они|это|этот|эта|эти|его|её|ее|их|такой|такая|такие|но|а|и|также|однако|кроме\ того|при\ этом|
           поэтому|затем|тогда|там|в\ свою\ очередь|по\ (?:его|её|ее|их)\ словам)
        |(?:ол|олар|бұл|осы|мұндай|оның|олардың|бірақ|алайда|сондай-ақ|сонымен\ (?:қатар|бірге)|сондықтан|содан|
           өз\ кезегінде)
        )(?![\w-])|^["“「]?(?:他们?|她们?|它们?|这|该|此外?|但是?|同时|因此|然而|其中)""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORTEST = 4  # words; a shorter sentence is a caption or an exclamation


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence of an article."""

    article: Article
    span: Span
    vector: _Vector  # (d,), unit length
    tokens: NDArray[np.int8]  # (t, k), packed token vectors in the library's token space
    terms: frozenset[str]  # its index terms
    chunk_ids: tuple[str, ...]  # of the chunks that it stands in: two where they overlap

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def citation(self) -> Citation:
        """Where it stands."""
        return self.article.cite(*self.span)


def candidates(parts: Iterable[tuple[Article, Chunk, Encoded]]) -> list[Candidate]:
    """The sentences of these chunks; one that stands in two of them comes once."""
    found: dict[tuple[str, Span], Candidate] = {}
    for article, chunk, encoded in parts:
        for i, (span, vector) in enumerate(zip(chunk.sentences, encoded.sentences, strict=True)):
            known = found.get((article.id, span))
            if known:
                found[article.id, span] = replace(known, chunk_ids=(*known.chunk_ids, chunk.id))
            else:
                tokens = encoded.tokens[encoded.owners == i]
                terms = frozenset(chunk.terms[i].split())
                found[article.id, span] = Candidate(article, span, vector, tokens, terms, (chunk.id,))
    return list(found.values())


def reading_order(article: Article, start: int) -> tuple[int, str, int]:
    """For sorting what begins at ``start`` of an article: the oldest article first, undated ones before all."""
    return (article.published.toordinal() if article.published else 0, article.id, start)


def stands_alone(text: str) -> bool:
    """Whether a reader understands the sentence without the one before it."""
    return count_words(text) >= _SHORTEST and text.rstrip()[-1] not in ":：;；," and not _DANGLING.match(text)


def repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a chosen sentence already says the same."""
    words, figures = _told(candidate.text)
    for other in chosen:
        others, given = _told(other.text)
        if not figures <= given:
            continue
        # Within one article all vectors lie close together, since each sentence was read with those around it.
        apart = candidate.article.id != other.article.id
        if apart and float(candidate.vector @ other.vector) >= _SAME_MEANING:
            return True
        if len(words & others) >= _SAME_WORDS * max(1, min(len(words), len(others))):
            return True
    return False


@lru_cache(maxsize=8192)  # a draft holds each chosen sentence against all
def _told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Content words and figures. Figures decide whether news is the same: 24.2 and 31.5 billion are two facts."""
    return frozenset(content_words(text)), frozenset(re.findall(r"\d+(?:[.,]\d+)*", text))
