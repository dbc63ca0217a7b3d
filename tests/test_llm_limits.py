"""Keys, time-outs, and how many calls of a chat model there are at once."""

from __future__ import annotations

import json
import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from rag.audit import audit_of
from rag.embedding import Embedder
from rag.llm import ModelFailed, open_chat
from rag.service import Service
from rag.settings import Settings
from rag.texts import say
from ui.payload import answer_payload, draft_payload

from .chat_server import chatting
from .shelves import GRAIN, write

pytest.importorskip("langchain_openai")

KEY = "sk-very-secret-0123456789"


@pytest.mark.parametrize("status", [401, 400, 500])
def test_a_key_is_nowhere_to_be_found_after_calls_that_failed(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """Also where the provider quotes it in what it says of the failure."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    library = tmp_path / "library"
    with chatting(lambda _: status) as server:
        server.message = f"Incorrect API key provided: {KEY}. See {KEY}/help."
        settings = Settings(library=library, model="openai:scripted", model_url=server.url)
        with Service.open(settings, embedder=embedder) as service:
            service.ingest(write(tmp_path / "news", grain=GRAIN))
            answer = service.ask("How much grain was exported?")
            draft = service.draft("grain exports", words=60)
            revision = service.desk.keep(draft, {"topic": "grain exports"})
            with pytest.raises(ModelFailed) as failed:
                open_chat(settings).write([("user", "Hello")])
    assert any(KEY in header for header in server.heard), "the key was not even used"
    assert answer.engine == draft.engine == "extractive"
    told = [caplog.text, str(failed.value), repr(failed.value.__cause__), repr(answer), repr(draft), repr(settings)]
    articles = {a.id: a for a in draft.articles}
    told += [json.dumps(audit_of([revision])), json.dumps(answer_payload(answer)), json.dumps(draft_payload(draft))]
    assert articles
    assert [text for text in told if "secret" in text] == []
    stored = [path for path in library.rglob("*") if path.is_file()]
    assert stored
    assert [path for path in stored if b"very-secret" in path.read_bytes()] == []


def test_a_server_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    def silent(_: dict[str, Any]) -> str:
        time.sleep(1.5)
        return "too late"

    with chatting(silent) as server:
        model = open_chat(Settings(model="openai:scripted", model_url=server.url, model_timeout=0.3))
        began = time.monotonic()
        with pytest.raises(ModelFailed) as failed:
            model.write([("user", "Hello")])
        assert time.monotonic() - began < 8
    assert failed.value.kind == "timeout"
    assert say("model_timeout", "kk") != say("model_timeout", "en")


def test_no_more_calls_run_at_once_than_are_allowed() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def reply(_: dict[str, Any]) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.3)
        with lock:
            running -= 1
        return "done"

    with chatting(reply) as server:
        model = open_chat(Settings(model="openai:scripted", model_url=server.url, model_calls=2))
        threads = [threading.Thread(target=model.write, args=([("user", "Hello")],)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.asked) == 6
    assert most == 2


def test_a_reader_who_leaves_makes_room_for_the_next() -> None:
    with chatting(lambda _: "word " * 50) as server:
        model = open_chat(Settings(model="openai:scripted", model_url=server.url, model_calls=1))
        first = model.stream([("user", "Hello")])
        assert next(first)
        first.close()  # type: ignore[attr-defined]
        answered = threading.Event()

        def next_reader() -> None:
            model.write([("user", "Hello")])
            answered.set()

        threading.Thread(target=next_reader, daemon=True).start()
        assert answered.wait(10)
