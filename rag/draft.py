"""Draft summaries that quote: the most telling sentences of one article, or of many on a topic, each cited."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .candidates import Candidate, repeats, stands_alone
from .domain import Article, Chunk, Draft, Filters, Sentence, Style, Verdict, count_words
from .errors import InputError
from .language import reader_language
from .library import Library
from .orders import states
from .retrieve import Retriever
from .sentences import sentences
from .settings import EXTRACTIVE
from .texts import other_language_note, say

__all__ = ["Drafter", "Order"]

_PASSAGES = 30  # that a topic is drawn from
_LEAST = (
    0.1  # probability that a passage bears on the topic, below which it is left out; a topic asks less than a question
)
_MOST_PER_ARTICLE = 0.6  # share of a topic's draft that one article may fill while others have something to say
_LONGEST = 80  # words; a longer sentence is a list, and no sentence of a summary
_CENTRAL, _LEAD, _RELEVANT = 1.0, 0.6, 1.5  # weights of the three reasons to choose a sentence
_REDUNDANT = 0.7  # how much likeness to what is already chosen counts against a sentence (maximal marginal relevance)

_Scores = NDArray[np.float32]


class Order(StrEnum):
    """In which order the chosen sentences are read."""

    READING = "reading"  # article by article, oldest first, as they stand in the text
    IMPORTANCE = "importance"  # the most telling first


class Drafter:
    """Chooses sentences for drafts."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever

    def draft(
        self,
        topic: str,
        article_ids: Sequence[str],
        *,
        style: Style,
        words: int,
        order: Order,
        filters: Filters,
    ) -> Draft:
        """A draft of up to ``words`` words; an empty one, with the reason, when nothing bears on the topic.

        Raises InputError when neither a topic nor an article is given or the length makes no sense, NotFound for an
        unknown article.
        """
        if not topic.strip() and not article_ids:
            raise InputError("A draft needs a topic or articles: give --about TOPIC or --article ID.")
        if not 10 <= words <= 5000:
            raise InputError(f"A draft of {words} words cannot be made: ask for 10 to 5000 words.")
        clock = time.perf_counter()
        articles = [self._library.article(i) for i in dict.fromkeys(article_ids)]
        language = reader_language(topic or articles[0].title)
        pool, relevance, nothing = self._pool(topic, articles, filters)
        chosen = _choose(pool, relevance, words) if pool else []
        reason = "" if chosen else say("too_short" if pool else nothing, language, words=words)
        if style is Style.TIMELINE or order is Order.READING:
            chosen = sorted(chosen, key=_reading_order)
        used = tuple({c.article.id: c.article for c in chosen}.values())
        return Draft(
            title=topic.strip() or "; ".join(a.title for a in articles),
            style=style,
            sentences=tuple(Sentence(c.text, Verdict.SUPPORTED, (c.citation,), score=1.0) for c in chosen),
            articles=used,
            engine=EXTRACTIVE,
            reason=reason,
            note=other_language_note(used, language) if topic else "",
            timings_ms={"total": 1000 * (time.perf_counter() - clock)},
        )

    def passages(self, topic: str, article_ids: Sequence[str], filters: Filters) -> list[tuple[Article, Chunk]]:
        """The passages that a draft may draw on, the most telling first. Raises NotFound for an unknown article."""
        if not article_ids:
            found = self._retriever.search(topic, _PASSAGES, filters)
            bearing = {i for s in found.sentences if s.probability >= _LEAST for i in s.candidate.chunk_ids}
            return [(p.article, p.chunk) for p in found.passages if p.chunk.id in bearing]
        articles = [self._library.article(i).id for i in dict.fromkeys(article_ids)]
        parts = [
            (r.article, c, e) for r in self._library.records(articles) for c, e in zip(r.chunks, r.encoded, strict=True)
        ]
        if not parts:
            return []
        best: dict[str, float] = {}
        for s in self._retriever.score(topic, parts):
            for chunk_id in s.candidate.chunk_ids:
                best.setdefault(chunk_id, s.score)
        vectors = np.stack([e.vector for _, _, e in parts])
        value = _CENTRAL * _spread(vectors @ vectors.mean(axis=0))
        value += _LEAD * np.array([1.0 / (1.0 + c.start / 400) for _, c, _ in parts], np.float32)
        value += _RELEVANT * _spread(np.array([best.get(c.id, 0.0) for _, c, _ in parts], np.float32))
        return [parts[i][:2] for i in np.argsort(-value, kind="stable")]

    def _pool(self, topic: str, articles: Sequence[Article], filters: Filters) -> tuple[list[Candidate], _Scores, str]:
        """Sentences to choose from, how much each bears on the topic (0 to 1), and why there are none."""
        if not articles:
            found = self._retriever.search(topic, _PASSAGES, filters)
            bearing = {i for s in found.sentences if s.probability >= _LEAST for i in s.candidate.chunk_ids}
            scored = [s for s in found.sentences if not bearing.isdisjoint(s.candidate.chunk_ids)]
            nothing: str = found.nothing or "nothing_on_topic"
        else:
            records = self._library.records([a.id for a in articles])
            parts = [(r.article, c, e) for r in records for c, e in zip(r.chunks, r.encoded, strict=True)]
            scored = self._retriever.score(topic, parts)
            nothing = "nothing_stands_alone"
        scored = [s for s in scored if stands_alone(s.candidate.text) and count_words(s.candidate.text) <= _LONGEST]
        relevance = np.array([s.score for s in scored], np.float32)
        return [s.candidate for s in scored], _spread(relevance) if scored else relevance, nothing


