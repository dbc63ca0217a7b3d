"""The stores stay in step, whatever is killed, wiped, damaged or full."""

from __future__ import annotations

import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.index import encode_articles
from ingest.read import Given
from rag.domain import Article, Chunk, Encoded, Filters, Span
from rag.embedding import Embedder
from rag.errors import LibraryBusy, LibraryError, ManifestMismatch
from rag.library import PENDING
from rag.manifest import Manifest
from rag.service import Service
from rag.settings import Settings
from rag.space import Space
from rag.tables import Record
from rag.vectors import Vectors

from .command import free_port
from .shelves import NOTHING, Counting, Traces, traces, write
from .tiny_model import make_model

WHOLE = Traces(1, 1, 1, 1, 1)
GRAIN = "The port of Aktau shipped 40,000 tonnes of grain in May."
RAILS = "The railway to Khorgos was widened in June for 90 million dollars."
CARP = "Fishermen of the Balkhash lake caught more carp than in the last twelve years."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path / "library")


@pytest.fixture
def known(tmp_path: Path, settings: Settings, embedder: Embedder) -> str:
    """The id of the only article of a library, which is about grain and closed."""
    with Service.open(settings, embedder=embedder) as service:
        (entry,) = service.ingest(write(tmp_path / "news", port=GRAIN)).added
    return entry.article_id


def works(settings: Settings, embedder: Embedder, *ids: str) -> None:
    """The library opens without embedding, holds these articles and no others, and finds each."""
    counting = Counting(embedder)
    with Service.open(settings, embedder=counting) as service:
        assert {listed.article.id for listed in service.articles()} == set(ids)
        assert service.stores.vectors.count() == service.stores.lexical.count() == service.library.count_chunks()
        assert service.library.ids(PENDING) == []
        for article_id in ids:
            assert traces(settings.library, article_id) == WHOLE
            text = service.article(article_id).text
            found = service.search(text, 1).passages[0]
            assert (found.article.id, found.similarity is None, found.words is None) == (article_id, False, False)
    assert counting.passages == 0


# -- in step


