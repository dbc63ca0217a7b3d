"""The guard of conftest.py: no test leaves this machine unseen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import urllib.request

import httpx
import pytest

from .conftest import OutsideError

OUTSIDE = "192.0.2.1"  # reserved for documentation (RFC 5737): nobody is there


def test_connections_are_refused(reached_out: list[str]) -> None:
    for family, address in ((socket.AF_INET, (OUTSIDE, 80)), (socket.AF_INET6, ("2001:db8::1", 80))):
        with socket.socket(family) as one, pytest.raises(OutsideError):
            one.connect(address)
    with socket.socket() as one, pytest.raises(OutsideError):
        one.connect_ex((OUTSIDE, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(OutsideError):
        one.sendto(b"question", (OUTSIDE, 53))
    assert len(reached_out) == 4
    reached_out.clear()


def test_names_are_not_looked_up(reached_out: list[str]) -> None:
    with pytest.raises(OutsideError):
        socket.getaddrinfo("news.example", 443)
    with pytest.raises(OutsideError):
        httpx.get("http://news.example/")
    with pytest.raises(OutsideError):
        urllib.request.urlopen(f"http://{OUTSIDE}/")

    with pytest.raises(OutsideError):
        asyncio.run(asyncio.open_connection(OUTSIDE, 80))
    assert len(reached_out) == 4
    reached_out.clear()


def test_a_refusal_that_is_swallowed_is_noted(reached_out: list[str]) -> None:
    with contextlib.suppress(Exception):
        socket.create_connection((OUTSIDE, 80))
    assert reached_out == [f"socket.connect {(OUTSIDE, 80)}"]
    reached_out.clear()


def test_loopback_stays_open(reached_out: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1])).close()
    assert reached_out == []


def test_model_hubs_are_offline() -> None:
    from huggingface_hub.constants import HF_HUB_OFFLINE

    assert HF_HUB_OFFLINE
    assert os.environ["TRANSFORMERS_OFFLINE"] == "1"
