"""Articles into the library and out of it again, looked for in each store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.index import Progress
from ingest.read import Given
from rag.domain import Filters
from rag.embedding import Embedder
from rag.service import Service
from rag.settings import Settings

RAIL = (
    "The railway between Zharkent and Yining opened on Monday after nine years of work. "
    "It carries forty trains a day and cost 3.1 billion dollars. "
    "Engineers said the tunnel under the Alatau ridge was the hardest part of the line."
)
FISH = (
    "Fishermen of the Balkhash lake reported the largest catch of carp in twelve years. "
    "The ministry of ecology kept the quota at nine thousand tonnes. "
    "Scientists warn that the water level fell by eleven centimetres."
)
BANK = (
    "The development bank lent two hundred million tenge to growers of apples near Talgar. "
    "The loans run for seven years at six percent. "
    "Orchards planted in spring will bear fruit in 2029."
)


def write(path: Path, title: str, text: str, **front: str) -> str:
    lines = "".join(f"{k}: {v}\n" for k, v in {"title": title, **front}.items())
    path.write_text(f"---\n{lines}---\n\n{text}\n", "utf-8")
    return str(path)


def write_lines(path: Path, *articles: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")
    return str(path)


def in_sql(service: Service, article_id: str) -> int:
    chunks = [c for r in service.library.records([article_id]) for c in r.chunks]
    return len(chunks) + len(service.library.origins(article_id))


def in_chroma(service: Service, article_id: str) -> int:
    only = Filters(article_ids=(article_id,))
    vector = service.embedder.read_query("railway").vector
    return sum(len(hits) for hits in service.stores.vectors.search(vector, 10, only).values())


def in_tantivy(service: Service, article_id: str, word: str) -> int:
    return len(service.stores.lexical.search(word, 10, Filters(article_ids=(article_id,))))


def in_step(service: Service) -> int:
    """Number of chunks, which all three stores agree on."""
    chunks = service.library.count_chunks()
    assert service.stores.vectors.count() == service.stores.lexical.count() == chunks
    return chunks


def test_again_costs_nothing(service: Service, tmp_path: Path) -> None:
    place = write(tmp_path / "rail.md", "Railway opens", RAIL)
    first = service.ingest([place])
    assert (len(first.added), first.embeddings) == (1, 1)
    before = in_step(service)
    again = service.ingest([place])
    assert (len(again.unchanged), again.embeddings) == (1, 0)
    assert not (again.added or again.replaced or again.updated or again.duplicates or again.removed)
    assert in_step(service) == before


def test_a_changed_file_replaces_its_article_in_every_store(service: Service, tmp_path: Path) -> None:
    place = write(tmp_path / "news.md", "Railway opens", RAIL)
    old = service.ingest([place]).added[0].article_id
    assert in_sql(service, old)
    assert in_chroma(service, old)
    assert in_tantivy(service, old, "railway")
    write(tmp_path / "news.md", "Carp catch grows", FISH)
    report = service.ingest([place])
    assert [e.title for e in report.replaced] == ["Carp catch grows"]
    assert report.removed == [old]
    assert (in_sql(service, old), in_chroma(service, old), in_tantivy(service, old, "railway")) == (0, 0, 0)
    new = report.replaced[0].article_id
    assert in_sql(service, new)
    assert in_chroma(service, new)
    assert in_tantivy(service, new, "carp")
    assert in_step(service) == 1
    assert [p.article.id for p in service.search("railway tunnel").passages] == [new]


def test_removal_leaves_nothing(service: Service, tmp_path: Path) -> None:
    report = service.ingest(
        [write(tmp_path / "rail.md", "Railway opens", RAIL), write(tmp_path / "fish.md", "Carp catch grows", FISH)]
    )
    gone = next(e.article_id for e in report.added if e.title == "Railway opens")
    assert [a.title for a in service.remove([gone, gone])] == ["Railway opens"]
    assert (in_sql(service, gone), in_chroma(service, gone), in_tantivy(service, gone, "railway")) == (0, 0, 0)
    assert in_step(service) == 1
    assert [listed.article.title for listed in service.articles()] == ["Carp catch grows"]


def test_the_same_text_from_two_files_is_one_article_with_two_origins(service: Service, tmp_path: Path) -> None:
    one = write(tmp_path / "one.md", "Railway opens", RAIL)
    two = write(tmp_path / "two.md", "A railway is opened", RAIL.replace(" ", "  ", 3))
    report = service.ingest([one, two])
    assert len(report.added) == len(report.duplicates) == 1
    assert report.embeddings == 1
    (listed,) = service.articles()
    assert report.duplicates[0].article_id == listed.article.id
    assert len(listed.origins) == 2
    Path(one).unlink()
    assert service.ingest([two]).embeddings == 0  # now known by its second place


def test_a_file_that_becomes_a_duplicate_gives_up_its_old_article(service: Service, tmp_path: Path) -> None:
    one = write(tmp_path / "one.md", "Railway opens", RAIL)
    two = write(tmp_path / "two.md", "Carp catch grows", FISH)
    service.ingest([one, two])
    write(tmp_path / "two.md", "Railway opens", RAIL)
    report = service.ingest([two])
    assert len(report.duplicates) == len(report.removed) == 1
    (listed,) = service.articles()
    assert (listed.article.title, len(listed.origins)) == ("Railway opens", 2)
    assert in_step(service) == 1


def test_near_duplicates_are_reported_and_kept(service: Service, tmp_path: Path) -> None:
    long = f"{RAIL} {FISH} {BANK}"
    first = service.ingest([write(tmp_path / "one.md", "Railway opens", long)]).added[0].article_id
    report = service.ingest([write(tmp_path / "two.md", "Railway opened", long.replace("Monday", "Tuesday"))])
    (near,) = report.near_duplicates
    assert (near.article_id, near.other_id) == (report.added[0].article_id, first)
    assert 0.7 <= near.similarity < 1
    assert len(service.articles()) == 2
    assert not service.ingest([write(tmp_path / "three.md", "Loans for apples", BANK)]).near_duplicates


def test_an_article_that_left_its_file_leaves_the_library(service: Service, tmp_path: Path) -> None:
    rail, fish = {"title": "Railway opens", "text": RAIL}, {"title": "Carp catch grows", "text": FISH}
    place = write_lines(tmp_path / "news.jsonl", rail, fish)
    assert len(service.ingest([place]).added) == 2
    write_lines(tmp_path / "news.jsonl", fish)
    report = service.ingest([place])
    assert len(report.removed) == 1
    assert report.embeddings == 0
    assert [listed.article.title for listed in service.articles()] == ["Carp catch grows"]
    assert in_step(service) == 1


def test_articles_of_one_title_keep_a_place_each(service: Service, tmp_path: Path) -> None:
    """Also when the number that tells two of them apart is the title of another."""
    rows = [("News", RAIL), ("News 3", FISH), ("News", BANK)]
    place = write_lines(tmp_path / "news.jsonl", *({"title": title, "text": text} for title, text in rows))
    assert len(service.ingest([place]).added) == 3
    assert sorted(len(listed.origins) for listed in service.articles()) == [1, 1, 1]
    assert len(service.ingest([place]).unchanged) == 3


def test_better_metadata_is_taken_without_embedding(service: Service, tmp_path: Path) -> None:
    place = write(tmp_path / "rail.md", "Railway opens", RAIL, source="Steppe Post", published="2024-03-04")
    article_id = service.ingest([place]).added[0].article_id
    write(tmp_path / "rail.md", "Railway opens", RAIL, source="Valley Times", published="2025-03-04")
    report = service.ingest([place])
    assert [e.article_id for e in report.updated] == [article_id]
    assert report.embeddings == 0
    article = service.article(article_id)
    assert (article.source, str(article.published)) == ("Valley Times", "2025-03-04")
    for sources, hits in ((("Valley Times",), 1), (("Steppe Post",), 0)):
        assert len(service.search("railway", filters=Filters(sources=sources)).passages) == hits
        assert len(service.stores.lexical.search("railway", 5, Filters(sources=sources))) == hits
    assert in_step(service) == 1


def test_what_is_given_outweighs_the_file(service: Service, tmp_path: Path) -> None:
    place = write(tmp_path / "rail.md", "Railway opens", RAIL, source="Steppe Post")
    service.ingest([place], Given(source="Given Gazette"))
    assert service.articles()[0].article.source == "Given Gazette"


def test_a_bad_file_among_good_ones(service: Service, tmp_path: Path) -> None:
    write(tmp_path / "a.md", "Railway opens", RAIL)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is a PDF")
    write(tmp_path / "c.md", "Carp catch grows", FISH)
    report = service.ingest([str(tmp_path / name) for name in ("a.md", "b.pdf", "c.md")])
    assert {e.title for e in report.added} == {"Railway opens", "Carp catch grows"}
    (failed,) = report.failed
    assert "b.pdf" in failed.location
    assert failed.reason
    assert in_step(service) == 2


def test_a_file_that_turned_bad_keeps_its_article(service: Service, tmp_path: Path) -> None:
    place = write_lines(tmp_path / "news.jsonl", {"title": "Railway opens", "text": RAIL})
    service.ingest([place])
    Path(place).write_text("{not json\n", "utf-8")
    report = service.ingest([place])
    assert report.failed
    assert not report.removed
    assert len(service.articles()) == 1


def test_ctrl_c_leaves_a_whole_library_and_the_next_run_goes_on(tmp_path: Path, embedder: Embedder) -> None:
    places = [write(tmp_path / "a.md", "Railway opens", RAIL), write(tmp_path / "b.md", "Carp catch grows", FISH)]

    def impatient(progress: Progress) -> None:
        raise KeyboardInterrupt

    settings = Settings(library=tmp_path / "library")
    with Service.open(settings, embedder=embedder) as service:
        report = service.ingest(places, progress=impatient)
        assert report.interrupted
        stored = in_step(service)
        assert stored == len(service.articles()) == report.embeddings
        assert service.search("railway").passages or not stored
        later = service.ingest([*places, write(tmp_path / "c.md", "Loans for apples", BANK)])
        assert not later.interrupted
        assert len(later.unchanged) == stored
        assert len(later.added) == 3 - stored
    with Service.open(settings, embedder=embedder) as service:
        assert in_step(service) == len(service.articles()) == 3


def test_ctrl_c_between_the_stores_is_mended_at_once(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write(tmp_path / "a.md", "Railway opens", RAIL)
    with Service.open(Settings(library=tmp_path / "library"), embedder=embedder) as service:

        def interrupt(records: object) -> None:
            monkeypatch.undo()
            raise KeyboardInterrupt

        monkeypatch.setattr(service.stores.lexical, "put", interrupt)
        assert service.ingest([place]).interrupted
        assert in_step(service) == 1
        assert len(service.ingest([place]).unchanged) == 1


def test_stopped_ends_early_and_keeps_what_was_read(service: Service, tmp_path: Path) -> None:
    places = [write(tmp_path / "a.md", "Railway opens", RAIL), write(tmp_path / "b.md", "Carp catch grows", FISH)]
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 1  # before the first file not yet, after its article

    report = service.ingest(places, stopped=stopped)
    assert report.interrupted
    assert [e.title for e in report.added] == ["Railway opens"]
    assert in_step(service) == 1
    assert [e.title for e in service.ingest(places).added] == ["Carp catch grows"]
