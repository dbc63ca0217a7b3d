"""A web site on 127.0.0.1, and reading it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest.read import Failed, Fetcher, Found, Given, Location, read

Route = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web site whose pages are put there by a test; it remembers what was asked for."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["user-agent"])
                route = site.routes.get(self.path)
                if route is None:
                    self.send_error(404)
                    return
                try:
                    route(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the reader hung up, as it should

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path: str, content: str | bytes, kind: str = "text/html; charset=utf-8") -> str:
        body = content.encode() if isinstance(content, str) else content

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            if kind:
                request.send_header("content-type", kind)
            request.send_header("content-length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.routes[path] = answer
        return self.url + path

    def redirect(self, path: str, to: str) -> str:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(302)
            request.send_header("location", to)
            request.end_headers()

        self.routes[path] = answer
        return self.url + path


@contextmanager
def serving() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def results(url: str, given: Given | None = None, **bounds: float) -> list[Found | Failed]:
    fetcher = Fetcher(timeout=bounds.get("timeout", 10.0), max_bytes=int(bounds.get("max_bytes", 1_000_000)))
    return list(read(Location(url), given or Given(), fetcher))


def article(url: str) -> Found:
    (found,) = results(url)
    assert isinstance(found, Found), found
    return found


def failure(url: str, **bounds: float) -> str:
    (failed,) = results(url, None, **bounds)
    assert isinstance(failed, Failed), failed
    assert failed.location == url
    assert failed.reason.startswith(f"{url} ")
    assert ";" in failed.reason
    assert "\n" not in failed.reason
    return failed.reason
