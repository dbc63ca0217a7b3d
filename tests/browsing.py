"""A browser for tests of the page: what it asks of other machines, and its complaints, fail the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from rag.service import Service
from ui.app import application

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

__all__ = ["BROWSING", "chromium", "served", "watched"]

_CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_ANSWERS_WITHIN = 60_000  # milliseconds, on a busy machine

BROWSING = [
    pytest.mark.browser,
    pytest.mark.skipif(not _CHROMIUM.exists(), reason=f"Chromium is not installed at {_CHROMIUM}"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(_CHROMIUM), args=_ARGUMENTS)
        yield found
        found.close()


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The address of a server of the page over this library."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app, adding = application(service, "key")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)
        adding.finish()
        assert not thread.is_alive()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Page]:
    """A page of its own, opened at no address yet; ``address`` is that of the only server it may ask."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB", accept_downloads=True)
    context.set_default_timeout(_ANSWERS_WITHIN)
    expect.set_options(timeout=_ANSWERS_WITHIN)
    page = context.new_page()
    outside: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert outside == []
    assert complaints == []
