"""Adding from the page: one at a time, with progress, and cancelled at will."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index import Progress, Report
from rag.errors import LibraryBusy
from rag.service import Service
from rag.settings import Settings
from ui.adding import Adding

from .tiny_model import make_model


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    settings = Settings(library=tmp_path / "library", embedding=str(make_model(tmp_path)))
    with Service.open(settings) as opened:
        yield opened


def write(folder: Path, count: int) -> list[str]:
    folder.mkdir()
    for i in range(count):
        body = " ".join(f"The port of river {i} grew {n} times." for n in range(60))  # several batches in all
        (folder / f"{i}.txt").write_text(f"Port {i}\n\n{body}\n", "utf-8")
    return [str(folder)]


def test_progress_comes_first_and_the_report_last(service: Service, tmp_path: Path) -> None:
    *progress, report = Adding(service).run(write(tmp_path / "news", 3), "busy")
    assert progress
    assert all(isinstance(now, Progress) for now in progress)
    assert isinstance(report, Report)
    assert len(report.added) == 3


def test_the_second_is_told_and_the_next_can_go_on(service: Service, tmp_path: Path) -> None:
    adding = Adding(service)
    locations = write(tmp_path / "news", 100)
    first = adding.run(locations, "busy")
    next(first)
    with pytest.raises(LibraryBusy, match="one at a time"):
        next(adding.run(locations, "one at a time"))
    adding.cancel()
    *_, report = first
    assert isinstance(report, Report)
    assert report.interrupted
    assert len(report.added) < 100
    *_, rest = adding.run(locations, "busy")
    assert isinstance(rest, Report)
    assert not rest.interrupted
    assert len(service.articles()) == 100


def test_finish_waits_for_what_a_reader_left_behind(service: Service, tmp_path: Path) -> None:
    adding = Adding(service)
    abandoned = adding.run(write(tmp_path / "news", 100), "busy")
    next(abandoned)
    del abandoned
    adding.finish()
    assert len(service.articles()) < 100
    *_, report = adding.run([str(tmp_path / "news" / "0.txt")], "busy")
    assert isinstance(report, Report)
