"""What the tests share: one embedding model, one sample library, and no way out of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# Before anything imports the libraries that read them. Commands that a test starts inherit them.
os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
for _name in ("LIBRARY", "MODEL", "EMBEDDING", "CHROMA", "DATABASE"):
    os.environ.pop(f"AIQYN_{_name}", None)  # the user's own library is none of the tests' business

from rag.embedding import Embedder
from rag.service import Service
from rag.settings import Settings

from .shelves import GRAIN, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = Path(__file__).parents[2] / "shared"  # data that is too large, or not ours, to lie in the repository

_reached_out: list[str] = []


class OutsideError(Exception):
    """A test wanted to leave this machine."""


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _asks_a_server(host: object) -> bool:
    """Whether looking the host up leaves this machine: an address is not looked up, and .invalid is nowhere (RFC 6761)."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        ip_address(name)
    except ValueError:
        number = name[:1].isdigit() and set(name) <= set("0123456789abcdefx.")  # 2130706433, 127.1
        return name != "localhost" and not number and not name.endswith(".invalid")
    return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: a connection, datagram or look-up of a name that leads outside is refused and noted."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            _refuse(f"{event} {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and _asks_a_server(arguments[0]):
        _refuse(f"{event} {arguments[0]}")


def _refuse(what: str) -> None:
    _reached_out.append(what)
    raise OutsideError(f"Tests stay on this machine: {what}.")


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from .browsing import chromium  # most tests need none

    with chromium() as found:
        yield found


@pytest.fixture(autouse=True)
def _nobody_reached_out() -> Iterator[None]:
    """Also a refusal that somebody swallowed fails the test."""
    _reached_out.clear()
    yield
    assert not _reached_out


@pytest.fixture
def reached_out() -> list[str]:
    """What was refused so far; a test that provokes it has to clear it."""
    return _reached_out


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model."""
    return Embedder.load(Settings(device="cpu"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    """The sample library, for tests that only read."""
    settings = Settings(library=tmp_path_factory.mktemp("sample") / "library")
    with Service.open(settings, embedder=embedder) as service:
        report = service.add_sample()
        assert not report.failed
        yield service


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    """A library of the two articles of shared/seed, for tests that only read."""
    files = sorted(str(path) for path in (SHARED / "seed").glob("*.txt"))
    if not files:
        pytest.skip("shared/seed is not here")
    settings = Settings(library=tmp_path_factory.mktemp("seed") / "library")
    with Service.open(settings, embedder=embedder) as service:
        report = service.ingest(files)
        assert not report.failed
        yield service


@pytest.fixture
def service(tmp_path: Path, embedder: Embedder) -> Iterator[Service]:
    """An empty library."""
    with Service.open(Settings(library=tmp_path / "library"), embedder=embedder) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a library that is not there yet."""
    return Settings(library=tmp_path / "library")


@pytest.fixture
def known(tmp_path: Path, settings: Settings, embedder: Embedder) -> str:
    """The id of the only article, which is about grain, of a library that is closed."""
    with Service.open(settings, embedder=embedder) as service:
        (entry,) = service.ingest(write(tmp_path / "news", port=GRAIN)).added
    return entry.article_id
