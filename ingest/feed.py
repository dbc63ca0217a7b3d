"""The network: fetching an address within bounds, and RSS or Atom feeds."""

from __future__ import annotations

import calendar
import io
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import httpx

from ingest.clean import squeeze
from ingest.dates import parse_date
from ingest.formats import Hint, Problem, Raw, read_html, slug
from ingest.metadata import Meta, language_code
from rag.errors import InputError

__all__ = ["Fetched", "Fetcher", "looks_like_feed", "read_feed"]

USER_AGENT = "aiqyn/0.1"
_MOST_REDIRECTS = 10
_STATUS_CURES = {
    401: "asks for a login; save the page from a browser and give the file",
    403: "refuses programs; save the page from a browser and give the file",
    404: "does not exist there (404); check the address",
    410: "was removed (410); look for it in an archive",
    429: "asks for fewer requests (429); try again later",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    url: str  # after redirects
    content_type: str  # lower case, without parameters; may be empty
    charset: str  # as declared; may be empty
    body: bytes


class Fetcher:
    """Fetches addresses over HTTP with a total deadline and a largest size.

    >>> Fetcher(timeout=20.0, max_bytes=20_000_000)  # doctest: +SKIP
    """

    def __init__(
        self,
        timeout: float = 20.0,  # seconds for one address, redirects included
        max_bytes: int = 20_000_000,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._transport = transport

    def get(self, url: str, *, trusted_host: str | None = None) -> Fetched:
        """The answer of the address.

        An address that somebody else wrote (``trusted_host`` given: the host of the feed it stands in, perhaps
        empty) and any redirect must lead to a public address or to the trusted host. Raises InputError.
        """
        outcome: list[Fetched | Exception] = []
        stop = threading.Event()

        def work() -> None:
            try:
                outcome.append(self._follow(url, trusted_host, stop))
            except Exception as error:  # carried over to the caller, below
                outcome.append(error)

        # In a thread, because neither name look-up nor slowly dripping headers can be bounded from within.
        thread = threading.Thread(target=work, name="aiqyn-fetch", daemon=True)
        thread.start()
        thread.join(self._timeout)
        stop.set()
        if not outcome:
            raise InputError(self._too_slow())
        if isinstance(outcome[0], Exception):
            raise self._explained(outcome[0]) from outcome[0]
        return outcome[0]

    def _too_slow(self) -> str:
        return f"did not answer in full within {self._timeout:g} seconds; try again later"

    def _explained(self, error: Exception) -> Exception:
        if isinstance(error, httpx.TimeoutException):
            return InputError(self._too_slow())
        if isinstance(error, httpx.ConnectError):
            if "name" in str(error).lower() or "nodename" in str(error).lower():
                return InputError("has a host name that is not known; check the spelling and the connection")
            return InputError(f"cannot be reached ({error}); check the address and the connection")
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL | httpx.StreamError | UnicodeError):
            return InputError(f"cannot be fetched ({error or type(error).__name__}); check the address")
        return error

    def _follow(self, url: str, trusted_host: str | None, stop: threading.Event) -> Fetched:
        trusted = _host(url) if trusted_host is None else trusted_host
        with httpx.Client(
            timeout=self._timeout, transport=self._transport, headers={"user-agent": USER_AGENT}, follow_redirects=False
        ) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                _check_allowed(url, trusted)
                with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers["location"])
                        continue
                    return self._body(response, url, stop)
        raise InputError("redirects in a circle; check the address")

    def _body(self, response: httpx.Response, url: str, stop: threading.Event) -> Fetched:
        status = response.status_code
        if status >= 400:
            trouble = f"answers with status {status}; " + ("try again later" if status >= 500 else "check the address")
            raise InputError(_STATUS_CURES.get(status, trouble))
        too_big = InputError(f"is larger than {self._max_bytes / 1e6:g} MB; download it and give the file")
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._max_bytes:
            raise too_big
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                raise too_big
            if stop.is_set():
                break
        header = Message()
        header["content-type"] = response.headers.get("content-type", "")
        kind = header.get_content_type() if response.headers.get("content-type") else ""
        return Fetched(url, kind, str(header.get_content_charset() or ""), bytes(body))


