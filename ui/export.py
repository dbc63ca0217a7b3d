"""Drafts as documents: Markdown, Word, HTML and JSON, each sentence with the words that bear it out.

Titles and quotes come from articles that anyone may have written; nothing in them can break out of its place.
"""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from rag.domain import Article, Citation, Draft, Sentence, Style, Verdict
from rag.errors import InputError
from rag.language import reader_language

from .export_html import to_html
from .footnotes import Footnotes
from .payload import draft_payload
from .plain import dumps, one_line
from .words import Words

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["SUFFIXES", "rendered", "to_docx", "to_json", "to_markdown", "write", "write_bytes"]

_SOURCES = {"en": "Sources", "ru": "Источники", "kk": "Дереккөздер", "zh": "来源"}
_UNDATED = {"en": "undated", "ru": "без даты", "kk": "күні белгісіз", "zh": "日期不详"}
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+")  # a URL that can be shown as a link as it stands
# What means something to some Markdown renderer in the middle of a line; "$5" is money, another "$" may open a formula.
_MEANS = re.compile(r"[\\`*_\[\]<>~|@{}]|&(?=#?\w+;)|\$(?!\d)|:(?=//)|(?<=www)\.|(?<=\s)#", re.IGNORECASE)
_BEGINS = re.compile(r"^(\d{1,9})([.)])|^[#+=:%-]")  # what means something at its beginning


@dataclass(frozen=True, slots=True)
class _Source:
    number: int  # counted from 1
    citation: Citation
    article: Article


class _Numbered:
    """The citations of a draft, numbered in order of first use; the same words have one number."""

    def __init__(self, draft: Draft) -> None:
        self._articles = {a.id: a for a in draft.articles}
        self._sources: dict[Citation, _Source] = {}
        for citation in (c for s in draft.sentences for c in s.citations):
            known = self._articles[citation.article_id]
            self._sources.setdefault(citation, _Source(len(self._sources) + 1, citation, known))

    def __iter__(self) -> Iterator[_Source]:
        return iter(self._sources.values())

    def of(self, sentence: Sentence) -> list[int]:
        return [source.number for source in self.sources(sentence)]

    def sources(self, sentence: Sentence) -> list[_Source]:
        return [self._sources[c] for c in sentence.citations]

    def article(self, sentence: Sentence) -> Article | None:
        """The article a sentence is first borne out by; None for one that cites nothing."""
        return self._articles[sentence.citations[0].article_id] if sentence.citations else None


def to_markdown(draft: Draft) -> str:
    """The draft in Markdown: its sentences with footnotes ``[^1]``, which name source and quoted words."""
    numbered, language = _Numbered(draft), reader_language(draft.title)

    def cited(sentence: Sentence) -> str:
        doubt = _doubt(sentence, language)
        marked = f" **({_escape(doubt)})**" if doubt else ""
        numbers = "".join(f"[^{n}]" for n in numbered.of(sentence))
        return _escape(sentence.text, begins=False) + marked + numbers

    parts = [f"# {_escape(draft.title)}"]
    if draft.note:
        parts.append(f"> {_escape(draft.note)}")
    if draft.reason:
        parts.append(_escape(draft.reason))
    parts += _MARKDOWN[draft.style](draft, numbered, cited, language)
    sources = list(numbered)
    if sources:
        parts.append(f"## {_SOURCES[language]}")
        parts += [f"[^{s.number}]: {_source_line(s, language, _escape, _link)}" for s in sources]
    return "\n\n".join(parts) + "\n"


_Cited = Callable[[Sentence], str]


def _brief(draft: Draft, _numbered: _Numbered, cited: _Cited, _language: str) -> list[str]:
    text = " ".join(cited(s) for s in draft.sentences)
    return [_guard(text)] if text else []


def _bullets(draft: Draft, _numbered: _Numbered, cited: _Cited, _language: str) -> list[str]:
    lines = [f"- {_guard(cited(s))}" for s in draft.sentences]
    return ["\n".join(lines)] if lines else []


def _timeline(draft: Draft, numbered: _Numbered, cited: _Cited, language: str) -> list[str]:
    lines = [f"- **{_day(day, language)}** — {cited(s)}" for day, s in _by_day(draft, numbered)]
    return ["\n".join(lines)] if lines else []


def _explainer(draft: Draft, numbered: _Numbered, cited: _Cited, _language: str) -> list[str]:
    parts = []
    for title, sentences in _by_article(draft, numbered):
        if title:
            parts.append(f"## {_escape(title)}")
        parts.append(_guard(" ".join(cited(s) for s in sentences)))
    return parts


