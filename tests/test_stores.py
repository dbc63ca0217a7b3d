"""The stores stay in step, whoever writes and whoever is killed."""

from __future__ import annotations

import pickle
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.index import encode_articles
from ingest.read import Given
from rag.domain import Article, Filters
from rag.embedding import Embedder
from rag.errors import LibraryBusy
from rag.service import Service
from rag.settings import Settings
from rag.tables import Record

from .shelves import GRAIN, NOTHING, RAILS, WHOLE, Counting, traces, works, write
from .tiny_model import make_model

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
