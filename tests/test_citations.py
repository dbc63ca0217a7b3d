"""Every span and every citation holds the very words that stand in the article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ingest.chunk import chunk_articles
from rag.domain import Article, Citation, Sentence, Style
from rag.embedding import Embedder
from rag.orders import states
from rag.sentences import sentences
from rag.service import Service
from rag.settings import Settings

from .conftest import SHARED

QUESTIONS = Path(__file__).parent / "data" / "sample_questions.jsonl"
GUM = SHARED / "eval_data" / "gum_wikinews.jsonl"


def check_chunks(article: Article, embedder: Embedder) -> None:
    """Offsets are exact, sizes kept, and no letter or digit is lost, but for questions and orders to the reader."""
    (chunks,) = chunk_articles([article], embedder)
    text = article.text
    covered = bytearray(len(text))
    counts = embedder.token_counts([c.told for c in chunks])
    for start, end in sentences(text):
        if not states(text[start:end]):
            assert not any(span.start < end and start < span.end for c in chunks for span in c.sentences)
            covered[start:end] = b"\1" * (end - start)
    for chunk, count in zip(chunks, counts, strict=True):
        assert text[chunk.start : chunk.end] == chunk.text
        assert (chunk.sentences[0].start, chunk.sentences[-1].end) == (chunk.start, chunk.end)
        assert len(chunk.terms) == len(chunk.sentences)
        assert count <= 200 or len(chunk.sentences) == 1, chunk.text
        for span in chunk.sentences:
            assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        for before, after in zip(chunk.sentences, chunk.sentences[1:], strict=False):
            assert before.end <= after.start
    assert not [text[max(0, i - 20) : i + 20] for i, c in enumerate(text) if c.isalnum() and not covered[i]]


def check_citations(citations: Iterable[Citation], service: Service) -> None:
    for citation in citations:
        article = service.article(citation.article_id)
        assert citation.quote.strip()
        assert article.text[citation.start : citation.end] == citation.quote


def test_chunks_of_the_sample(sample: Service, embedder: Embedder) -> None:
    listed = sample.articles()
    assert len(listed) >= 12
    for one in listed:
        check_chunks(one.article, embedder)


def test_chunks_of_the_seed(seed: Service, embedder: Embedder) -> None:
    listed = seed.articles()
    assert len(listed) == 2
    for one in listed:
        check_chunks(one.article, embedder)


@pytest.mark.skipif(not GUM.exists(), reason="shared/eval_data/gum_wikinews.jsonl is not here")
def test_chunks_of_wikinews(embedder: Embedder) -> None:
    rows = [json.loads(line) for line in GUM.read_text("utf-8").splitlines()]
    assert rows
    for row in rows:
        check_chunks(Article.of(row["title"], "\n\n".join(row["paragraphs"]), language="en"), embedder)


def test_stored_chunks_are_those_that_were_cut(sample: Service, embedder: Embedder) -> None:
    for record in sample.library.records(sample.library.ids()):
        assert [record.chunks] == chunk_articles([record.article], embedder)
        assert [len(e.sentences) for e in record.encoded] == [len(c.sentences) for c in record.chunks]


def test_citations_of_answers(sample: Service) -> None:
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    answered = 0
    for question in questions:
        answer = sample.ask(question)
        answered += not answer.abstained
        for sentence in answer.sentences:
            assert sentence.citations
            assert sentence.text == sentence.citations[0].quote
            check_citations(sentence.citations, sample)
        for passage in answer.passages:
            assert passage.article.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text
    assert answered > len(questions) // 2


@pytest.mark.parametrize("style", Style)
def test_citations_of_drafts(sample: Service, style: Style) -> None:
    drafts = [
        sample.draft("Khorgos container traffic", style=style),
        sample.draft("экспорт зерна в Китай", style=style),
    ]
    drafts += [sample.draft(article_ids=[listed.article.id], style=style) for listed in sample.articles()]
    for draft in drafts:
        assert draft.sentences, draft.reason
        assert {c.article_id for s in draft.sentences for c in s.citations} == {a.id for a in draft.articles}
        titles = {a.title for a in draft.articles} if style is Style.HEADLINES else set()
        for sentence in draft.sentences:
            assert sentence.text in {sentence.citations[0].quote, *titles}
            check_citations(sentence.citations, sample)


@pytest.fixture(scope="module")
def wikinews(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    """A few of the articles of GUM."""
    if not GUM.exists():
        pytest.skip("shared/eval_data/gum_wikinews.jsonl is not here")
    folder = tmp_path_factory.mktemp("gum")
    rows = [json.loads(line) for line in GUM.read_text("utf-8").splitlines()]
    news = [row for row in rows if row["type"] == "news"][:3]
    rows = [{"title": row["title"], "text": "\n\n".join(row["paragraphs"])} for row in news]
    (folder / "gum.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with Service.open(Settings(library=folder / "library"), embedder=embedder) as service:
        assert len(service.ingest([str(folder / "gum.jsonl")]).added) == len(rows) == 3
        yield service


@pytest.mark.parametrize("library", ["seed", "wikinews"])
def test_citations_over_real_news(library: str, request: pytest.FixtureRequest) -> None:
    """Titles, and first sentences, are the questions and topics."""
    service: Service = request.getfixturevalue(library)
    shown: list[Sentence] = []
    for listed in service.articles():
        article = listed.article
        for question in (article.title, article.text[:200]):
            shown += service.ask(question).sentences
        shown += service.draft(article.title, words=300).sentences
        shown += service.draft(article_ids=[article.id], words=100).sentences
    assert len(shown) >= 5 * len(service.articles())
    for sentence in shown:
        assert sentence.text == sentence.citations[0].quote
        check_citations(sentence.citations, service)
