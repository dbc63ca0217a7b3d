"""Articles from files, folders, addresses and feeds. Bad input is normal input: it becomes a ``Failed``.

for location in expand(["news/", "https://example.org/feed.xml"]):
    for result in read(location):
        …  # Found or Failed
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingest.clean import squeeze
from ingest.feed import Fetched, Fetcher, looks_like_feed, read_feed
from ingest.formats import Hint, Problem, Raw, read_html, read_markdown, read_text
from ingest.jsonl import read_jsonl
from ingest.metadata import UNKNOWN, Meta
from ingest.pdf import read_pdf
from ingest.word import read_docx
from rag.domain import Article
from rag.errors import InputError
from rag.language import detect

__all__ = ["SUFFIXES", "Failed", "Fetcher", "Found", "Given", "Location", "expand", "read"]

Given = Meta
"""What the user states of every article of a location; it wins over what is found, and empty fields are found.

A title or address is used only where a location holds one article.
"""


@dataclass(frozen=True, slots=True)
class Location:
    """A file or an address to read."""

    place: str  # absolute path, or address
    size: int = 0  # bytes; 0 for an address, which is not known before it is fetched


@dataclass(frozen=True, slots=True)
class Found:
    """An article and where it was read."""

    origin: str  # absolute path or address, with "#<mark>" where a place holds several articles
    article: Article
    size: int  # bytes of the location that it accounts for


@dataclass(frozen=True, slots=True)
class Failed:
    """A location, or part of one, that could not be read; ``reason`` is a sentence with the cure."""

    location: str
    reason: str
    size: int = 0


_Reader = Callable[[bytes, Hint], list[Raw]]
_READERS: dict[str, _Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
_FEEDS = frozenset({".xml", ".rss", ".atom"})
SUFFIXES = frozenset(_READERS) | _FEEDS | {".jsonl"}
_KINDS = ", ".join(sorted(SUFFIXES))
_CONTENT_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
}
_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})  # here the address tells more
_LARGEST = 50_000_000  # bytes; .jsonl is read line by line and has no limit


def expand(locations: Sequence[str]) -> list[Location]:
    """The files and addresses named, folders walked through, each once.

    Folders are read in the order of names, without hidden files and files of other kinds; links to folders are
    not followed. A path that does not exist, or a folder with nothing to read, is kept: reading it says so.
    """
    found: dict[str, Location] = {}
    for name in locations:
        if _is_address(name):
            found.setdefault(name, Location(name))
            continue
        path = Path(os.path.abspath(os.path.expanduser(name)))
        files = list(_walk(path)) if os.path.isdir(path) else []
        for file in files or [path]:
            found.setdefault(str(file), Location(str(file), _size(file)))
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    unreadable: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(here, name)
    for error in unreadable:
        yield Path(error.filename)  # reading it names the reason


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read(location: Location, given: Given = UNKNOWN, fetcher: Fetcher | None = None) -> Iterator[Found | Failed]:
    """The articles of a location, one after the other, each read when it is asked for.

    Whatever is wrong with the input comes out as a Failed; nothing is raised.
    """
    place, left = location.place, location.size
    fetcher = fetcher or Fetcher()
    marks: set[str] = set()
    try:
        for part in _address(place, fetcher) if _is_address(place) else _file(Path(place), fetcher):
            result = _failed(part, place) if isinstance(part, Problem) else _found(part, place, given, marks)
            left -= result.size
            yield result
    except InputError as error:
        yield Failed(place, f"{place} {error}.", max(left, 0))
    except OSError as error:
        cure = "check that it exists and that you may read it"
        yield Failed(place, f"{place} cannot be read ({error.strerror or error}); {cure}.", max(left, 0))


def _is_address(place: str) -> bool:
    return bool(re.match(r"^[a-z][a-z0-9+.-]*://", place, re.IGNORECASE))


def _failed(problem: Problem, place: str) -> Failed:
    where = problem.place if _is_address(problem.place) else f"{place}: {problem.place}"
    return Failed(where, f"{where} {problem.reason}.", problem.size)


def _found(raw: Raw, place: str, given: Given, marks: set[str]) -> Found:
    """The article of these parts: what was given wins over what is stated, and that over what the text says."""
    if raw.mark or raw.place:
        given = replace(given, title="", url="")
    meta = given.over(raw.stated).over(raw.found)
    origin = raw.place or place
    if raw.mark:
        mark, number = raw.mark, len(marks) + 1
        while mark in marks:
            mark, number = f"{raw.mark}-{number}", number + 1
        marks.add(mark)
        origin = f"{origin}#{mark}"
    article = Article.of(
        meta.title or _readable(place),
        raw.text,
        source=meta.source,
        url=meta.url,
        author=meta.author,
        published=meta.published,
        language=given.language or raw.stated.language or _language(raw),
    )
    return Found(origin, article, raw.size)


def _language(raw: Raw) -> str:
    """The language of the text itself; what a page's template claims only where that cannot be told."""
    told = detect(raw.text)
    return raw.found.language or told if told == "und" else told