def _host(url: str) -> str:
    """The host of an HTTP address. Raises InputError when it is none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # both may be malformed
    except ValueError as error:
        raise InputError("is not a valid address; check it") from error
    if parts.scheme not in ("http", "https"):
        raise InputError(
            f"has the scheme {parts.scheme}:, which cannot be fetched; give an http:// or https:// address"
        )
    if not host:
        raise InputError("names no host; give a whole address, like https://example.org/article")
    return host


def _check_allowed(url: str, trusted_host: str) -> None:
    """Raises InputError unless the address is HTTP and leads to a public host or to the trusted one."""
    host = _host(url)
    if host == trusted_host:
        return
    try:
        numbers = {info[4][0] for info in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return  # the client will say so
    if not all(ipaddress.ip_address(str(number).split("%")[0]).is_global for number in numbers):
        raise InputError("leads into a private network from outside it; give that address itself if it is meant")


def looks_like_feed(data: bytes) -> bool:
    """Whether the first bytes are those of an RSS or Atom document."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (
        start.startswith(b"<")
        and any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf"))
        and b"<html" not in start
    )


_FULL_TEXT = 500  # characters; an entry with less carries a teaser, not the article

ReadPage = Callable[[Fetched], Raw]


def read_feed(data: bytes, url: str, fetcher: Fetcher, read_page: ReadPage) -> Iterator[Raw | Problem]:
    """The articles of a feed, each page fetched when it is asked for; ``url`` is empty for a file.

    An entry whose page cannot be had is read from the feed itself when that carries the whole text.
    Raises InputError when the data is not a feed.
    """
    headers = {"content-location": url} if url else {}
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    if not parsed.version:
        raise InputError("is not an RSS or Atom feed; give the address of the feed, or of an article")
    if not parsed.entries:
        raise InputError("is a feed without entries; try again later")
    share, rest = divmod(0 if url else len(data), len(parsed.entries))
    for number, entry in enumerate(parsed.entries):
        size = share + (rest if number == 0 else 0)
        yield _entry(entry, parsed.feed, url, size, fetcher, read_page)


def _entry(entry: Any, feed: Any, url: str, size: int, fetcher: Fetcher, read_page: ReadPage) -> Raw | Problem:
    title, link = squeeze(entry.get("title", "")), _absolute(url, entry.get("link", ""))
    said = Meta(title=title, author=squeeze(entry.get("author", "")), url=link, published=_entry_date(entry))
    outlet = Meta(source=squeeze(feed.get("title", "")), language=language_code(feed.get("language", "")))
    try:
        if not link:
            raise InputError("has no link; give the article itself")
        raw = read_page(fetcher.get(link, trusted_host=urlsplit(url).hostname or ""))
    except InputError as error:
        own = _own_text(entry)
        if own is None:
            return Problem(link or title or "an entry of the feed", str(error), size)
        raw = own
    stated = said.over(raw.stated)
    mark = "" if link else slug(title)
    return replace(raw, stated=stated, found=outlet.over(raw.found), place=link, mark=mark, size=size)


def _absolute(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:  # "http://[x": fetching it says what is wrong
        return link


def _entry_date(entry: Any) -> date | None:
    for name in ("published", "updated"):
        if parsed := entry.get(f"{name}_parsed"):
            return parse_date(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
        if day := parse_date(entry.get(name)):
            return day
    return None


def _own_text(entry: Any) -> Raw | None:
    """The article as the feed carries it, or None when that is a teaser."""
    values = [part.get("value", "") for part in entry.get("content", [])] + [entry.get("summary", "")]
    markup = max(values, key=len)
    if len(markup) < _FULL_TEXT:
        return None
    page = f"<html><body><article>{markup}</article></body></html>"
    try:
        raw = read_html(page.encode("utf-8"), Hint())[0]
    except InputError:
        return None
    return raw if len(raw.text) >= _FULL_TEXT else None
