"""Reader of Word documents (.docx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import docx.opc.exceptions
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.clean import normalise, squeeze
from ingest.formats import Hint, Raw, as_raws
from ingest.metadata import Meta, document_property
from ingest.split import Block, split_articles
from rag.errors import InputError

__all__ = ["read_docx"]

_LARGEST_UNPACKED = 200_000_000  # bytes that a DOCX may hold when unpacked


def read_docx(data: bytes, hint: Hint) -> list[Raw]:  # noqa: ARG001  (every reader takes both)
    """A Word document: one article, or several when it holds several titles."""
    _check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_docx_blocks(document))
        stated = _docx_meta(document)
    except Exception as error:  # python-docx and the zip and XML below it raise anything on damaged files
        raise InputError("is not a Word document that can be read; open it in Word and save it as .docx") from error
    return as_raws(split_articles(blocks), stated)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError("is not a .docx file; open it in Word and save it as .docx") from error
    if unpacked > _LARGEST_UNPACKED:
        raise InputError(f"unpacks to {unpacked // 1_000_000} MB, over 200 MB; save a smaller document")


def _docx_meta(document: Document) -> Meta:
    properties = document.core_properties
    title, author = document_property(properties.title), document_property(properties.author)
    return Meta(title=title, author=author, language="")


def _docx_blocks(document: Document) -> Iterator[Block]:
    items: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph) and _is_list(part):
            items.append(f"- {squeeze(part.text)}")
            continue
        if items:
            yield Block("\n".join(items))
            items = []
        if isinstance(part, Table):
            yield Block("\n".join(_table_rows(part)))
        else:
            yield from _paragraph_blocks(part)
    if items:
        yield Block("\n".join(items))


def _is_list(paragraph: Paragraph) -> bool:
    style = paragraph.style.name if paragraph.style and paragraph.style.name else ""
    return bool(paragraph.text.strip()) and style.startswith("List")


def _paragraph_blocks(paragraph: Paragraph) -> Iterator[Block]:
    style = paragraph.style.name if paragraph.style and paragraph.style.name else ""
    level = 1 if style == "Title" else 0
    if heading := re.fullmatch(r"Heading (\d)", style):
        level = min(6, int(heading.group(1)) + 1)
    for line in normalise(paragraph.text).split("\n"):
        if line:
            yield Block("", is_break=True) if re.fullmatch(r"(?:[-*=_~] ?){3,}", line) else Block(line, level=level)


def _table_rows(table: Table) -> list[str]:
    return [" | ".join(squeeze(cell.text) for cell in row.cells) for row in table.rows]
