"""A server on 127.0.0.1 that speaks OpenAI's protocol and says what a test tells it to."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Broken:
    """An answer that stops before its end; ``pause`` seconds lie between its words."""

    text: str
    pause: float = 0.0
    ends: bool = False  # whether it is whole after all


Reply = Callable[[dict[str, Any]], "str | int | Broken"]  # the request's body -> the answer, or a status


class ChatServer:
    """Answers every chat completion by ``reply``; remembers the requests."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[dict[str, Any]] = []
        self.left = 0  # streams that nobody read to their end
        self.message = "no"  # of an error
        self.heard: list[str] = []  # what each request brought to be let in
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                owner.asked.append(body)
                owner.heard.append(self.headers.get("authorization", ""))
                said = reply(body)
                if isinstance(said, str) and body.get("stream"):
                    said = Broken(said, ends=True)
                if isinstance(said, Broken):
                    self.stream(said)
                    return
                status, answer = (
                    (said, {"error": {"message": owner.message}}) if isinstance(said, int) else (200, _answer(said))
                )
                raw = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def stream(self, said: Broken) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.end_headers()
                try:
                    for word in re.findall(r"\S+\s*|\s+", said.text):
                        self._send({"content": word}, None)
                        time.sleep(said.pause)
                    if said.ends:
                        self._send({}, "stop")
                        self.wfile.write(b"data: [DONE]\n\n")
                except OSError:
                    owner.left += 1  # the client went away

            def _send(self, delta: dict[str, str], reason: str | None) -> None:
                choice = {"index": 0, "delta": delta, "finish_reason": reason}
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
                self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
                self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


def _answer(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@contextmanager
def chatting(reply: Reply) -> Iterator[ChatServer]:
    made = ChatServer(reply)
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
