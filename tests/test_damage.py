"""A library that is wiped, damaged, made with another model, or out of room: repaired, or a sentence with the cure."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.domain import Article, Chunk, Encoded, Span
from rag.embedding import Embedder
from rag.errors import LibraryError, ManifestMismatch
from rag.manifest import Manifest
from rag.service import Service
from rag.settings import Settings
from rag.space import Space
from rag.tables import Record
from rag.vectors import Vectors

from .shelves import GRAIN, RAILS, Counting, works, write
from .tiny_model import make_model

# -- wiped or damaged


@pytest.mark.parametrize("index", ["vectors", "words"])
def test_a_wiped_index_is_made_anew(settings: Settings, embedder: Embedder, known: str, index: str) -> None:
    shutil.rmtree(settings.library / index)
    works(settings, embedder, known)


@pytest.mark.parametrize("file", ["vectors/chroma.sqlite3", "words/meta.json", "words/.managed.json"])
@pytest.mark.parametrize("content", [b"", b"garbage" * 100])
def test_a_damaged_index_is_made_anew(
    settings: Settings, embedder: Embedder, known: str, file: str, content: bytes
) -> None:
    assert (settings.library / file).exists()
    (settings.library / file).write_bytes(content)
    works(settings, embedder, known)


def many(count: int) -> list[Record]:
    """Articles of one chunk with random vectors."""
    random = np.random.default_rng(1)
    found = []
    for i in range(count):
        article = Article.of(f"Title {i}", f"text {i}", language="en")
        vector = random.normal(size=384).astype(np.float32)
        vector /= np.linalg.norm(vector)
        encoded = Encoded(vector, vector[None], np.zeros((1, 8), np.int8), np.zeros(1, np.int16))
        found.append(Record(article, (Chunk.of(article, (Span(0, 6),), ("text",)),), (encoded,)))
    return found


@pytest.mark.parametrize("wiped", [False, True])
def test_damage_inside_the_vector_index_shows_when_it_is_opened(tmp_path: Path, wiped: bool) -> None:
    """Chroma counts from its SQLite file what its HNSW files no longer hold; they exist from 1,000 vectors on."""
    vectors = Vectors.in_folder(tmp_path / "vectors", "test")
    vectors.put(many(1100))
    vectors.close()
    (hnsw,) = {path.parent for path in (tmp_path / "vectors").rglob("data_level0.bin")}
    if wiped:
        shutil.rmtree(hnsw)
    else:
        for path in hnsw.iterdir():
            path.write_bytes(b"garbage" * 100)
    with pytest.raises(LibraryError, match="aiqyn library repair"):
        Vectors.in_folder(tmp_path / "vectors", "test")


def test_damaged_articles_give_a_sentence(settings: Settings, embedder: Embedder, known: str) -> None:
    (settings.library / "articles.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match=r"not a database\. Restore articles\.sqlite from a backup"):
        Service.open(settings, embedder=embedder)


def test_a_damaged_space_gives_a_sentence_with_a_cure_that_helps(
    settings: Settings, embedder: Embedder, known: str
) -> None:
    (settings.library / "space.npz").write_bytes(b"garbage")
    with pytest.raises(LibraryError, match=r"space\.npz is damaged\. Run `aiqyn library repair --reembed`"):
        Service.open(settings, embedder=embedder)
    Service.open(settings, embedder=embedder, reembed=True).close()
    works(settings, embedder, known)


def test_a_damaged_space_in_the_cache_is_measured_anew(tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path, embedding=str(make_model(tmp_path)))
    tiny = Embedder.load(settings)
    (tmp_path / "library").mkdir()
    Space.open(tmp_path / "library", tmp_path, tiny)
    (kept,) = tmp_path.glob("space-*.npz")
    kept.write_bytes(b"")
    Space.open(tmp_path / "library", tmp_path, tiny, anew=True)
    assert kept.stat().st_size


# -- the manifest


@pytest.mark.parametrize("content", ["", "{}", "[]", "3", '{"recipe": 3, "collection": "", "schema": 1}', "\0"])
def test_a_manifest_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(LibraryError, match=r"manifest.*Run `aiqyn library repair --reembed`"):
        Manifest.read(tmp_path)


@pytest.mark.parametrize("content", [None, "{"])
def test_a_lost_or_damaged_manifest(settings: Settings, embedder: Embedder, known: str, content: str | None) -> None:
    manifest = settings.library / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)
    with pytest.raises(LibraryError, match=r"manifest.*Run `aiqyn library repair --reembed`"):
        Service.open(settings, embedder=embedder)
    Service.open(settings, embedder=embedder, reembed=True).close()
    works(settings, embedder, known)


def test_another_model_is_refused_by_name_and_reembedding_cures_it(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    other = Settings(library=settings.library, cache=tmp_path, embedding=str(make_model(tmp_path)))
    with pytest.raises(ManifestMismatch) as refused:
        Service.open(other)
    for named in (embedder.name, other.embedding, "AIQYN_EMBEDDING", "aiqyn library repair --reembed"):
        assert named in str(refused.value)
    with Service.open(other, reembed=True) as service:
        assert service.search("grain").passages[0].article.id == known
    with pytest.raises(ManifestMismatch):
        Service.open(settings, embedder=embedder)
    works(other, Embedder.load(other), known)


def test_an_unfinished_reembedding_is_opened_by_no_model_until_it_is_done(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    class Tired(Counting):
        def encode(self, *_: object) -> list[object]:  # type: ignore[override]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Service.open(settings, embedder=Tired(embedder), reembed=True)
    with pytest.raises(ManifestMismatch, match="unfinished"):
        Service.open(settings, embedder=embedder)
    Service.open(settings, embedder=embedder, reembed=True).close()
    works(settings, embedder, known)


# -- no room, no right


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs more rights than this user has")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_loses_nothing(tmp_path: Path, disk: Path, embedder: Embedder) -> None:
    settings = Settings(library=disk / "library")
    with Service.open(settings, embedder=embedder) as service:
        (port,) = service.ingest(write(tmp_path / "news", port=GRAIN)).added
        filled = disk / "filled"
        filled.write_bytes(b"x" * shutil.disk_usage(disk).free)
        with pytest.raises(LibraryError, match=r"full.*Free some space"):
            service.ingest(write(tmp_path / "news", rail=RAILS))
        assert [p.article.id for p in service.search("grain").passages] == [port.article_id]
    filled.write_bytes(b"x" * (filled.stat().st_size + shutil.disk_usage(disk).free))
    with pytest.raises(LibraryError, match=r"not full|space"):
        Service.open(settings, embedder=embedder)
    filled.unlink()
    with Service.open(settings, embedder=embedder) as service:
        (rail,) = service.ingest(write(tmp_path / "news", rail=RAILS)).added
    works(settings, embedder, port.article_id, rail.article_id)


def test_a_disk_that_cannot_be_written(tmp_path: Path, disk: Path, embedder: Embedder) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(LibraryError, match=r"(?i)read-only.*--library"):
        Service.open(Settings(library=disk / "library"), embedder=embedder)


def test_a_file_is_no_library(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "library"):
        with pytest.raises(LibraryError, match=r"no folder.*--library"):
            Service.open(Settings(library=place), embedder=embedder)
