"""Cutting an article into chunks: its statements, whole sentences, up to about 200 tokens, one sentence of overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.domain import Article, Chunk, Span
from rag.orders import states
from rag.sentences import sentences
from rag.terms import document_terms

__all__ = ["CHUNKER", "chunk_articles"]

CHUNKER = "statements-200-1"  # goes into the manifest; another way of cutting needs another name

_TOKENS = 200  # of a chunk, the model's special tokens and prompt apart
_LONGEST = 300  # tokens of one sentence; a longer one (a table, a text without full stops) is cut


class Tokens(Protocol):
    """What is needed of an embedder."""

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text."""

    def token_spans(self, text: str) -> list[Span]:
        """Characters of each token."""


def chunk_articles(articles: Sequence[Article], tokens: Tokens) -> list[tuple[Chunk, ...]]:
    """Chunks of each article, in order.

    Each sentence that states something is in a chunk, with its exact offsets. Questions and orders to the reader are in
    none: whatever an article asks or demands, its chunks read as if it did not. Neighbouring chunks share one sentence
    where it takes up less than half a chunk, so that "He added …" is also found beside the sentence that names him.
    """
    cut = [[s for s in sentences(a.text) if states(a.text[s.start : s.end])] for a in articles]
    counts = iter(
        tokens.token_counts([a.text[s.start : s.end] for a, spans in zip(articles, cut, strict=True) for s in spans])
    )
    found: list[tuple[Chunk, ...]] = []
    for article, spans in zip(articles, cut, strict=True):
        sized = [piece for span in spans for piece in _fitting(article.text, span, next(counts), tokens)]
        terms = {span: " ".join(document_terms(article.text[slice(*span)], article.language)) for span, _ in sized}
        found.append(tuple(Chunk.of(article, part, tuple(terms[s] for s in part)) for part in _packed(sized)))
    return found


def _fitting(text: str, span: Span, count: int, tokens: Tokens) -> list[tuple[Span, int]]:
    """The sentence with its number of tokens; one that is too long comes in pieces, cut at spaces if it has any."""
    if count <= _LONGEST:
        return [(span, count)]
    pieces = tokens.token_spans(text[span.start : span.end])
    found: list[tuple[Span, int]] = []
    first, start = 0, span.start
    while first < len(pieces):
        last = min(first + _TOKENS, len(pieces))
        end = span.end if last == len(pieces) else span.start + pieces[last].start
        if last < len(pieces):
            space = text.rfind(" ", start + (end - start) // 2, end)
            end = space + 1 if space >= 0 else end
            last = next(
                i for i in range(first + 1, len(pieces) + 1) if i == len(pieces) or span.start + pieces[i].start >= end
            )
        trimmed = text[start:end].rstrip()
        if trimmed:
            found.append((Span(start, start + len(trimmed)), last - first))
        first, start = last, end
    return found


def _packed(sized: Sequence[tuple[Span, int]]) -> list[tuple[Span, ...]]:
    """Runs of sentences of up to ``_TOKENS`` tokens, each beginning with the last sentence of the one before."""
    found: list[tuple[Span, ...]] = []
    run: list[tuple[Span, int]] = []
    for span, count in sized:
        if run and sum(n for _, n in run) + count > _TOKENS:
            found.append(tuple(s for s, _ in run))
            last = run[-1]
            run = [last] if last[1] * 2 < _TOKENS and last[1] + count <= _TOKENS else []
        run.append((span, count))
    if run:
        found.append(tuple(s for s, _ in run))
    return found