def test_removal_leaves_nothing_in_any_file(tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    with Service.open(settings, embedder=embedder) as service:
        report = service.ingest(write(tmp_path / "news", port=GRAIN, rail=RAILS))
        gone, kept = (entry.article_id for entry in report.added)
        assert traces(settings.library, gone) == WHOLE
        service.remove([gone])
        assert traces(settings.library, gone) == NOTHING
        assert traces(settings.library, kept) == WHOLE
    works(settings, embedder, kept)


def test_replacement_leaves_nothing_in_any_file(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    with Service.open(settings, embedder=embedder) as service:
        (entry,) = service.ingest(write(tmp_path / "news", port=RAILS)).replaced
    assert traces(settings.library, known) == NOTHING
    works(settings, embedder, entry.article_id)


def test_again_embeds_nothing(tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    counting = Counting(embedder)
    places = write(tmp_path / "news", port=GRAIN, rail=RAILS)
    with Service.open(settings, embedder=counting) as service:
        assert (service.ingest(places).embeddings, counting.passages) == (2, 2)
        assert (service.ingest(places).embeddings, counting.passages) == (0, 2)


def test_a_file_that_vanished_keeps_its_article(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    (tmp_path / "news" / "port.txt").unlink()
    with Service.open(settings, embedder=embedder) as service:
        report = service.ingest(write(tmp_path / "news", rail=RAILS) and [str(tmp_path / "news")])
        assert not report.removed
        assert service.ingest([str(tmp_path / "news" / "port.txt")]).failed
        assert known in {listed.article.id for listed in service.articles()}


def test_an_article_stays_while_one_of_its_places_holds_it(
    tmp_path: Path, settings: Settings, embedder: Embedder, known: str
) -> None:
    with Service.open(settings, embedder=embedder) as service:
        copy = tmp_path / "copy.txt"
        shutil.copy(tmp_path / "news" / "port.txt", copy)
        assert len(service.ingest([str(copy)]).duplicates) == 1
        copy.write_text(f"Other news\n\n{RAILS}\n")
        report = service.ingest([str(copy)])
        assert (len(report.added) + len(report.replaced), report.removed) == (1, [])
        assert traces(settings.library, known) == WHOLE


def test_another_language_is_another_analysis(tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    places = write(tmp_path / "news", port="Тауар айналымы артты. Порттар көп астық жөнелтті.")
    with Service.open(settings, embedder=embedder) as service:
        (entry,) = service.ingest(places, Given(language="ru")).added
        report = service.ingest(places, Given(language="kk"))
        assert ([e.article_id for e in report.updated], report.embeddings) == ([entry.article_id], 1)
        assert traces(settings.library, entry.article_id) == WHOLE  # also where each language has an index of its own
        (record,) = service.library.records([entry.article_id])
        (fresh,) = encode_articles([record.article], embedder, service.stores.space)
        assert record.article.language == "kk"
        assert record.chunks == fresh.chunks
        assert record.signature
        for language, hits in (("kk", 1), ("ru", 0)):
            assert len(service.search("порт", filters=Filters(languages=(language,))).passages) == hits
        assert service.ingest(places, Given(language="kk")).unchanged
    works(settings, embedder, entry.article_id)


def test_rebuilding_needs_no_embedding(settings: Settings, embedder: Embedder, known: str) -> None:
    counting = Counting(embedder)
    with Service.open(settings, embedder=counting) as service:
        assert service.repair() == 1
    assert counting.passages == 0
    works(settings, embedder, known)


# -- killed

DRIVER = """
import os, pickle, signal, sys
from rag.stores import Stores
settings, recipe, work, records, where = pickle.load(sys.stdin.buffer)
stores = Stores.open(settings, recipe, None)
store, method = where.split(".")
setattr(getattr(stores, store), method, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
getattr(stores, work)(records)
"""


def killed(service: Service, work: str, what: object, where: str) -> None:
    """Open the library in another process and kill that at its first call of ``where``."""
    asked = pickle.dumps((service.settings, service.stores.manifest.recipe, work, what, where))
    service.close()
    done = subprocess.run([sys.executable, "-c", DRIVER], input=asked, capture_output=True, timeout=100)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("where", ["vectors.put", "lexical.put", "library.set_state"])
def test_a_write_that_was_killed_is_finished(settings: Settings, embedder: Embedder, known: str, where: str) -> None:
    """The article takes the place of the old one, too, which has to go although the run that knew it is dead."""
    with Service.open(settings, embedder=embedder) as service:
        (record,) = encode_articles([Article.of("Rails", RAILS, language="en")], embedder, service.stores.space)
        places = service.library.origins(known)
        new = Record(record.article, record.chunks, record.encoded, b"", places)
        killed(service, "put", [new], where)
    works(settings, embedder, record.article.id)
    assert traces(settings.library, known) == NOTHING


@pytest.mark.parametrize("where", ["lexical.remove", "library.forget"])
def test_a_removal_that_was_killed_is_finished(settings: Settings, embedder: Embedder, known: str, where: str) -> None:
    with Service.open(settings, embedder=embedder) as service:
        killed(service, "remove", [known], where)
    works(settings, embedder)
    assert traces(settings.library, known) == NOTHING


INTERRUPTED = """
import sys
from rag.service import Service
from rag.settings import Settings
def tell(progress):
    print("busy", flush=True)
with Service.open(Settings()) as service:
    report = service.ingest(sys.argv[1:], progress=tell)
    print(report.interrupted, len(report.added), len(service.articles()), flush=True)
"""


def test_a_real_ctrl_c_leaves_a_usable_library(tmp_path: Path) -> None:
    news = tmp_path / "news"
    write(news, **{f"n{i}": " ".join(f"The port of river {i} grew {n} times." for n in range(60)) for i in range(45)})
    settings = Settings(library=tmp_path / "library", cache=tmp_path, embedding=str(make_model(tmp_path, limit=512)))
    given = {f"AIQYN_{name.upper()}": str(getattr(settings, name)) for name in ("library", "cache", "embedding")}
    command = [sys.executable, "-c", INTERRUPTED, str(news)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given) as process:
        assert process.stdout
        assert process.stdout.readline() == "busy\n"
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=100)
    assert "Traceback" not in errors
    interrupted, added, stored = out.splitlines()[-1].split()
    assert interrupted == "True"
    assert 0 < int(added) <= int(stored) < 45
    with Service.open(settings) as service:
        report = service.ingest([str(news)])
        assert (len(report.unchanged), len(report.added)) == (int(stored), 45 - int(stored))
        assert service.stores.vectors.count() == service.stores.lexical.count() == service.library.count_chunks()


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


# -- two at once


def test_a_second_process_is_told_at_once(settings: Settings, embedder: Embedder, known: str) -> None:
    second = (
        "import sys, pickle, time\n"
        "from rag.errors import LibraryBusy\n"
        "from rag.stores import Stores\n"
        "began = time.monotonic()\n"
        "try:\n    Stores.open(*pickle.load(sys.stdin.buffer), None)\n"
        "except LibraryBusy as busy:\n    print(time.monotonic() - began, busy)\n"
    )
    with Service.open(settings, embedder=embedder) as service:
        asked = pickle.dumps((settings, service.stores.manifest.recipe))
        done = subprocess.run([sys.executable, "-c", second], input=asked, capture_output=True, timeout=100)
        seconds, said = done.stdout.decode().split(" ", 1)
        assert float(seconds) < 1
        assert str(settings.library) in said
        assert "--library" in said
        with pytest.raises(LibraryBusy, match="--library"):  # also in one process
            Service.open(settings, embedder=embedder)
        assert service.search("grain").passages
    works(settings, embedder, known)


def test_questions_are_answered_while_articles_go_in(tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    news = {f"n{i}": f"{RAILS} It is number {i}." for i in range(12)}
    with Service.open(settings, embedder=embedder) as service:
        service.ingest(write(tmp_path / "news", port=GRAIN))
        reports = []
        thread = threading.Thread(target=lambda: reports.append(service.ingest(write(tmp_path / "more", **news))))
        thread.start()
        while thread.is_alive():
            assert service.search("grain of Aktau").passages
        thread.join()
        assert len(reports[0].added) == 12
        assert service.stores.vectors.count() == service.library.count_chunks()


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


# -- a Chroma server


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
