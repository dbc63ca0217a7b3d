"""What a chat model reads: words of articles, numbered, fenced as data, in groups that fit its room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .domain import Article, Chunk, Citation, Span
from .llm import token_estimate

__all__ = ["Source", "fenced", "grouped", "packed", "size"]

_FENCE = re.compile(r"</?\s*source\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Words of an article that a model reads."""

    article: Article
    span: Span
    told: str  # the words; questions and orders that stand among them are left out
    sentences: tuple[Span, ...] = ()  # of a whole passage, those that it consists of

    @classmethod
    def of_chunk(cls, article: Article, chunk: Chunk) -> Source:
        """The statements of a chunk."""
        return cls(article, Span(chunk.start, chunk.end), " ".join(chunk.told.split()), chunk.sentences)

    @classmethod
    def of_citation(cls, citation: Citation, article: Article) -> Source:
        """The words that are cited."""
        return cls(article, Span(citation.start, citation.end), citation.quote)

    def holds(self, citation: Citation) -> bool:
        """Whether the cited words stand in it."""
        return (
            citation.article_id == self.article.id
            and self.span.start <= citation.start
            and citation.end <= self.span.end
        )


def fenced(sources: Sequence[Source]) -> str:
    """Sources fenced as data; what would end a fence is taken out of them."""
    parts = []
    for number, source in enumerate(sources, 1):
        article = source.article
        about = ", ".join(filter(None, [article.source, str(article.published or ""), article.title]))
        about = _FENCE.sub(" ", about).replace('"', "'")
        parts.append(f'<source id="{number}" about="{about}">\n{_FENCE.sub(" ", source.told)}\n</source>')
    return "\n".join(parts)


def size(sources: Sequence[Source]) -> int:
    """Tokens that the sources take, rather too many than too few."""
    return sum(token_estimate(fenced([source])) + 1 for source in sources)


def packed(sources: Sequence[Source], room: int) -> list[Source]:
    """The first sources that fit into ``room`` tokens, at least one."""
    return next(iter(grouped(sources, room)), [])


def grouped(sources: Sequence[Source], room: int) -> list[list[Source]]:
    """The sources in their order, in groups of up to ``room`` tokens, each of one source at least."""
    groups: list[list[Source]] = []
    left = 0
    for source in sources:
        needed = size([source])
        if not groups or needed > left:
            groups.append([])
            left = room
        groups[-1].append(source)
        left -= needed
    return groups
