"""Answers: what is quoted, and when Aiqyn is silent."""

from __future__ import annotations

import pytest

from rag.chain import LibraryRetriever
from rag.domain import Filters
from rag.errors import LibraryBusy
from rag.retrieve import fuse
from rag.service import Service


@pytest.mark.parametrize(
    "question",
    [
        "What trade turnover target did the heads of state set?",
        "Какую цель по товарообороту поставили главы государств?",
        "两国元首设定了什么贸易额目标？",
        "Мемлекет басшылары тауар айналымының қандай мақсатын қойды?",
    ],
)
def test_the_same_sentence_is_found_in_four_languages(seed: Service, question: str) -> None:
    assert any("$40 billion" in s.text for s in seed.ask(question).sentences)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "Кто выиграл чемпионат мира 2022 года?",
        "谁赢得了2022年世界杯？",
        "2022 жылғы әлем чемпионатын кім жеңді?",
    ],
)
def test_silence_with_a_reason(sample: Service, seed: Service, question: str) -> None:
    for service in (sample, seed):
        answer = service.ask(question)
        assert answer.abstained
        assert answer.reason
        assert not answer.sentences


def test_an_empty_library_says_so(service: Service) -> None:
    assert "no articles" in service.ask("What happened?").reason
    assert "no question" in service.ask("  ").reason


def test_filters_that_nothing_passes(sample: Service) -> None:
    answer = sample.ask("What is the capacity of the wind farm?", Filters(sources=("No such outlet",)))
    assert "filters" in answer.reason


def test_at_most_four_sentences_and_a_note_on_the_language(sample: Service) -> None:
    answer = sample.ask("When will the repair work at the Otar-2 compressor station be over?")
    assert 1 <= len(answer.sentences) <= 4
    assert len({s.text for s in answer.sentences}) == len(answer.sentences)
    assert "Russian" in answer.note


def test_weighted_reciprocal_rank_fusion_by_hand() -> None:
    fused = dict(fuse(([("a", 9.0), ("b", 8.0)], 1.0), ([("b", 1.0)], 0.5)))
    assert fused == pytest.approx({"a": 1 / 61, "b": 1 / 62 + 0.5 / 61})


def test_a_langchain_retriever(sample: Service) -> None:
    chain = LibraryRetriever(retriever=sample.retriever, k=3) | (lambda documents: [d.metadata for d in documents])
    found = chain.invoke("wind farm capacity")
    assert len(found) == 3
    article = sample.article(found[0]["article_id"])
    assert article.title == found[0]["title"]


def test_a_second_one_is_told_that_the_library_is_in_use(service: Service) -> None:
    with pytest.raises(LibraryBusy, match="in use"):
        Service.open(service.settings, embedder=service.embedder)
