"""Reader of PDF: lines of text with their place and size become a title and paragraphs."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdf
import pypdf.errors

from ingest.clean import LIST_ITEM, ends_sentence, has_han, join_lines, squeeze
from ingest.formats import Hint, Raw, as_raws
from ingest.metadata import Meta, document_property
from ingest.split import Block, split_articles
from rag.errors import InputError

__all__ = ["read_pdf"]

_MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page."""

    text: str
    size: float  # of its letters, in points; 0 when not known
    y: float  # height of its base line on the page, in points


def read_pdf(data: bytes, hint: Hint) -> list[Raw]:  # noqa: ARG001  (every reader takes both)
    """A PDF with a text layer, as one article."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said once, by the InputError
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("is a PDF locked with a password; save an unlocked copy")
        if len(reader.pages) > _MOST_PAGES:
            raise InputError(f"is a PDF of {len(reader.pages)} pages, over {_MOST_PAGES}; split it")
        pages = [_lines(page) for page in reader.pages]
        info = reader.metadata
        stated = Meta(title=document_property(info.title), author=document_property(info.author)) if info else Meta()
    except InputError:
        raise
    except pypdf.errors.DependencyError as error:
        raise InputError("is a PDF locked with a cipher that cannot be read here; save an unlocked copy") from error
    except Exception as error:  # pypdf raises anything from KeyError to RecursionError on damaged files
        raise InputError("is a PDF that is damaged or cut short; get it again, or print it to a new PDF") from error
    if not any(pages):
        raise InputError("is a PDF without text (scanned pages); run text recognition (OCR) on it first")
    return as_raws(split_articles(list(_blocks(_without_running_lines(pages))), several=False), stated)


def _lines(page: pypdf.PageObject) -> list[Line]:
    """The lines of the page that hold text, in reading order."""
    parts: list[tuple[str, float, float]] = []

    def collect(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        height = abs(tm[3] * cm[3]) or 1.0
        parts.append((text, size * height, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_text=collect)
    lines: list[Line] = []
    words, size, y = "", 0.0, 0.0
    for text, part_size, part_y in [*parts, ("\n", 0.0, 0.0)]:
        for n, piece in enumerate(text.split("\n")):
            if n:
                if clean := squeeze(words):
                    lines.append(Line(clean, round(size, 1), y))
                words, size = "", 0.0
            if piece.strip() and part_size >= size:
                size, y = part_size, part_y
            words += piece
    return lines


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without the lines that head or foot several pages."""
    edges = Counter(key for page in pages for key in {_edge(line) for line in _edges(page)})
    often = max(2, len(pages) // 2)
    kept = []
    for page in pages:
        drop = {id(line) for line in _edges(page) if edges[_edge(line)] >= often or _PAGE_NUMBER.match(line.text)}
        kept.append([line for line in page if id(line) not in drop])
    return kept


_PAGE_NUMBER = re.compile(
    r"^[-–—\s]*(?:(?:page|p\.|стр\.?|страница|бет|第)\s*)?\d{1,4}(?:\s*(?:/|of|из|页|бет)\s*\d{0,4}\s*页?)?[-–—\s]*$",
    re.IGNORECASE,
)


def _edges(page: Sequence[Line]) -> list[Line]:
    """The first two and the last two lines, where running heads and page numbers stand."""
    return list(page[:2]) + list(page[max(2, len(page) - 2) :])


def _edge(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text.casefold())


_COMPOUND = re.compile(r"[^\W\d_]+-[^\W_]+")
_LARGER = 1.15  # times the size of the body: a heading


def _blocks(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Headings and paragraphs. A paragraph ends at a gap, at another size, or with a line well short of the column."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    letters = Counter[float]()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0]
    lengths = sorted(len(line.text) for line in lines)
    column = median(lengths[len(lengths) // 2 :])
    leading = _leading(pages, body)
    compounds = frozenset(word for line in lines for word in _COMPOUND.findall(line.text.casefold()))
    text, before = "", lines[0]
    for line in lines:
        if text and _begins(before, line, leading, body, column):
            yield _block(text, before.size, body, max(letters))
            text = ""
        text = _hyphen_joined(text, line.text, compounds)
        before = line
    yield _block(text, before.size, body, max(letters))


def _block(text: str, size: float, body: float, largest: float) -> Block:
    if size < _LARGER * body or len(text) > 240:
        return Block(text)
    return Block(text, level=1 if size == largest else 2)


def _leading(pages: Sequence[Sequence[Line]], body: float) -> float:
    """Usual distance between two base lines of the body, in points; 0 when it cannot be told."""
    gaps = [
        round(above.y - line.y, 1)
        for page in pages
        for above, line in pairwise(page)
        if above.size == line.size == body and above.y > line.y
    ]
    return sorted(gaps)[len(gaps) // 4] if gaps else 0.0  # not the median: paragraphs may be of two lines


def _begins(before: Line, line: Line, leading: float, body: float, column: float) -> bool:
    """Whether the line begins a paragraph."""
    if LIST_ITEM.match(line.text) or not 0.9 < (line.size or 1) / (before.size or 1) < 1.1:
        return True
    gap = before.y - line.y
    if leading and before.size == line.size and gap > 1.3 * leading * max(1.0, line.size / body):
        return True
    short = len(before.text) < (0.72 if has_han(before.text) else 0.8) * column
    return short and ends_sentence(before.text)


def _hyphen_joined(first: str, second: str, compounds: frozenset[str]) -> str:
    """Two lines as one; a hyphen that parted a word at the line end goes, one of a compound stays."""
    parted = re.search(r"([^\W\d_]+)[-\u2010]$", first)
    follows = re.match(r"[^\W_]+", second)
    if not parted or not follows:
        return join_lines(first, second)
    compound = f"{parted.group(1)}-{follows.group()}".casefold() in compounds
    return first + second if compound or not second[0].islower() else first[:-1] + second
