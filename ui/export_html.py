"""A draft as one HTML file that needs nothing else: its footnotes lead there and back, and it prints well."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from rag.domain import Conflict, Draft, Sentence, Style
from rag.language import reader_language
from rag.reldates import pieces

from .marks import speech, text
from .render import link
from .shaping import aged, blocks, is_newest, readers, remarks, rows
from .sources import Cited, Source, doubt
from .words import Words

__all__ = ["to_html"]

# Nothing is loaded and nothing runs, whatever an article may have smuggled in.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(draft: Draft, today: date | None = None) -> str:
    """The whole document, in the language of its title; what is not borne out is marked."""
    return _Page(draft, today or date.today()).made()


class _Page:
    def __init__(self, draft: Draft, today: date) -> None:
        self._draft = draft
        self._today = today
        self._cited = Cited(draft)
        self._words = Words(reader_language(draft.title))
        self._articles = {a.id: a for a in draft.articles}
        self._used: dict[int, int] = {}  # number of a footnote: how often it was referred to so far

    def made(self) -> str:
        draft, words = self._draft, self._words
        told = (readers(draft, words), *remarks(draft, self._cited.has_additions, words), draft.reason)
        notes = "".join(f'<p class="note" dir="auto">{text(line)}</p>' for line in told if line)
        body = self._body() + "".join(map(self._conflict, draft.conflicts))
        style = files("ui").joinpath("export.css").read_text("utf-8")
        return (
            f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{text(draft.title)}</title>'
            f'<style>{style}</style></head>\n<body><main><h1 dir="auto">{text(draft.title)}</h1>{notes}\n'
            f"{body}\n{self._footnotes()}</main></body></html>\n"
        )

    def _body(self) -> str:
        if self._draft.style is Style.TIMELINE:
            lines = (
                f"<dt>{text(when)}</dt><dd>{self._sentence(e.sentence)}</dd>"
                for when, e in rows(self._draft, self._words)
            )
            return f"<dl>{''.join(lines)}</dl>"
        parts = []
        for block in blocks(self._draft, self._words):
            if block.heading:
                attributes = speech(block.article) if block.article else 'dir="auto"'
                parts.append(f"<h2 {attributes}>{text(block.heading)}</h2>")
            told = map(self._sentence, block.sentences)
            listed = "".join(f"<li>{one}</li>" for one in told) if block.listed else ""
            parts.append(f"<ul>{listed}</ul>" if block.listed else f"<p>{' '.join(told)}</p>")
        return "".join(parts)

    def _sentence(self, sentence: Sentence) -> str:
        first = self._articles[sentence.citations[0].article_id] if sentence.citations else None
        said = "".join(
            f"<em>{text(piece)}</em>" if ours else text(piece)
            for piece, ours in pieces(sentence.text, self._cited.additions(sentence))
        )
        doubted = doubt(sentence, self._words)
        marked = f" <strong>({text(doubted)})</strong>" if doubted else ""
        return f"<span {speech(first)}>{said}</span>{marked}{''.join(map(self._number, self._cited.of(sentence)))}"

    def _number(self, number: int) -> str:
        self._used[number] = self._used.get(number, 0) + 1
        place, name = _place(number, self._used[number]), text(self._words("citation", number=number))
        return f'<sup><a id="{place}" href="#n{number}" aria-label="{name}">{number}</a></sup>'

    def _conflict(self, conflict: Conflict) -> str:
        """Different values for one thing, each with its outlet and day, the newest marked."""
        words, lines = self._words, []
        for side in conflict.sides:
            newest = f" <strong>{text(words('newest'))}</strong>" if is_newest(side, conflict.newest) else ""
            outlet = text(side.article.source or words("no_source"))
            when = text(aged(side.article.published, self._today, words))
            number = self._number(self._cited.number(side.citation))
            value = f"<strong {speech(side.article)}>{text(side.value)}</strong>"
            lines.append(f'<li>{value} — <span dir="auto">{outlet}</span>, {when}{newest}{number}</li>')
        head = text(words("conflicts")) if conflict is self._draft.conflicts[0] else ""
        return f"{f'<h2>{head}</h2>' if head else ''}<ul>{''.join(lines)}</ul>"

    def _footnotes(self) -> str:
        notes = "".join(map(self._footnote, self._cited))
        head = text(self._words("sources"))
        return f'<section class="notes"><h2>{head}</h2><ol>{notes}</ol></section>' if notes else ""

    def _footnote(self, source: Source) -> str:
        article, number = source.article, source.number
        name = text(self._words("back_to_text"))
        back = " ".join(
            f'<a href="#{_place(number, time)}" aria-label="{name}">↩</a>'
            for time in range(1, self._used.get(number, 0) + 1)
        )
        outlet = f'<span dir="auto">{text(article.source)}</span>, ' if article.source else ""
        followed = link(article)
        address = f'<a href="{followed}" rel="noreferrer">{followed}</a>' if followed else text(article.url)
        when = text(aged(article.published, self._today, self._words))
        return (
            f'<li id="n{number}">{outlet}<cite {speech(article)}>{text(article.title)}</cite>, '
            f"{when}. {address} <q {speech(article)}>{text(source.citation.quote)}</q> {back}</li>"
        )


def _place(number: int, time: int) -> str:
    """Id of a reference to a footnote."""
    return f"r{number}" if time == 1 else f"r{number}-{time}"
