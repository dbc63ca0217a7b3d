"""The words of chunks and titles in Tantivy: BM25 over four languages, on disk, incremental."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from .domain import Filters
from .errors import LibraryError
from .terms import document_terms, query_groups

if TYPE_CHECKING:
    from .tables import Record

__all__ = ["Lexical"]

_HEAP = 64_000_000  # bytes that a writer fills before it writes a segment
_MOST_WORDS = 200  # of a query; a pasted article is a legal query
_TITLE_WEIGHT = 0.5  # a word of the title says what all chunks of the article are about, but answers nothing


class Lexical:
    """The word index. Everything in it can be made again from the library."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())

    def count(self) -> int:
        """Number of chunks in the index."""
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def clear(self) -> None:
        """Empty the index."""
        with self._writer() as writer:
            writer.delete_all_documents()

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace the chunks of these articles."""
        with self._writer() as writer:
            for record in records:
                writer.delete_documents_by_term("article_id", record.article.id)
                for document in _documents(record):
                    writer.add_document(document)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Delete the chunks of these articles."""
        with self._writer() as writer:
            for article_id in article_ids:
                writer.delete_documents_by_term("article_id", article_id)

    def search(self, query: str, k: int, filters: Filters) -> list[tuple[str, float]]:
        """The ``k`` best chunks for the words of ``query``: ids and BM25 scores (0 and up), best first."""
        terms = dict.fromkeys(term for group in query_groups(query)[:_MOST_WORDS] for term in sorted(group))
        if not terms:
            return []
        any_term = [
            (tantivy.Occur.Should, clause)
            for term in terms
            for clause in (
                self._term("body", term),
                tantivy.Query.boost_query(self._term("title", term), _TITLE_WEIGHT),
            )
        ]
        must = [(tantivy.Occur.Must, q) for q in (tantivy.Query.boolean_query(any_term), *self._conditions(filters))]
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(must), k, count=False).hits
        return [(str(searcher.doc(address)["chunk_id"][0]), float(score)) for score, address in hits]

    def rarity(self, query: str) -> dict[frozenset[str], float]:
        """The words of a query as sets of terms, each with its inverse document frequency, 0 and up.

        ln(1 + N / (n + 0.5)), n being the chunks that hold the most frequent of the terms, N all chunks.
        """
        searcher = self._index.searcher()
        return {
            group: math.log1p(searcher.num_docs / (0.5 + max(searcher.doc_freq("body", t) for t in group)))
            for group in query_groups(query)[:_MOST_WORDS]
        }

    def _conditions(self, filters: Filters) -> list[Any]:
        """Filters as queries that add nothing to the score."""
        found = [
            tantivy.Query.term_set_query(self._schema, field, list(values))
            for field, values in (
                ("source", filters.sources),
                ("language", filters.languages),
                ("article_id", filters.article_ids),
            )
            if values
        ]
        if filters.since or filters.until:
            since = filters.since.toordinal() if filters.since else None
            until = filters.until.toordinal() if filters.until else None
            found.append(tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Integer, since, until))
        return [tantivy.Query.const_score_query(query, 0.0) for query in found]

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer whose work counts from the end of the block."""
        try:
            writer = self._index.writer(_HEAP, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()  # also gives the writer's lock back
            self._index.reload()
        except (ValueError, OSError) as error:  # tantivy says so, whatever it is that it cannot do
            raise LibraryError(
                f"The word index {self._folder} cannot be written ({error}). See that the disk is not full, then run "
                "`aiqyn library repair` to make it anew from the articles."
            ) from error


def _documents(record: Record) -> Iterator[Any]:
    article = record.article
    title = " ".join(document_terms(article.title, article.language))
    for chunk in record.chunks:
        document = tantivy.Document(
            chunk_id=chunk.id,
            article_id=article.id,
            source=article.source,
            language=article.language,
            title=title,
            body=" ".join(chunk.terms),
        )
        if article.published:
            document.add_integer("day", article.published.toordinal())
        yield document


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk_id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("article_id", "source", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="terms", index_option="freq")
    return builder.build()
