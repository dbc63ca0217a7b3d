"""Commands sent to the process that serves a library, over a real socket."""

from __future__ import annotations

import http.client
import json
import os
import queue
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from ingest.index import Report
from ingest.samples import sample_folder
from rag.errors import InputError, LibraryError, NotFound
from rag.service import Service
from rag.settings import Settings
from rag.stores import SERVED
from ui import remote
from ui.api import router
from ui.remote import NoServer, Served, announced, call, served


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(Settings(library=tmp_path_factory.mktemp("api") / "library")) as opened:
        opened.ingest(
            [str(sample_folder() / "en-dzungarian-wind.md"), str(sample_folder() / "kk-bakhty-checkpoint.md")]
        )
        yield opened


@pytest.fixture(scope="module")
def mark(service: Service) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with announced(service.settings.library, url) as key:
            app = FastAPI()
            app.include_router(router(service, key))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            found = served(service.settings.library)
            assert found == Served(url, os.getpid(), key)
            yield found
            server.should_exit = True
            thread.join(20)


def post(mark: Served, path: str, body: bytes, key: str | None) -> tuple[int, dict[str, Any]]:
    address = mark.url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=60)
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    said = json.loads(answer.read().splitlines()[-1])
    connection.close()
    return answer.status, said


def test_answers_as_in_process(mark: Served, service: Service) -> None:
    question = "How many megawatts does the wind farm at the Dzungarian Gate have?"
    payload = call(mark, "ask", {"question": question})
    assert payload["answer"] == service.ask(question).text != ""
    assert not payload["abstained"]
    for sentence in payload["sentences"]:
        for c in sentence["citations"]:
            assert service.article(c["article_id"]).text[c["start"] : c["end"]] == c["quote"]


def test_filters_reach_the_service(mark: Served) -> None:
    params = {"query": "wind", "languages": ["kk"], "since": "2020-01-01", "k": 3}
    found = call(mark, "search", params)["passages"]
    assert {p["language"] for p in found} == {"kk"}
    assert call(mark, "search", params | {"until": "2020-01-02"})["passages"] == []


def test_ingest_tells_its_progress_and_names_what_failed(mark: Served, tmp_path: Path) -> None:
    (tmp_path / "news.md").write_text(
        "# A new bridge\n\nThe bridge over the Ili was opened on Monday. It is 900 m long.\n"
    )
    (tmp_path / "bad.jsonl").write_text("{}\n")
    said: list[dict[str, Any]] = []
    report = call(mark, "ingest", {"locations": [str(tmp_path)], "source": "Ili Post"}, said.append)
    assert [e["title"] for e in report["added"]] == ["A new bridge"]
    assert [f["location"] for f in report["failed"]] == [f"{tmp_path}/bad.jsonl: line 1"]
    assert report["embeddings"] == 1
    assert said[-1]["done"] == said[-1]["total"] > 0
    article_id = report["added"][0]["article_id"]
    assert call(mark, "show", {"article": article_id})["source"] == "Ili Post"
    assert call(mark, "remove", {"articles": [article_id]}) == {"removed": 1}
    with pytest.raises(NotFound, match=article_id):
        call(mark, "show", {"article": article_id})


def test_an_ingest_whose_asker_is_gone_ends_early(
    mark: Served, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (f"Wagon number {i} left the station at {i} o'clock. " * 60 for i in range(400))
    lines = (json.dumps({"title": f"Report {i}", "text": text}) for i, text in enumerate(texts))
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    reports: queue.Queue[Report] = queue.Queue()
    ingest = service.ingest

    def recorded(*args: Any, **named: Any) -> Report:
        reports.put(ingest(*args, **named))
        return Report()

    monkeypatch.setattr(service, "ingest", recorded)

    def leave(_: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(mark, "ingest", {"locations": [str(tmp_path)]}, leave)
    report = reports.get(timeout=120)
    assert report.interrupted
    assert 0 < len(report.added) < 100
    service.remove([entry.article_id for entry in report.added])


def test_errors_keep_their_kind(mark: Served) -> None:
    with pytest.raises(NotFound, match="aiqyn library list"):
        call(mark, "show", {"article": "ffff"})
    with pytest.raises(InputError, match=r"words.*greater than or equal to 10"):
        call(mark, "draft", {"about": "wind", "words": 1})
    with pytest.raises(InputError, match="colour"):
        call(mark, "search", {"query": "wind", "colour": "red"})
    with pytest.raises(InputError, match="--model"):
        call(mark, "ask", {"question": "wind?", "model": "openai:gpt"})
    with pytest.raises(InputError, match="locations"):
        call(mark, "ingest", {"locations": []})


def test_only_who_knows_the_key_is_let_in(mark: Served) -> None:
    for key in (None, "", "x", mark.key + "x", mark.key.swapcase()):
        assert post(mark, "/aiqyn/list", b"{}", key)[0] == 401
    assert post(mark, "/aiqyn/list", b"{}", mark.key)[0] == 200
    with pytest.raises(NoServer):  # the server of another library: as good as none
        call(replace(mark, key="other"), "list", {})


def test_what_is_no_request_is_refused(mark: Served) -> None:
    assert post(mark, "/aiqyn/explode", b"{}", mark.key)[0] == 404
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        status, said = post(mark, "/aiqyn/list", body, mark.key)
        assert (status, said["error"]["kind"]) == (400, "InputError")
    status, said = post(mark, "/aiqyn/list", b'{"containing": "' + b"x" * 1_000_001 + b'"}', mark.key)
    assert status == 400
    assert "longer than" in said["error"]["message"]


def test_half_a_character_goes_there_and_back(mark: Served) -> None:
    assert call(mark, "search", {"query": "wind \ud83d"})["query"] == "wind \ud83d"


def test_the_mark_is_private_and_leaves_with_the_server(tmp_path: Path) -> None:
    assert remote.SERVED == SERVED
    with announced(tmp_path, "http://127.0.0.1:1") as key:
        assert (tmp_path / SERVED).stat().st_mode & 0o777 == 0o600
        assert len(key) > 40
        assert served(tmp_path) is not None
    assert served(tmp_path) is None
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"url": "http://127.0.0.1:1"}', b"\xff\xfe", b'"x"'])
def test_a_damaged_mark_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SERVED).write_bytes(content)
    assert served(tmp_path) is None


def test_a_mark_whose_process_is_gone_is_none(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    (tmp_path / SERVED).write_text(json.dumps({"url": "http://127.0.0.1:1", "pid": pid, "key": "k"}))
    assert served(tmp_path) is None


def test_nothing_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoServer):
        call(Served(f"http://127.0.0.1:{port}", os.getpid(), "k"), "list", {})


def test_a_server_that_dies_halfway_is_told_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            asker, _ = listening.accept()
            with asker:
                asker.recv(65536)
                asker.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n")

        thread = threading.Thread(target=answer)
        thread.start()
        mark = Served(f"http://127.0.0.1:{listening.getsockname()[1]}", os.getpid(), "k")
        with pytest.raises(LibraryError, match="went away"):
            call(mark, "ingest", {})
        thread.join()
