"""Aiqyn as LangChain parts."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from rag.chain import LibraryRetriever, answer_chain
from rag.domain import Answer, Filters
from rag.service import Service

QUESTION = "What is the capacity of the wind farm at the Dzungarian Gate?"


@pytest.fixture
def retriever(sample: Service) -> LibraryRetriever:
    return LibraryRetriever(retriever=sample.retriever, k=4)


def test_documents_carry_what_search_found(sample: Service, retriever: LibraryRetriever) -> None:
    documents = retriever.invoke(QUESTION)
    passages = sample.search(QUESTION, 4).passages
    assert [d.id for d in documents] == [p.chunk.id for p in passages]
    for document, passage in zip(documents, passages, strict=True):
        article = passage.article
        assert document.page_content == article.text[document.metadata["start"] : document.metadata["end"]]
        assert document.metadata == {
            "article_id": article.id,
            "chunk_id": passage.chunk.id,
            "start": passage.chunk.start,
            "end": passage.chunk.end,
            "title": article.title,
            "source": article.source,
            "published": str(article.published),
            "url": article.url,
            "language": article.language,
            "score": passage.score,
        }


def test_metadata_is_plain_also_without_a_date(service: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("news") / "port.txt"
    path.write_text("The port grew\n\nThe port of Aktau grew by a third.\n")
    service.ingest([str(path)])
    (document,) = LibraryRetriever(retriever=service.retriever).invoke("port")
    assert document.metadata["published"] == ""
    assert all(type(value) in (str, int, float) for value in document.metadata.values())


def test_it_plugs_into_a_chain(retriever: LibraryRetriever) -> None:
    def titles(documents: list[Document]) -> str:
        return "; ".join(d.metadata["title"] for d in documents)

    assert "wind" in (retriever | titles).invoke(QUESTION).lower()
    prompted = {"context": retriever | titles, "question": RunnablePassthrough()} | RunnableLambda(
        lambda given: f"{given['question']}\n{given['context']}"
    )
    assert prompted.invoke(QUESTION).startswith(f"{QUESTION}\n")


def test_async_and_batch_give_the_same(retriever: LibraryRetriever) -> None:
    expected = [d.id for d in retriever.invoke(QUESTION)]
    assert [d.id for d in asyncio.run(retriever.ainvoke(QUESTION))] == expected
    one, other = retriever.batch([QUESTION, "экспорт зерна"])
    assert [d.id for d in one] == expected
    assert [d.id for d in other] == [d.id for d in retriever.invoke("экспорт зерна")]


def test_it_keeps_to_k_and_the_filters(sample: Service) -> None:
    filters = Filters(since=date(2024, 1, 1), languages=("ru",))
    found = LibraryRetriever(retriever=sample.retriever, k=3, filters=filters).invoke(QUESTION)
    assert len(found) == 3
    assert {d.metadata["language"] for d in found} == {"ru"}


def test_the_answer_chain_is_a_runnable(sample: Service) -> None:
    chain = answer_chain(sample.retriever, sample.answerer, sample.checker)
    answer = chain.invoke({"question": QUESTION})
    assert isinstance(answer, Answer)
    assert answer.sentences == sample.ask(QUESTION).sentences != ()
    assert asyncio.run(chain.ainvoke({"question": QUESTION})).sentences == answer.sentences
    assert (chain | (lambda a: a.text)).invoke({"question": QUESTION}) == answer.text
    (streamed,) = chain.stream({"question": QUESTION})
    assert streamed.sentences == answer.sentences


def test_the_answer_chain_keeps_to_the_filters(sample: Service) -> None:
    answer = sample.chain.invoke({"question": QUESTION, "filters": Filters(sources=("Nobody",))})
    assert answer.abstained
    assert answer.passages == ()
