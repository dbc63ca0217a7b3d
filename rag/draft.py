"""Draft summaries that quote: the most telling sentences of one article, or of many on a topic, each cited."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .candidates import Candidate, reading_order, repeats, stands_alone
from .conflicts import Found, conflicts, join
from .domain import Article, Chunk, Citation, Conflict, Draft, Filters, Sentence, Span, Style, Verdict, count_words
from .errors import InputError
from .furniture import told_in
from .headlines import headline_in
from .language import reader_language
from .library import Library
from .relevance import Scored
from .retrieve import Found as Passages
from .retrieve import Retriever
from .selecting import LEEWAY, Weights, choose, spread, valued
from .settings import EXTRACTIVE
from .texts import other_language_note, say
from .timeline import events

__all__ = ["HEADLINES", "Drafter", "Order"]

HEADLINES = 3  # how many are suggested
_PASSAGES = 30  # that a topic is drawn from
_LEAST = (
    0.1  # probability that a passage bears on the topic, below which it is left out; a topic asks less than a question
)
_LONGEST = 80  # words; a longer sentence is a list, and no sentence of a summary
# Without a topic, what an article itself puts first counts most: measured with `aiqyn eval summaries`.
_ON_TOPIC, _OF_ARTICLES = Weights(central=0.5, relevant=3.0), Weights(lead=6.0)
# Sentences that bear on the topic less than this, of 1 for the best, are left out where others fill the length easily.
_BEARING, _AMPLE = 0.35, 1.5
_FEWEST_TRIED = 300  # words of sentences that headlines are taken from
_MOST_SOURCES = 4  # further articles that are cited for a sentence which they repeat
_LONGEST_AUDIENCE = 200  # characters

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
        audience: str = "",
    ) -> Draft:
        """A draft of about ``words`` words; an empty one, with the reason, when nothing bears on the topic.

        A sentence that other articles repeat cites them too, after its own: nobody has checked yet that they say all
        of it. Raises InputError when neither a topic nor an article is given or a parameter makes no sense, NotFound
        for an unknown article.
        """
        if not topic.strip() and not article_ids:
            raise InputError("A draft needs a topic or articles: give --about TOPIC or --article ID.")
        if not 10 <= words <= 5000:
            raise InputError(f"A draft of {words} words cannot be made: ask for 10 to 5000 words.")
        if len(audience) > _LONGEST_AUDIENCE:
            raise InputError(f"The note on the readers has {len(audience)} characters: keep to {_LONGEST_AUDIENCE}.")
        clock = time.perf_counter()
        articles = [self._library.article(i) for i in dict.fromkeys(article_ids)]
        language = reader_language(topic or articles[0].title)
        pool, relevance, nothing = self._pool(topic, articles, filters)
        found = conflicts(pool)
        length = max(words, _FEWEST_TRIED) if style is Style.HEADLINES else words
        chosen = _chosen(pool, relevance, length, found, _ON_TOPIC if topic.strip() else _OF_ARTICLES)
        reason = "" if chosen else say("too_short" if pool else nothing, language, words=words)
        if order is Order.READING and style is not Style.HEADLINES:
            chosen = sorted(chosen, key=lambda c: reading_order(c.article, c.span.start))
        if style is Style.HEADLINES:
            sentences = _headlines([c for c in chosen if c.article.language == language] or chosen)
        else:
            sentences = tuple(_sentence(c, pool, chosen) for c in chosen)
        known = {c.article.id: c.article for c in (*chosen, *pool)}
        if style is Style.TIMELINE:
            sentences = tuple(event.sentence for event in events(sentences, known))
        used = tuple(known[i] for i in dict.fromkeys(c.article_id for s in sentences for c in s.citations))
        length = sum(count_words(c.text) for c in chosen)
        short = bool(chosen) and style is not Style.HEADLINES and length < words * (1 - LEEWAY)
        notes = (
            say("too_little", language, words=words, count=length) if short else "",
            other_language_note(used, language) if topic else "",
        )
        return Draft(
            title=topic.strip() or "; ".join(a.title for a in articles),
            style=style,
            sentences=sentences,
            articles=used,
            engine=EXTRACTIVE,
            reason=reason,
            note=" ".join(filter(None, notes)),
            timings_ms={"total": 1000 * (time.perf_counter() - clock)},
            conflicts=_shown(found, pool, chosen, words),
            audience=" ".join(audience.split()),
        )

    def passages(self, topic: str, article_ids: Sequence[str], filters: Filters) -> list[tuple[Article, Chunk]]:
        """The passages that a draft may draw on, the most telling first. Raises NotFound for an unknown article."""
        if not article_ids:
            found, bearing = self._found(topic, filters)
            return [(p.article, p.chunk) for p in found.passages if p.chunk.id in bearing]
        articles = [self._library.article(i).id for i in dict.fromkeys(article_ids)]
        parts = [part for record in self._library.records(articles) for part in record.parts]
        if not parts:
            return []
        best: dict[str, float] = {}
        for s in self._retriever.score(topic, parts):
            for chunk_id in s.candidate.chunk_ids:
                best.setdefault(chunk_id, s.score)
        vectors = np.stack([e.vector for _, _, e in parts])
        relevance = spread(np.array([best.get(c.id, 0.0) for _, c, _ in parts], np.float32))
        value = valued(vectors, [c.start for _, c, _ in parts], relevance)
        return [parts[i][:2] for i in np.argsort(-value, kind="stable")]

    def _pool(self, topic: str, articles: Sequence[Article], filters: Filters) -> tuple[list[Candidate], _Scores, str]:
        """Sentences to choose from, how much each bears on the topic (0 to 1), and why there are none."""
        if not articles:
            found, bearing = self._found(topic, filters)
            scored = [s for s in found.sentences if not bearing.isdisjoint(s.candidate.chunk_ids)]
            nothing: str = found.nothing or "nothing_on_topic"
        else:
            records = self._library.records([a.id for a in articles])
            scored = self._retriever.score(topic, (part for record in records for part in record.parts))
            nothing = "nothing_stands_alone"
        pool = _standing(scored)
        relevance = np.array([score for _, score in pool], np.float32)
        return [candidate for candidate, _ in pool], spread(relevance) if pool else relevance, nothing

    def _found(self, topic: str, filters: Filters) -> tuple[Passages, set[str]]:
        """What a search for the topic finds, and the ids of the chunks that bear on it."""
        found = self._retriever.search(topic, _PASSAGES, filters)
        return found, {i for s in found.sentences if s.probability >= _LEAST for i in s.candidate.chunk_ids}


def _standing(scored: Sequence[Scored]) -> list[tuple[Candidate, float]]:
    """Sentences that can be quoted alone, without their datelines, and their scores.

    Texts that end no line with a full stop are taken as they are: there nothing tells a headline from a sentence.
    """
    found = [(_told(s.candidate), s.score) for s in scored]
    kept = [(c, score) for c, score in found if c is not None] or [(s.candidate, s.score) for s in scored]
    return [(c, score) for c, score in kept if stands_alone(c.text) and count_words(c.text) <= _LONGEST]


def _told(candidate: Candidate) -> Candidate | None:
    told = told_in(candidate.text, candidate.article.title)
    if told is None:
        return None
    begin = candidate.span.start
    return replace(candidate, span=Span(begin + told.start, begin + told.end)) if told.start else candidate


def _chosen(
    pool: Sequence[Candidate], relevance: _Scores, words: int, found: Sequence[Found], weights: Weights
) -> list[Candidate]:
    """The sentences of a draft, the most telling first; both sides of a conflict, or neither."""
    if not pool:
        return []
    groups: list[set[int]] = []
    for one in found:  # a sentence may stand in several conflicts
        join(groups, set(one.tellers))
    told = {place for group in groups for place in group}
    left_out = {place for one in found for place in one.echoes} - told
    lengths = [count_words(c.text) for c in pool]
    too_long = {place for group in groups if sum(lengths[p] for p in group) > words for place in group}
    bearing = {place for place, share in enumerate(relevance) if share >= _BEARING} - too_long - left_out
    if sum(lengths[place] for place in bearing) >= _AMPLE * words:
        left_out |= set(range(len(pool))) - bearing - told
    return choose(pool, relevance, words, [tuple(sorted(g)) for g in groups], left_out, weights)


def _shown(
    found: Sequence[Found], pool: Sequence[Candidate], chosen: Sequence[Candidate], words: int
) -> tuple[Conflict, ...]:
    """The conflicts whose sentences are in the draft, or are too long together to be in it."""
    quoted = {c.citation for c in chosen}

    def told(one: Found) -> bool:
        length = sum(count_words(pool[place].text) for place in one.tellers)
        return length > words * (1 + LEEWAY) or all(pool[place].citation in quoted for place in one.tellers)

    return tuple(one.conflict for one in found if told(one)) if chosen else ()


def _sentence(candidate: Candidate, pool: Sequence[Candidate], chosen: Sequence[Candidate]) -> Sentence:
    """A sentence with its citation, and those of other articles that seem to say the same."""
    cited: dict[str, Citation] = {candidate.article.id: candidate.citation}
    taken = {c.citation for c in chosen}
    for other in pool:
        if len(cited) > _MOST_SOURCES:
            break
        if other.article.id not in cited and other.citation not in taken and repeats(other, [candidate]):
            cited[other.article.id] = other.citation
    return Sentence(candidate.text, Verdict.SUPPORTED, tuple(cited.values()), score=1.0)


def _headlines(chosen: Sequence[Candidate]) -> tuple[Sentence, ...]:
    """Titles of the articles and main clauses of the sentences in turn, more than are wanted: not all may stand."""
    titles: dict[str, Sentence] = {}
    clauses: list[Sentence] = []
    for c in chosen:
        if c.article.title.strip():
            titles.setdefault(c.article.id, Sentence(c.article.title, Verdict.NOT_JUDGED, (c.citation,)))
        span = headline_in(c.text, c.article.language)
        if span is not None:
            cited = c.article.cite(c.span.start + span.start, c.span.start + span.end)
            clauses.append(Sentence(cited.quote, Verdict.SUPPORTED, (cited,), score=1.0))
    named = list(titles.values())
    mixed = [s for i in range(max(len(named), len(clauses))) for s in (*named[i : i + 1], *clauses[i : i + 1])]
    return tuple({s.text: s for s in mixed}.values())[: 3 * HEADLINES]
