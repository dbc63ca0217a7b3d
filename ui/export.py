"""Drafts as documents: Markdown, Word, HTML and JSON, each sentence with the words that bear it out.

Titles and quotes come from articles that anyone may have written; nothing in them can break out of its place.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from rag.domain import Conflict, Draft, Sentence, Style
from rag.errors import InputError
from rag.language import reader_language
from rag.reldates import pieces

from .export_html import to_html
from .footnotes import Footnotes
from .markdown import to_markdown
from .payload import draft_payload
from .plain import dumps, one_line
from .shaping import aged, blocks, is_newest, readers, remarks, rows
from .sources import Cited, doubt, source_line
from .words import Words

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["SUFFIXES", "rendered", "to_docx", "to_json", "to_markdown", "write", "write_bytes"]


def to_docx(draft: Draft, today: date | None = None) -> bytes:
    """The draft as a Word document: each citation is a footnote that names the source and the quoted words."""
    return _Word(draft, today or date.today()).made()


class _Word:
    def __init__(self, draft: Draft, today: date) -> None:
        import docx

        self._draft = draft
        self._today = today
        self._cited = Cited(draft)
        self._words = Words(reader_language(draft.title))
        self._document: Any = docx.Document()
        self._notes = Footnotes(self._document)

    def made(self) -> bytes:
        draft, document = self._draft, self._document
        document.core_properties.title = one_line(draft.title)[:255]
        document.core_properties.author = ""
        document.add_heading(one_line(draft.title), 1)
        told = remarks(draft, self._cited.has_additions, self._words)
        for text in filter(None, (readers(draft, self._words), *told, draft.reason)):
            document.add_paragraph().add_run(one_line(text)).italic = True
        self._body()
        self._conflicts()
        self._notes.finish()
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    def _body(self) -> None:
        if self._draft.style is Style.TIMELINE:
            table = self._table([self._words("date"), self._words("event")])
            for when, event in rows(self._draft, self._words):
                cells = table.add_row().cells
                cells[0].paragraphs[0].add_run(when).bold = True
                self._runs(cells[1].paragraphs[0], [event.sentence])
            return
        for block in blocks(self._draft, self._words):
            if block.heading:
                self._document.add_heading(one_line(block.heading), 2)
            if block.listed:
                for sentence in block.sentences:
                    self._runs(self._document.add_paragraph(style="List Bullet"), [sentence])
            else:
                self._runs(self._document.add_paragraph(), block.sentences)

    def _conflicts(self) -> None:
        if self._draft.conflicts:
            self._document.add_heading(self._words("conflicts"), 2)
            self._document.add_paragraph(self._words("conflicts_note"))
        for conflict in self._draft.conflicts:
            self._conflict(conflict)
            self._document.add_paragraph()

    def _conflict(self, conflict: Conflict) -> None:
        words = self._words
        table = self._table([words(key) for key in ("value", "outlet", "date", "conflict_quote")])
        for side in conflict.sides:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(one_line(side.value)).bold = True
            cells[1].paragraphs[0].add_run(one_line(side.article.source or words("no_source")))
            cells[2].paragraphs[0].add_run(aged(side.article.published, self._today, words))
            if is_newest(side, conflict.newest):
                cells[2].paragraphs[0].add_run(f" {words('newest')}").bold = True
            cells[3].paragraphs[0].add_run(f"“{one_line(side.citation.quote)}”")

    def _table(self, head: list[str]) -> Any:
        table = self._document.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, name in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(name).bold = True
        return table

    def _runs(self, paragraph: Paragraph, sentences: Iterable[Sentence]) -> None:
        for i, sentence in enumerate(sentences):
            paragraph.add_run(" " if i else "")
            for piece, ours in pieces(sentence.text, self._cited.additions(sentence)):
                paragraph.add_run((" " if piece[:1].isspace() else "") + one_line(piece)).italic = ours or None
            doubted = doubt(sentence, self._words)
            if doubted:
                paragraph.add_run(f" ({doubted})").bold = True
            for source in self._cited.sources(sentence):
                when = aged(source.article.published, self._today, self._words)
                self._notes.add(paragraph, source_line(source, when, one_line, one_line))


def to_json(draft: Draft) -> str:
    """The draft as ``aiqyn draft --json`` prints it, indented."""
    return dumps(draft_payload(draft), indent=2).decode() + "\n"


_WRITERS: dict[str, Callable[[Draft], bytes]] = {
    ".md": lambda draft: to_markdown(draft).encode(),
    ".docx": to_docx,
    ".html": lambda draft: to_html(draft).encode(),
    ".json": lambda draft: to_json(draft).encode(),
}
SUFFIXES = tuple(_WRITERS)


def rendered(draft: Draft, path: PurePath) -> bytes:
    """The draft in the format that the extension of a file names. Raises InputError with the cure."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"A draft cannot be written as {path.name}: name it .md, .docx, .html or .json.")
    return writer(draft)


def write(draft: Draft, path: Path) -> None:
    """Write the draft in the format that the file's extension names. Raises InputError with the cure."""
    write_bytes(path, [rendered(draft, path)])


def write_bytes(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all. Raises InputError when it cannot be written."""
    target = Path(os.path.realpath(path))  # where a link leads, so that the link stays
    part = target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.part")
    try:
        try:
            with part.open("xb") as file:
                file.writelines(parts)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror or error}): choose another place, or give yourself the right "
            "to write there."
        ) from error
