"""Aiqyn as LangChain parts: a retriever that plugs into any chain, and the question-answering chain itself."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from .answer import Answerer
from .domain import Answer, Filters
from .ground import Checker
from .retrieve import Found, Retriever

__all__ = ["LibraryRetriever", "answer_chain"]


class LibraryRetriever(BaseRetriever):
    """Passages of the library as LangChain documents, best first.

    Metadata: article_id, chunk_id, start, end (characters of the article's text), title, source, published
    (YYYY-MM-DD or ""), url, language, score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the name is LangChain's
    ) -> list[Document]:
        found = self.retriever.search(query, self.k, self.filters)
        return [
            Document(
                id=p.chunk.id,
                page_content=p.chunk.text,
                metadata={
                    "article_id": p.article.id,
                    "chunk_id": p.chunk.id,
                    "start": p.chunk.start,
                    "end": p.chunk.end,
                    "title": p.article.title,
                    "source": p.article.source,
                    "published": p.article.published.isoformat() if p.article.published else "",
                    "url": p.article.url,
                    "language": p.article.language,
                    "score": p.score,
                },
            )
            for p in found.passages
        ]


def answer_chain(retriever: Retriever, answerer: Answerer, checker: Checker) -> Runnable[dict[str, Any], Answer]:
    """``{"question": str, "filters": Filters}`` in, the filters being optional; a cited answer or an abstention out.

    Every sentence of the answer has passed the checker.
    """

    def retrieve(asked: dict[str, Any]) -> Found:
        return retriever.search(asked["question"], answerer.passages, asked.get("filters", Filters()))

    def check(answer: Answer) -> Answer:
        began = time.perf_counter()
        articles = {p.article.id: p.article for p in answer.passages}
        sentences = tuple(checker.confirmed(s, articles) for s in answer.sentences)
        checking = 1000 * (time.perf_counter() - began)
        timings = {**answer.timings_ms, "check": checking, "total": answer.timings_ms["total"] + checking}
        return replace(answer, sentences=sentences, timings_ms=timings)

    return (
        RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(answerer.answer, name="answer")
        | RunnableLambda(check, name="check")
    )