def _readable(place: str) -> str:
    """A title from the name of a file: "trade_turnover-2023.txt" becomes "Trade turnover 2023"."""
    name = unquote(urlsplit(place).path if _is_address(place) else place).rstrip("/").rsplit("/", 1)[-1]
    words = squeeze(re.sub(r"[_\-]+", " ", re.sub(r"\.\w{1,8}$", "", name))) or place
    return words[0].upper() + words[1:]


def _file(path: Path, fetcher: Fetcher) -> Iterator[Raw | Problem]:
    kind, status = path.suffix.lower(), path.stat()
    if stat.S_ISDIR(status.st_mode):
        os.listdir(path)  # raises the reason for which it could not be walked
        raise InputError(f"holds no file that can be read; put files of these kinds there: {_KINDS}")
    if not stat.S_ISREG(status.st_mode):
        raise InputError("is not a file but a pipe, socket or device; save its content to a file")
    if kind not in SUFFIXES:
        raise InputError(f"is of a kind ({kind or 'no extension'}) that cannot be read; use {_KINDS}")
    if not status.st_size:
        raise InputError("is empty; check that it is the right file")
    if kind == ".jsonl":
        with path.open("rb") as lines:
            yield from read_jsonl(lines)
        return
    if status.st_size > _LARGEST:
        raise InputError(f"is larger than {_LARGEST // 1_000_000} MB; split it, or convert it to .jsonl")
    data = path.read_bytes()
    if kind in _FEEDS:
        yield from read_feed(data, "", fetcher, _page)
    else:
        yield from _sized(_parsed(kind, data, Hint()), status.st_size)


def _parsed(kind: str, data: bytes, hint: Hint) -> list[Raw]:
    """What the reader of this kind makes of the data. Raises InputError, whatever the libraries below raise."""
    try:
        return _READERS[kind](data, hint)
    except InputError:
        raise
    except Exception as error:  # no list of exceptions foresees hostile input, and one file must not stop the rest
        trouble = f"cannot be parsed as {kind} ({type(error).__name__})"
        raise InputError(f"{trouble}; open it in the program it comes from and save it again") from error


def _sized(raws: Sequence[Raw], size: int) -> list[Raw]:
    """The articles with the bytes of their place shared out by length; they sum to ``size``."""
    letters = sum(len(raw.text) for raw in raws)
    shares = [size * len(raw.text) // letters for raw in raws]
    shares[-1] += size - sum(shares)
    return [replace(raw, size=share) for raw, share in zip(raws, shares, strict=True)]


def _address(url: str, fetcher: Fetcher) -> Iterator[Raw | Problem]:
    fetched = fetcher.get(url)
    if not fetched.body:
        raise InputError("answers with nothing; check the address")
    kind = _kind(fetched)
    if kind == ".jsonl":
        yield from (replace(part, size=0) for part in read_jsonl(io.BytesIO(fetched.body)))
    elif kind in _FEEDS:
        yield from read_feed(fetched.body, fetched.url, fetcher, _page)
    else:
        for raw in _parsed(kind, fetched.body, Hint(fetched.charset, fetched.url)):
            yield replace(raw, found=raw.found.over(Meta(url=fetched.url)))


def _page(fetched: Fetched) -> Raw:
    """The one article of a page to which a feed leads."""
    kind = _kind(fetched)
    if kind in _FEEDS or kind == ".jsonl":
        raise InputError("is not an article; give it by itself if it is meant")
    raws = _parsed(kind, fetched.body, Hint(fetched.charset, fetched.url))
    return replace(raws[0], mark="")


def _kind(fetched: Fetched) -> str:
    """The extension whose reader takes the answer: by content type, else by address, else by its first bytes."""
    body, declared = fetched.body, _CONTENT_TYPES.get(fetched.content_type, "")
    if looks_like_feed(body) and declared in ("", ".html", ".xml"):
        return ".xml"
    if declared:
        return declared
    if fetched.content_type not in _VAGUE:
        raise InputError(f"is {fetched.content_type}, which cannot be read; give the address of an article")
    suffix = Path(urlsplit(fetched.url).path).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    if body.startswith(b"%PDF-"):
        return ".pdf"
    return ".html" if re.match(rb"\s*<(?:!doctype html|html)", body[:200], re.IGNORECASE) else ".txt"
