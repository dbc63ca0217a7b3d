"""Search: three rankings fused, filters in both indexes alike, and queries of every kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from rag.domain import Article, Filters
from rag.embedding import Embedder
from rag.errors import NotFound
from rag.retrieve import fuse
from rag.service import Service
from rag.settings import Settings

TEXTS = {
    "en": "The railway to the port was opened and grain will travel by rail.",
    "ru": "Железная дорога к порту открыта, и зерно пойдёт по железной дороге.",
    "kk": "Портқа баратын теміржол ашылды, астық теміржолмен тасымалданады.",
    "zh": "通往港口的铁路开通，粮食将通过铁路运输。",
}
OUTLETS = ("Steppe Post", "Valley Times")
DAYS = (date(2024, 1, 31), date(2024, 2, 1), date(2025, 6, 15), None)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    """An article for each of four languages, two outlets and four days, one of which is unknown."""
    folder = tmp_path_factory.mktemp("grid")
    rows = [
        {
            "title": f"Railway {language} {outlet} {day}",
            "text": f"{text} ({outlet}, {day})",
            "source": outlet,
            "language": language,
            "published": day.isoformat() if day else "",
        }
        for language, text in TEXTS.items()
        for outlet in OUTLETS
        for day in DAYS
    ]
    (folder / "grid.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    with Service.open(Settings(library=folder / "library"), embedder=embedder) as service:
        assert len(service.ingest([str(folder / "grid.jsonl")]).added) == 32
        yield service


# -- fusion


def test_fusion_by_hand() -> None:
    one = [("a", 0.9), ("b", 0.8), ("c", 0.1)]
    two = [("c", 31.0), ("a", 7.0)]
    three = [("d", 1.0)]
    found = fuse((one, 1.0), (two, 1.0), (three, 2.0))
    assert dict(found) == pytest.approx({"a": 1 / 61 + 1 / 62, "b": 1 / 62, "c": 1 / 63 + 1 / 61, "d": 2 / 61})
    assert [i for i, _ in found] == ["d", "a", "c", "b"]


def test_only_ranks_count_and_ties_keep_their_order() -> None:
    assert fuse(([("a", 5.0), ("b", -1.0)], 1.0)) == fuse(([("a", 0.2), ("b", 0.1)], 1.0))
    assert [i for i, _ in fuse(([("a", 1.0)], 1.0), ([("b", 1.0)], 1.0))] == ["a", "b"]
    assert fuse() == fuse(([], 1.0)) == []


# -- filters

SINGLE = [
    Filters(since=date(2024, 2, 1)),
    Filters(until=date(2024, 1, 31)),
    Filters(sources=("Steppe Post",)),
    Filters(sources=OUTLETS),
    Filters(languages=("kk",)),
    Filters(languages=("zh", "ru")),
]


def joined(one: Filters, other: Filters) -> Filters:
    return Filters(
        one.since or other.since,
        one.until or other.until,
        one.sources or other.sources,
        one.languages or other.languages,
    )


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        *SINGLE,
        *(joined(one, other) for one, other in combinations(SINGLE, 2)),
        Filters(date(2024, 2, 1), date(2024, 2, 1), ("Valley Times",), ("en", "zh")),
        Filters(sources=("Nobody",)),
        Filters(languages=("de",)),
        Filters(since=date(2030, 1, 1)),
    ],
    ids=str,
)
def test_filters_let_the_same_articles_through_everywhere(grid: Service, filters: Filters) -> None:
    everything = [listed.article for listed in grid.articles()]
    expected = {a.id for a in everything if filters.admits(a)}
    assert {listed.article.id for listed in grid.articles(filters)} == expected

    vector = grid.embedder.embed_queries(["railway"])[0]
    dense = {i.partition(":")[0] for hits in grid.stores.vectors.search(vector, 100, filters).values() for i, _ in hits}
    words = {i.partition(":")[0] for i, _ in grid.stores.lexical.search("railway теміржол железная 铁路", 100, filters)}
    assert dense == words == expected

    found = grid.search("railway теміржол железная 铁路", 100, filters)
    assert {p.article.id for p in found.passages} == expected
    assert {s.candidate.article.id for s in found.sentences} <= expected
    assert found.nothing == ("" if expected else "nothing_passes_filters")


def test_an_article_without_a_date_never_passes_a_date_bound(grid: Service) -> None:
    undated = {listed.article.id for listed in grid.articles() if listed.article.published is None}
    assert len(undated) == 8
    for filters in (Filters(since=date(1, 1, 1)), Filters(until=date(9999, 12, 31))):
        found = grid.search("railway", 100, filters)
        assert len(found.passages) == 24
        assert undated.isdisjoint(p.article.id for p in found.passages)


def test_single_articles_can_be_searched(grid: Service) -> None:
    one, two = (listed.article.id for listed in grid.articles()[:2])
    found = grid.search("railway", 10, Filters(article_ids=(one, two)))
    assert {p.article.id for p in found.passages} == {one, two}


@pytest.mark.parametrize("odd", ["'; drop table articles; --", '"', "\\", "%", "_", "*", "\x00", "\ud800", "名" * 5000])
def test_filters_are_never_read_as_code(grid: Service, odd: str) -> None:
    for filters in (Filters(sources=(odd,)), Filters(languages=(odd,)), Filters(article_ids=(odd,))):
        assert grid.search("railway", 5, filters).passages == ()
        assert grid.articles(filters) == []
    assert grid.articles(containing=odd) == [] or odd in "%_*\x00"  # SQLite reads a text up to its first NUL
    with pytest.raises(NotFound):
        grid.article(odd)


# -- what is found


def test_a_passage_says_what_found_it(sample: Service) -> None:
    found = sample.search("capacity of the wind farm", 10)
    assert len(found.passages) == len(found.encoded) == 10
    assert [p.score for p in found.passages] == sorted((p.score for p in found.passages), reverse=True)
    assert len({p.chunk.id for p in found.passages}) == 10
    for passage, encoded in zip(found.passages, found.encoded, strict=True):
        assert passage.chunk.text == passage.article.text[passage.chunk.start : passage.chunk.end]
        if passage.similarity is not None:
            assert passage.similarity == pytest.approx(float(found.vector @ encoded.vector), abs=1e-3)
    assert found.passages[0].words  # both found the best one
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-4)
    best = [s.score for s in found.sentences]
    assert best == sorted(best, reverse=True)
    chunk_ids = {p.chunk.id for p in found.passages}
    assert all(chunk_ids & set(s.candidate.chunk_ids) for s in found.sentences)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("At what price will the wind power be bought?", "ветер"),
        ("По какой цене купят электроэнергию ветропарка?", "ветер"),
        ("Жел электр станциясының қуаты қанша?", "ветер"),
        ("风电场的电价是多少？", "ветер"),
    ],
)
def test_a_question_finds_its_event_in_any_language(sample: Service, question: str, name: str) -> None:
    twins = {a.article.id for a in sample.articles() if "dzungarian-wind" in "".join(a.origins)}
    assert len(twins) == 2
    assert {p.article.id for p in sample.search(question, 3).passages} & twins


def test_search_is_deterministic(sample: Service) -> None:
    for question in ("wind farm", "товарооборот", "теміржол", "铁路"):
        one, two = sample.search(question), sample.search(question)
        assert [(p.chunk.id, p.score) for p in one.passages] == [(p.chunk.id, p.score) for p in two.passages]
        assert [s.score for s in one.sentences] == [s.score for s in two.sentences]


def test_k_bounds_what_is_found(sample: Service) -> None:
    chunks = sample.library.count_chunks()
    for k in (1, 3, 40, 10_000):
        found = sample.search("railway", k)
        assert len(found.passages) == min(k, chunks)
    assert {p.article.id for p in found.passages} == {listed.article.id for listed in sample.articles()}


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_is_nothing(sample: Service, k: int) -> None:
    assert sample.search("railway", k).passages == ()


def test_an_empty_library(service: Service) -> None:
    found = service.search("railway")
    assert (found.passages, found.sentences, found.nothing) == ((), (), "empty_library")
    assert service.search("railway", filters=Filters(languages=("en",))).nothing == "empty_library"


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_an_empty_query(sample: Service, query: str) -> None:
    found = sample.search(query)
    assert (found.passages, found.nothing) == ((), "empty_question")


@pytest.mark.parametrize(
    "query",
    [
        "who is the",
        "и в на",
        "的 了",
        "?",
        "…",
        "😀🚀",
        "a\x00b\x00",
        "\x00",
        "\ud800",
        "port \udfff of Aktau",
        'title:"x" AND (body:y OR *) ^2 ~',
        "' OR 1=1 --",
        "\u202eabc\u200f",
        "İstanbul ﬁ ①",
    ],
    ids=ascii,
)
def test_odd_queries(sample: Service, query: str) -> None:
    assert len(sample.search(query, 5).passages) == 5
    sample.ask(query)


@pytest.mark.parametrize("piece", ["the railway to the port ", "порт и дорога ", "теміржол пен порт ", "铁路和港口，"])
def test_a_pasted_article_is_a_legal_query(sample: Service, piece: str) -> None:
    found = sample.search(piece * (20_000 // len(piece)), 5)
    assert len(found.passages) == 5
    assert sum(found.timings_ms.values()) < 20_000


def test_text_that_no_store_should_choke_on(service: Service, tmp_path: Path) -> None:
    """Half characters and NULs reach JSONL by way of \\u escapes."""
    odd = "Tail \ud83d and \x00 and \u2028 and \ufeff and \ufffe end."
    line = {"title": f"Odd {odd}", "text": f"{odd} The port grew.", "source": odd, "author": odd, "language": "en"}
    (tmp_path / "odd.jsonl").write_text(json.dumps(line))
    (entry,) = service.ingest([str(tmp_path / "odd.jsonl")]).added
    article: Article = service.article(entry.article_id)
    (passage,) = service.search("port", filters=Filters(sources=(article.source,))).passages
    assert passage.article == article
    assert not service.ingest([str(tmp_path / "odd.jsonl")]).embeddings
    service.remove([article.id])