def _choose(pool: Sequence[Candidate], relevance: _Scores, words: int) -> list[Candidate]:
    """Sentences worth the most together, greedily, within the length; the most telling first."""
    vectors = np.stack([c.vector for c in pool])
    # The vectors of this model share one large direction; without it, likeness tells apart.
    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
    central = _spread(vectors @ vectors.mean(axis=0))
    before = _stated_before({c.article.id: c.article for c in pool}.values())
    begins = np.array([before.get((c.article.id, c.span.start), c.span.start) for c in pool], np.float32)
    lead = 1.0 / (1.0 + begins / 400)
    value = _CENTRAL * central + _LEAD * lead + _RELEVANT * relevance
    lengths = [count_words(c.text) for c in pool]
    several = len({c.article.id for c in pool}) > 1
    chosen: list[int] = []
    left, left_out = words, set[int]()
    by_article: dict[str, int] = {}
    while True:
        likeness = (centred @ centred[chosen].T).max(axis=1) if chosen else np.zeros(len(pool), np.float32)
        ranked = np.argsort(-(value - _REDUNDANT * np.maximum(likeness, 0)), kind="stable")
        for i in map(int, ranked):
            article = pool[i].article.id
            full = several and by_article.get(article, 0) + lengths[i] > max(_MOST_PER_ARTICLE * words, lengths[i])
            if i not in chosen and i not in left_out and lengths[i] <= left and not full:
                break
        else:
            return [pool[i] for i in chosen]
        if repeats(pool[i], [pool[j] for j in chosen]):
            left_out.add(i)
            continue
        chosen.append(i)
        left -= lengths[i]
        by_article[article] = by_article.get(article, 0) + lengths[i]


def _stated_before(articles: Iterable[Article]) -> dict[tuple[str, int], int]:
    """By article and beginning of a sentence: characters of what the article states before it."""
    found: dict[tuple[str, int], int] = {}
    for article in articles:
        passed = 0
        for start, end in sentences(article.text):
            found[article.id, start] = passed
            passed += end - start if states(article.text[start:end]) else 0
    return found


def _spread(scores: _Scores) -> _Scores:
    """Scores from 0 (the least of them) to 1 (the greatest)."""
    low, high = float(scores.min()), float(scores.max())
    return np.asarray((scores - low) / max(high - low, 1e-6), np.float32)


def _reading_order(candidate: Candidate) -> tuple[int, str, int]:
    published = candidate.article.published
    return (published.toordinal() if published else 0, candidate.article.id, candidate.span.start)
