"""The sources of a draft that is exported: numbered, and told in a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.domain import Article, Citation, Draft, Sentence, Verdict
from rag.reldates import Addition, additions

from .words import Words

__all__ = ["Cited", "Source", "doubt", "source_line"]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with its number and its article."""

    number: int  # counted from 1
    citation: Citation
    article: Article


class Cited:
    """The citations of a draft, those of its conflicts after those of its sentences; the same words have one number."""

    def __init__(self, draft: Draft) -> None:
        sides = [side for conflict in draft.conflicts for side in conflict.sides]
        self._articles = {a.id: a for a in draft.articles} | {side.article.id: side.article for side in sides}
        self._sources: dict[Citation, Source] = {}
        for citation in (*(c for s in draft.sentences for c in s.citations), *(side.citation for side in sides)):
            known = self._articles[citation.article_id]
            self._sources.setdefault(citation, Source(len(self._sources) + 1, citation, known))
        self.has_additions = any(self.additions(s) for s in draft.sentences)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def number(self, citation: Citation) -> int:
        """The number of a citation."""
        return self._sources[citation].number

    def of(self, sentence: Sentence) -> list[int]:
        """Numbers of what bears a sentence out."""
        return [source.number for source in self.sources(sentence)]

    def sources(self, sentence: Sentence) -> list[Source]:
        """What bears a sentence out."""
        return [self._sources[c] for c in sentence.citations]

    def additions(self, sentence: Sentence) -> list[Addition]:
        """The dates that are put into brackets in a sentence."""
        return additions(sentence, self._articles)


def doubt(sentence: Sentence, words: Words) -> str:
    """The verdict on a sentence that its sources do not bear out in full; empty for one that they do."""
    supported = sentence.verdict is Verdict.SUPPORTED
    return "" if supported else words.table("verdicts")[sentence.verdict.value]


def source_line(source: Source, when: str, text: Callable[[str], str], link: Callable[[str], str]) -> str:
    """Outlet, title, day and age, address, and the words quoted."""
    article = source.article
    outlet = f"{text(article.source)}, " if article.source else ""
    address = f" {link(article.url)}" if article.url else ""
    return f"{outlet}“{text(article.title)}”, {text(when)}.{address} “{text(source.citation.quote)}”"