_MARKDOWN: dict[Style, Callable[[Draft, _Numbered, _Cited, str], list[str]]] = {
    Style.BRIEF: _brief,
    Style.BULLETS: _bullets,
    Style.TIMELINE: _timeline,
    Style.EXPLAINER: _explainer,
}


def to_docx(draft: Draft) -> bytes:
    """The draft as a Word document: each citation is a footnote that names the source and the quoted words."""
    import docx

    numbered, language = _Numbered(draft), reader_language(draft.title)
    document = docx.Document()
    document.core_properties.title = one_line(draft.title)[:255]
    document.core_properties.author = ""
    document.add_heading(one_line(draft.title), 1)
    for text in filter(None, (draft.note, draft.reason)):
        document.add_paragraph().add_run(one_line(text)).italic = True
    notes = Footnotes(document)
    _docx_body(document, draft, numbered, language, notes)
    notes.finish()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _docx_body(document: Any, draft: Draft, numbered: _Numbered, language: str, notes: Footnotes) -> None:
    if draft.style is Style.BULLETS:
        for sentence in draft.sentences:
            _runs(document.add_paragraph(style="List Bullet"), [sentence], numbered, language, notes)
    elif draft.style is Style.TIMELINE:
        for day, sentence in _by_day(draft, numbered):
            paragraph = document.add_paragraph()
            paragraph.add_run(_day(day, language)).bold = True
            paragraph.add_run(" — ")
            _runs(paragraph, [sentence], numbered, language, notes)
    elif draft.style is Style.EXPLAINER:
        for title, sentences in _by_article(draft, numbered):
            if title:
                document.add_heading(one_line(title), 2)
            _runs(document.add_paragraph(), sentences, numbered, language, notes)
    elif draft.sentences:
        _runs(document.add_paragraph(), draft.sentences, numbered, language, notes)


def _runs(
    paragraph: Paragraph, sentences: Iterable[Sentence], numbered: _Numbered, language: str, notes: Footnotes
) -> None:
    for i, sentence in enumerate(sentences):
        paragraph.add_run((" " if i else "") + one_line(sentence.text))
        doubt = _doubt(sentence, language)
        if doubt:
            paragraph.add_run(f" ({doubt})").bold = True
        for source in numbered.sources(sentence):
            notes.add(paragraph, _source_line(source, language, one_line, one_line))


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


def _by_day(draft: Draft, numbered: _Numbered) -> list[tuple[date | None, Sentence]]:
    """Sentences with the day of their article, oldest first; those without one last."""
    articles = ((numbered.article(s), s) for s in draft.sentences)
    dated = [(a.published if a else None, s) for a, s in articles]
    return sorted(dated, key=lambda pair: pair[0] or date.max)


def _by_article(draft: Draft, numbered: _Numbered) -> list[tuple[str, list[Sentence]]]:
    """Sentences under the title of their article, articles in order of first use."""
    groups: dict[str, tuple[str, list[Sentence]]] = {}
    for sentence in draft.sentences:
        article = numbered.article(sentence)
        key, title = (article.id, article.title) if article else ("", "")
        groups.setdefault(key, (title, []))[1].append(sentence)
    return list(groups.values())


def _doubt(sentence: Sentence, language: str) -> str:
    """The verdict on a sentence that its sources do not bear out in full; empty for one that they do."""
    supported = sentence.verdict is Verdict.SUPPORTED
    return "" if supported else Words(language).table("verdicts")[sentence.verdict.value]


def _day(day: date | None, language: str) -> str:
    return day.isoformat() if day else _UNDATED[language]


def _source_line(source: _Source, language: str, text: Callable[[str], str], link: Callable[[str], str]) -> str:
    """Outlet, title, date, address, and the words quoted."""
    article = source.article
    outlet = f"{text(article.source)}, " if article.source else ""
    address = f" {link(article.url)}" if article.url else ""
    day = _day(article.published, language)
    return f"{outlet}“{text(article.title)}”, {day}.{address} “{text(source.citation.quote)}”"


def _link(url: str) -> str:
    return f"<{url}>" if _ADDRESS.fullmatch(url) else _escape(url)


def _escape(text: str, *, begins: bool = True) -> str:
    """Text as Markdown that shows it literally, on one line."""
    escaped = _MEANS.sub(r"\\\g<0>", one_line(text))
    return _guard(escaped) if begins else escaped


def _guard(line: str) -> str:
    """Markdown whose first characters open no heading, list or rule."""
    return _BEGINS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[0]}", line)
