"""Drafts in Markdown.

Titles and quotes come from articles that anyone may have written; nothing in them can break out of its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from rag.domain import Conflict, Draft, Sentence, Style
from rag.language import reader_language
from rag.reldates import pieces

from .plain import one_line
from .shaping import Block, aged, blocks, is_newest, readers, remarks, rows
from .sources import Cited, Source, doubt, source_line
from .words import Words

__all__ = ["MarkdownDraft", "escape", "to_markdown"]

_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+")  # a URL that can be shown as a link as it stands
# What means something to some Markdown renderer in the middle of a line; "$5" is money, another "$" may open a formula.
_MEANS = re.compile(r"[\\`*_\[\]<>~|@{}]|&(?=#?\w+;)|\$(?!\d)|:(?=//)|(?<=www)\.|(?<=\s)#", re.IGNORECASE)
_BEGINS = re.compile(r"^(\d{1,9})([.)])|^[#+=:%-]")  # what means something at its beginning


def to_markdown(draft: Draft, today: date | None = None) -> str:
    """The draft in Markdown: its sentences with footnotes ``[^1]``, which name source and quoted words."""
    made = MarkdownDraft(draft, today or date.today())
    parts = [f"# {escape(draft.title)}", made.audience, made.remarks, made.reason, made.body, made.conflicts]
    parts.append(made.sources(headed=True))
    return "\n\n".join(filter(None, parts)) + "\n"


class MarkdownDraft:
    """The parts of a draft in Markdown; each is empty where there is nothing to say."""

    def __init__(self, draft: Draft, today: date) -> None:
        self._draft = draft
        self._today = today
        self._cited = Cited(draft)
        self._words = Words(reader_language(draft.title))

    @property
    def audience(self) -> str:
        """For whom it is."""
        return escape(readers(self._draft, self._words))

    @property
    def remarks(self) -> str:
        """What is to be said of the whole, as quotations."""
        told = remarks(self._draft, self._cited.has_additions, self._words)
        return "\n>\n".join(f"> {escape(remark)}" for remark in told)

    @property
    def reason(self) -> str:
        """Why it is empty."""
        return escape(self._draft.reason) if self._draft.reason else ""

    @property
    def body(self) -> str:
        """The sentences in the form that was asked for."""
        if self._draft.style is Style.TIMELINE:
            return self.timeline
        return self._blocks(blocks(self._draft, self._words))

    @property
    def summary(self) -> str:
        """All sentences as one paragraph."""
        return _guard(" ".join(map(self._sentence, self._draft.sentences)))

    @property
    def bullets(self) -> str:
        """A list of the sentences."""
        return self._blocks([Block("", None, self._draft.sentences, listed=True)])

    @property
    def timeline(self) -> str:
        """A table of days and sentences."""
        words = self._words
        lines = [(escape(when), self._sentence(event.sentence)) for when, event in rows(self._draft, words)]
        return _table([words("date"), words("event")], lines)

    @property
    def conflicts(self) -> str:
        """What the articles disagree on, a table for each thing."""
        if not self._draft.conflicts:
            return ""
        head = [f"## {escape(self._words('conflicts'))}", escape(self._words("conflicts_note"))]
        return "\n\n".join([*head, *map(self._conflict, self._draft.conflicts)])

    def sources(self, *, headed: bool = False) -> str:
        """The footnotes, each with the day and age of its article and the words quoted."""
        lines = [f"[^{s.number}]: {self._source(s)}" for s in self._cited]
        head = [f"## {escape(self._words('sources'))}"] if headed and lines else []
        return "\n\n".join([*head, *lines])

    def _source(self, source: Source) -> str:
        return source_line(source, aged(source.article.published, self._today, self._words), escape, _link)

    def _blocks(self, shown: Iterable[Block]) -> str:
        parts = []
        for block in shown:
            if block.heading:
                parts.append(f"## {escape(block.heading)}")
            told = [self._sentence(s) for s in block.sentences]
            listed = "\n".join(f"- {_guard(one)}" for one in told)
            parts.append(listed if block.listed else _guard(" ".join(told)))
        return "\n\n".join(filter(None, parts))

    def _sentence(self, sentence: Sentence) -> str:
        said = "".join(
            f" *{escape(piece.strip(), begins=False)}*" if ours else escape(piece, begins=False, keep_ends=True)
            for piece, ours in pieces(sentence.text, self._cited.additions(sentence))
        ).strip()
        doubted = doubt(sentence, self._words)
        marked = f" **({escape(doubted)})**" if doubted else ""
        return said + marked + "".join(f"[^{n}]" for n in self._cited.of(sentence))

    def _conflict(self, conflict: Conflict) -> str:
        words = self._words
        lines = []
        for side in conflict.sides:
            newest = f" **{escape(words('newest'))}**" if is_newest(side, conflict.newest) else ""
            day = escape(aged(side.article.published, self._today, words))
            quote = f"“{escape(side.citation.quote, begins=False)}”[^{self._cited.number(side.citation)}]"
            outlet = escape(side.article.source or words("no_source"))
            lines.append((escape(side.value), outlet, day + newest, quote))
        return _table([words(key) for key in ("value", "outlet", "date", "conflict_quote")], lines)


def escape(text: str, *, begins: bool = True, keep_ends: bool = False) -> str:
    """Text as Markdown that shows it literally, on one line; ``begins``: at the beginning of a line."""
    line = one_line(text)
    if keep_ends and line:  # a piece of a sentence
        line = (" " if text[:1].isspace() else "") + line + (" " if text[-1:].isspace() else "")
    escaped = _MEANS.sub(r"\\\g<0>", line)
    return _guard(escaped) if begins else escaped


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    if not lines:
        return ""
    rule = "|" + " --- |" * len(head)
    return "\n".join([_row([escape(name) for name in head]), rule, *map(_row, lines)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _link(url: str) -> str:
    return f"<{url}>" if _ADDRESS.fullmatch(url) else escape(url)


def _guard(line: str) -> str:
    """Markdown whose first characters open no heading, list or rule."""
    return _BEGINS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[0]}", line)
