"""The checker: a verdict for every sentence of a text, with the words of the sources and the facts that decide it.

    checked = Checker(embedder, space).check("Imports reached $811 million.", [article])
    checked.sentences[0].verdict   # contradicted: the article says that exports did

It needs no language model. It reads English, Russian, Kazakh and Chinese, and says "not judged" of anything else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock

from .domain import LANGUAGES, Article, Check, Sentence, Verdict
from .evidence import Line, Reader, TokenModel, article_of, language_of
from .scoring import TELLING, Scoring, log_odds, probability, text_features
from .space import Space
from .support import Sources, Support, measure
from .verdicts import decide, is_announcement

__all__ = ["CheckedText", "Checker"]

_KEPT = 4  # sets of sources that are kept as read, since many texts may be held against the same


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with the verdicts on its sentences."""

    sentences: tuple[Sentence, ...]  # every sentence of the text, in order
    score: float  # probability that every sentence is borne out, 0 to 1; 0 when one could not be judged
    supported: bool  # whether the score reaches the threshold
    sources: tuple[Article, ...]  # what it was held against; a bare string has become an article without a title
    unjudged: int = 0  # sentences that ought to have been judged and were not


@dataclass(frozen=True, slots=True)
class _Judged:
    """One sentence with what the score of the text is made from; ``log_odds`` is None when it was not judged."""

    sentence: Sentence
    log_odds: float | None = None
    claims: bool = True  # False for a line that claims nothing


class Checker:
    """Holds texts against sources. Safe to share between threads."""

    def __init__(self, embedder: TokenModel, space: Space, scoring: Scoring | None = None) -> None:
        self._reader = Reader(embedder, space)
        self._scoring = scoring or Scoring.bundled()
        self._kept: OrderedDict[tuple[Article, ...], Sources] = OrderedDict()
        self._lock = Lock()

    def check(self, text: str, sources: Sequence[str | Article]) -> CheckedText:
        """Verdicts on ``text``. A relative date counts from the day its article was published. Never raises."""
        articles = tuple(s if isinstance(s, Article) else article_of(s) for s in sources)
        held = self.sources(articles)
        claims = self.claims(text, {line.language for line in held.lines})
        return self._sum_up([self._judged(claim, _support(claim, held), held) for claim in claims], articles)

    def sources(self, articles: Sequence[Article]) -> Sources:
        """The articles as they are held against texts; the last few are kept."""
        key = tuple(articles)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        held = Sources(self._reader.read(key))
        with self._lock:
            self._kept[key] = held
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return held

    def claims(self, text: str, languages: Collection[str] = ()) -> list[Line]:
        """The sentences of a text to be checked, as they are measured; ``languages`` are those of its sources."""
        return self._reader.read([article_of(text, language_of(text, languages))])

    def _judged(self, claim: Line, support: Support | None, held: Sources) -> _Judged:
        if is_announcement(claim):
            return _Judged(Sentence(claim.text, Verdict.NOT_JUDGED, (), (Check("claim", True, "", ""),)), claims=False)
        if claim.language not in LANGUAGES:
            return _not_judged(claim, "language", claim.language)
        if support is None:
            if held.unread:
                return _not_judged(claim, "source language", held.unread[0])
            return _Judged(Sentence(claim.text, Verdict.UNSUPPORTED), log_odds(0.0))
        value = self._scoring.sentence.log_odds(support.features)
        score = probability(value)
        verdict, parts = decide(claim, support, score >= self._scoring.sentence_threshold)
        if held.unread and verdict in (Verdict.UNSUPPORTED, Verdict.PARTIAL):
            return _not_judged(claim, "source language", held.unread[0])  # the other source may say it
        evidence = () if verdict is Verdict.UNSUPPORTED else support.evidence
        citations = tuple(line.article.cite(*line.span) for line in evidence)
        return _Judged(Sentence(claim.text, verdict, citations, (*support.checks, *parts), score), value)

    def _sum_up(self, judged: Sequence[_Judged], articles: tuple[Article, ...]) -> CheckedText:
        sentences = tuple(j.sentence for j in judged)
        values = [j.log_odds for j in judged if j.log_odds is not None]
        unjudged = sum(j.claims and j.log_odds is None for j in judged)
        if unjudged or not values:
            return CheckedText(sentences, 0.0, False, articles, unjudged)
        failed = [c for s in sentences for c in s.checks if not c.ok and c.kind in TELLING]
        conflicts = sum(bool(c.found) for c in failed)
        features = text_features(values, conflicts, len(failed) - conflicts)
        score = probability(self._scoring.text.log_odds(features))
        return CheckedText(sentences, score, score >= self._scoring.text_threshold, articles)


def _support(claim: Line, held: Sources) -> Support | None:
    """Measures of a claim; None when there is nothing to measure."""
    if claim.language not in LANGUAGES or not len(claim.tokens) or not held.lines or is_announcement(claim):
        return None
    return measure(claim, held)


def _not_judged(claim: Line, why: str, found: str) -> _Judged:
    return _Judged(Sentence(claim.text, Verdict.NOT_JUDGED, (), (Check(why, False, claim.text, found),)))
