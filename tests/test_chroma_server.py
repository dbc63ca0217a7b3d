"""Vectors on a Chroma server."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.embedding import Embedder
from rag.errors import LibraryError
from rag.service import Service
from rag.settings import Settings

from .command import free_port
from .shelves import CARP, GRAIN, RAILS, works, write


class Server:
    """``chroma run`` on this machine."""

    def __init__(self, folder: Path) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self.start()

    def start(self) -> None:
        chroma = str(Path(sys.executable).with_name("chroma"))
        port = self.address.rpartition(":")[2]
        command = [chroma, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", port]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def opened(settings: Settings, embedder: Embedder) -> Service:
    """The library, as soon as its server answers."""
    for _ in range(200):
        try:
            return Service.open(settings, embedder=embedder)
        except LibraryError:
            time.sleep(0.05)
    return Service.open(settings, embedder=embedder)


def test_a_chroma_server(tmp_path: Path, embedder: Embedder) -> None:
    server = Server(tmp_path / "chroma")
    settings = Settings(library=tmp_path / "library", chroma=server.address)
    gone = rf"{server.address} does not answer .*unset AIQYN_CHROMA"
    try:
        with opened(settings, embedder) as service:
            service.ingest(write(tmp_path / "news", port=GRAIN, rail=RAILS))
            assert not (settings.library / "vectors").exists()
            found = service.search("How much grain did Aktau ship?").passages
            assert GRAIN in found[0].article.text
            assert all(p.similarity is not None for p in found)
            service.remove([found[1].article.id])
            assert service.stores.vectors.count() == 1
            server.stop()
            for attempt in (
                lambda: service.ask("How much grain?"),
                lambda: service.ingest(write(tmp_path / "news", carp=CARP)),
                lambda: Service.open(Settings(library=tmp_path / "other", chroma=server.address), embedder=embedder),
            ):
                with pytest.raises(LibraryError, match=gone):
                    attempt()
        server.start()
        with opened(settings, embedder) as service:  # what could not be indexed is made up for
            assert service.stores.vectors.count() == service.library.count_chunks() == 2
            assert service.search("carp of Balkhash").passages[0].similarity is not None
    finally:
        server.stop()


def test_two_libraries_on_one_chroma_server_do_not_mix(tmp_path: Path, embedder: Embedder) -> None:
    server = Server(tmp_path / "chroma")
    try:
        for name, body in (("one", GRAIN), ("two", RAILS)):
            settings = Settings(library=tmp_path / name, chroma=server.address)
            with opened(settings, embedder) as service:
                service.ingest(write(tmp_path / f"news-{name}", news=body))
                assert [p.article.text for p in service.search("news").passages] == [body]
    finally:
        server.stop()


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://localhost", "http://", "http://localhost:port", "http://[::1"]
)
def test_an_address_that_is_none(tmp_path: Path, embedder: Embedder, address: str) -> None:
    with pytest.raises(LibraryError, match='it should look like "http://localhost:8000"'):
        Service.open(Settings(library=tmp_path, chroma=address), embedder=embedder)


def test_the_index_can_move_to_a_server_and_back(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    server = Server(tmp_path / "chroma")
    try:
        moved = Settings(library=settings.library, chroma=server.address)
        with opened(moved, embedder) as service:
            assert service.search("grain").passages[0].similarity is not None
    finally:
        server.stop()
    works(settings, embedder, known)
