"""The checker: a verdict for every sentence of a text, with the words of the sources and the facts that decide it.

    checked = Checker(embedder, space).check("Imports reached $811 million.", [article])
    checked.sentences[0].verdict   # contradicted: the article says that exports did

It needs no language model. A judge may be given that reads each sentence beside its evidence: its opinion then stands
in the place of the score, and facts overrule it. The checker reads English, Russian, Kazakh and Chinese, and says "not
judged" of anything else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

from .domain import LANGUAGES, Article, Check, Citation, Sentence, Span, Verdict
from .evidence import Line, Reader, TokenModel, article_of, parts_of
from .facts import check_facts, facts
from .judge import Judge, Opinion
from .scoring import TELLING, Scoring, log_odds, probability, text_features
from .space import Space
from .support import Sources, Support, measure
from .tables import Record
from .verdicts import decide, is_announcement, strays
from .verifier import LAYERS, Verifier

__all__ = ["CheckedText", "Checker"]

_KEPT = 4  # sets of sources that are kept as read, since many texts may be held against the same
_SURE = 6.0  # log-odds beyond which the verifier may not be surer
_RECALLED = 64  # articles of the library that are kept as laid out, with their facts: 0.5 MB each

K = TypeVar("K")
V = TypeVar("V")


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

    def __init__(
        self,
        embedder: TokenModel,
        space: Space,
        scoring: Scoring | None = None,
        judge: Judge | None = None,
        verifier: Verifier | None = None,
    ) -> None:
        self._reader = Reader(embedder, space, LAYERS if verifier else ())
        self._scoring = scoring or Scoring.bundled(verified=verifier is not None)
        self._verifier = verifier
        self._judge = judge
        self._kept: OrderedDict[tuple[Article, ...], Sources] = OrderedDict()
        self._recalled: OrderedDict[Article, list[Line]] = OrderedDict()
        self._lock = Lock()

    def check(self, text: str, sources: Sequence[str | Article]) -> CheckedText:
        """Verdicts on ``text``. A relative date counts from the day its article was published. Never raises."""
        articles = tuple(s if isinstance(s, Article) else article_of(s) for s in sources)
        return self._check(text, articles, self.sources(articles))

    def check_records(self, text: str, records: Sequence[Record]) -> CheckedText:
        """Verdicts on ``text`` by articles of the library, which need not be read again.

        Questions and orders in them bear nothing out: the library has not cut them into chunks.
        """
        return self.against(records)(text)

    def against(self, records: Sequence[Record]) -> Callable[[str], CheckedText]:
        """What does the same for one text after another."""
        articles = tuple(r.article for r in records)
        held = Sources([line for record in records for line in self._recall(record)])
        return lambda text: self._check(text, articles, held)

    def confirmed(self, sentence: Sentence, articles: Mapping[str, Article]) -> Sentence:
        """A quoted sentence with its verdict and the facts in it; ``articles`` by id, all that it cites among them.

        What stands word for word in its articles is borne out by them, and each fact by itself; a further article that
        does not say all of it is cited no more. Anything else is checked like any other text.
        """
        cited = [articles[c.article_id] for c in sentence.citations]
        exact = all(articles[c.article_id].text[c.start : c.end] == c.quote for c in sentence.citations)
        if not exact or not sentence.quoted:
            checked = self.check(sentence.text, list(dict.fromkeys(cited))).sentences
            return checked[0] if len(checked) == 1 else replace(sentence, verdict=Verdict.NOT_JUDGED)
        if sentence.citations[0].quote.split() == sentence.text.split():
            also = tuple(c for c in sentence.citations[1:] if self._also(sentence.text, c, articles[c.article_id]))
            sentence = replace(sentence, citations=(sentence.citations[0], *also))
        told = facts(sentence.text, cited[0].language, cited[0].published)
        checks = tuple(check for check in check_facts(told, [told]) if check.ok)
        return replace(sentence, verdict=Verdict.SUPPORTED, checks=checks, score=1.0)

    def _also(self, text: str, citation: Citation, article: Article) -> bool:
        """Whether the words of a further article bear out the whole of a quoted sentence."""
        if citation.quote.split() == text.split():
            return True
        quoted = Article.of("", citation.quote, published=article.published, language=article.language)
        return all(s.verdict is Verdict.SUPPORTED for s in self.check(text, [quoted]).sentences)

    def _check(self, text: str, articles: tuple[Article, ...], held: Sources) -> CheckedText:
        claims = self.claims(text, {line.language for line in held.lines})
        supports = self.supports(claims, held)
        opinions = self._opinions(claims, supports)
        judged = [self._judged(*each, held) for each in zip(claims, supports, opinions, strict=True)]
        return self._sum_up(judged, articles)

    def _opinions(self, claims: Sequence[Line], supports: Sequence[Support | None]) -> list[Opinion | str | None]:
        """What the judge says of each claim; None where there is no judge, or nothing for it to judge."""
        found: list[Opinion | str | None] = [None] * len(claims)
        if self._judge is None:
            return found
        asked = [i for i, s in enumerate(supports) if s is not None and not s.verbatim]
        pairs = [(supports[i].told, claims[i].text) for i in asked]  # type: ignore[union-attr]
        for i, opinion in zip(asked, self._judge.judge(pairs), strict=True):
            found[i] = opinion
        return found

    def sources(self, articles: Sequence[Article]) -> Sources:
        """The articles as they are held against texts; the last few are kept."""
        return self._once(self._kept, tuple(articles), _KEPT, lambda key: Sources(self._reader.read(key)))

    def _recall(self, record: Record) -> list[Line]:
        def recalled(article: Article) -> list[Line]:
            return self._reader.recall(article, zip(record.chunks, record.encoded, strict=True))

        return self._once(self._recalled, record.article, _RECALLED, recalled)

    def _once(self, kept: OrderedDict[K, V], key: K, most: int, make: Callable[[K], V]) -> V:
        """What is kept under a key, made when it is not; the last ``most`` that were asked for stay."""
        with self._lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make(key)
        with self._lock:
            kept[key] = made
            while len(kept) > most:
                kept.popitem(last=False)
        return made

    def claims(self, text: str, languages: Collection[str] = ()) -> list[Line]:
        """The sentences of a text to be checked, as they are measured; ``languages`` are those of its sources."""
        parts = parts_of(text, languages)
        lines = self._reader.read([article_of(text[span.start : span.end], language) for span, language in parts])
        begins = [span.start for span, _ in parts]
        return [
            replace(line, span=Span(line.span.start + begins[line.source], line.span.end + begins[line.source]))
            for line in lines
        ]

    def supports(self, claims: Sequence[Line], held: Sources) -> list[Support | None]:
        """How far the sources bear out each claim; None for one that cannot be measured."""
        found = [_support(claim, held) for claim in claims]
        asked = [(claim, support) for claim, support in zip(claims, found, strict=True) if support is not None]
        if self._verifier is None or not asked:
            return found
        read = self._reader.states([lines for claim, support in asked for lines in ((claim,), support.evidence)])
        outcomes = self._verifier.probabilities(list(zip(read[::2], read[1::2], strict=True))).tolist()
        for (_, support), (entailed, refuted, _) in zip(asked, outcomes, strict=True):
            support.features.update(entailed=log_odds(entailed, _SURE), refuted=log_odds(refuted, _SURE))
        return found

    def _judged(self, claim: Line, support: Support | None, opinion: Opinion | str | None, held: Sources) -> _Judged:
        if is_announcement(claim):
            return _Judged(Sentence(claim.text, Verdict.NOT_JUDGED, (), (Check("claim", True, "", ""),)), claims=False)
        if claim.language not in LANGUAGES:
            return _not_judged(claim, "language", claim.language)
        if support is None:
            if held.unread:
                return _not_judged(claim, "source language", held.unread[0])
            return _Judged(Sentence(claim.text, Verdict.UNSUPPORTED), log_odds(0.0))
        if isinstance(opinion, str):
            return _not_judged(claim, "judge", opinion)
        value, least = self._scoring.sentence.log_odds(support.features), self._scoring.sentence_threshold
        if opinion is not None:
            value, least = log_odds(opinion.borne_out), 0.5
        score = probability(value)
        refuted = opinion is not None and opinion.contradicted > 0.5
        borne_out = score >= least and (support.verbatim or opinion is not None or not strays(support))
        verdict, parts = decide(claim, support, borne_out, refuted)
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
