"""Addresses, good and bad, against a real server on 127.0.0.1."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler

import httpx
import pytest

from ingest.read import Failed, Fetcher, Found, Location, read
from tests.news import BODY, EN, META, SHELL, TITLE, page, pdf, word
from tests.website import Route, Site, article, failure, results, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def test_a_page(site: Site) -> None:
    url = site.put("/track", page(head=META))
    found = article(url)
    assert found.origin == url
    assert (found.article.title, found.article.text) == (TITLE, BODY)
    assert (found.article.source, found.article.published) == ("Steppe Press", date(2023, 11, 28))
    assert site.agents == {"aiqyn/0.1"}


def test_the_address_is_that_of_the_page(site: Site) -> None:
    assert article(site.put("/track", page())).article.url == site.url + "/track"
    assert article(site.redirect("/old", "/track")).article.url == site.url + "/track"


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("/a", pdf(), "application/pdf"),
        ("/a.pdf", pdf(), "application/octet-stream"),
        ("/a", pdf(), ""),
        ("/a", word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("/a", f"{TITLE}\n\n{BODY}", "text/plain; charset=utf-8"),
        ("/a.md", f"# {TITLE}\n\n{BODY}", "text/plain"),
        ("/a", page(), ""),
        ("/a", page(), "application/xhtml+xml"),
    ],
)
def test_the_content_type_decides(site: Site, path: str, content: str | bytes, kind: str) -> None:
    found = article(site.put(path, content, kind)).article
    assert found.title == TITLE
    assert found.text.startswith(EN[0])


def test_jsonl_behind_an_address(site: Site) -> None:
    lines = [{"title": "One", "text": BODY}, {"title": "Two"}]
    one, bad = results(site.put("/a.jsonl", "\n".join(map(json.dumps, lines)), "text/plain"))
    assert isinstance(one, Found)
    assert isinstance(bad, Failed)
    assert f"{site.url}/a.jsonl: line 2" in bad.reason


def test_the_charset_of_the_server_is_heard(site: Site) -> None:
    text = "Поезда идут на восток и везут зерно."
    url = site.put("/a", f"{TITLE}\n\n{text}".encode("cp1251"), "text/plain; charset=windows-1251")
    assert article(url).article.text == text


def test_status_codes(site: Site) -> None:
    def broken(request: BaseHTTPRequestHandler) -> None:
        request.send_error(500)

    def forbidden(request: BaseHTTPRequestHandler) -> None:
        request.send_error(403)

    site.routes |= {"/500": broken, "/403": forbidden}
    assert "404" in failure(site.url + "/404")
    assert "500" in failure(site.url + "/500")
    assert "browser" in failure(site.url + "/403")


def test_pages_without_an_article(site: Site) -> None:
    assert "without article text" in failure(site.put("/login", SHELL))
    assert "answers with nothing" in failure(site.put("/empty", ""))
    assert "image/png" in failure(site.put("/picture", b"\x89PNG\r\n\x1a\n", "image/png"))


def test_redirects_in_a_circle(site: Site) -> None:
    site.redirect("/b", "/a")
    assert "circle" in failure(site.redirect("/a", "/b"))
    assert len(site.asked) < 15


def test_a_redirect_to_another_scheme(site: Site) -> None:
    assert "file:" in failure(site.redirect("/a", "file:///etc/passwd"))


def test_a_redirect_to_another_private_host(site: Site) -> None:
    port = site.server.server_port
    assert "private network" in failure(site.redirect("/a", f"http://127.0.0.2:{port}/b"))
    assert "private network" in failure(site.redirect("/c", f"http://[::ffff:127.0.0.1]:{port}/b"))
    assert site.asked == ["/a", "/c"]


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be reached" in failure(f"http://127.0.0.1:{port}/")


def test_an_unknown_host() -> None:
    assert "host name that is not known" in failure("http://no-such-host.invalid/a")


@pytest.mark.parametrize("url", ["http://", "http:///a", "http://[::1/a", "http://127.0.0.1:99999999/"])
def test_addresses_that_are_none(url: str) -> None:
    failure(url)


def test_a_body_over_the_limit(site: Site) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("content-type", "text/html")
        request.end_headers()
        while True:
            request.wfile.write(bytes(10_000))

    site.routes["/endless"] = endless
    assert "larger than 0.05 MB" in failure(site.url + "/endless", max_bytes=50_000)
    assert "larger than 0.05 MB" in failure(site.put("/long", "x" * 60_000), max_bytes=50_000)


def slow_start(request: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def slow_body(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("content-type", "text/html")
    request.end_headers()
    for _ in range(60):
        request.wfile.write(b"x")
        request.wfile.flush()
        time.sleep(0.05)


def slow_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(60):
        request.wfile.write(f"x-{n}: 1\r\n".encode())
        request.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("route", [slow_start, slow_body, slow_headers])
def test_the_deadline_is_for_the_whole(site: Site, route: Route) -> None:
    site.routes["/slow"] = route
    start = time.monotonic()
    assert "within 0.4 seconds" in failure(site.url + "/slow", timeout=0.4)
    assert time.monotonic() - start < 1.5


def test_the_transport_can_be_given() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, html=page()))
    fetcher = Fetcher(transport=transport)
    (found,) = read(Location("http://127.0.0.1:1/a"), fetcher=fetcher)
    assert isinstance(found, Found)
    assert found.article.text == BODY
