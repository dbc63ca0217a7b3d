"""A draft as one HTML file that needs nothing else: its footnotes lead there and back, and it prints well."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from rag.domain import Conflict, Draft, Sentence
from rag.language import reader_language
from rag.reldates import pieces

from .marks import speech, text
from .render import link
from .render_draft import body
from .shaping import aged, is_newest, remarks
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
        self._used: dict[int, int] = {}  # number of a footnote: how often it was referred to so far

    def made(self) -> str:
        draft, words = self._draft, self._words
        readers = words("for_readers", audience=draft.audience) if draft.audience else ""
        told = [readers, *remarks(draft, self._cited.has_additions, words), draft.reason]
        notes = "".join(f'<p class="note" dir="auto">{text(line)}</p>' for line in told if line)
        shown = {id(s): self._sentence(s) for s in draft.sentences}
        said = (body(draft, shown, words) if shown else "") + self._conflicts()
        footnotes = "".join(self._footnote(source) for source in self._cited)
        if footnotes:
            footnotes = f'<section class="notes"><h2>{text(words("sources"))}</h2><ol>{footnotes}</ol></section>'
        style = files("ui").joinpath("export.css").read_text("utf-8")
        return (
            f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{text(draft.title)}</title>'
            f'<style>{style}</style></head>\n<body><main><h1 dir="auto">{text(draft.title)}</h1>{notes}\n'
            f"{said}\n{footnotes}</main></body></html>\n"
        )

    def _sentence(self, sentence: Sentence) -> str:
        sources = self._cited.sources(sentence)
        told = "".join(
            f'<em class="ours">{text(piece)}</em>' if ours else text(piece)
            for piece, ours in pieces(sentence.text, self._cited.additions(sentence))
        )
        doubted = doubt(sentence, self._words)
        marked = f" <strong>({text(doubted)})</strong>" if doubted else ""
        spoken = speech(sources[0].article if sources else None)
        return f"<span {spoken}>{told}</span>{marked}{''.join(map(self._reference, sources))}"

    def _reference(self, source: Source) -> str:
        number = source.number
        self._used[number] = self._used.get(number, 0) + 1
        name, place = text(self._words("citation", number=number)), _place(number, self._used[number])
        return f'<sup><a id="{place}" href="#n{number}" aria-label="{name}">{number}</a></sup>'

    def _conflicts(self) -> str:
        """What the articles disagree on, as a table for each."""
        if not self._draft.conflicts:
            return ""
        words = self._words
        head = "".join(f'<th scope="col">{text(words(key))}</th>' for key in ("value", "outlet", "date"))
        tables = "".join(
            f"<table><thead><tr>{head}</tr></thead><tbody>{self._sides(conflict)}</tbody></table>"
            for conflict in self._draft.conflicts
        )
        return f'<h2>{text(words("conflicts"))}</h2><p class="note">{text(words("conflicts_note"))}</p>{tables}'

    def _sides(self, conflict: Conflict) -> str:
        rows = []
        numbered = {source.citation: source for source in self._cited}
        for side in conflict.sides:
            article, source = side.article, numbered[side.citation]
            newest = f" <strong>{text(self._words('newest'))}</strong>" if is_newest(side, conflict.newest) else ""
            rows.append(
                f'<tr><th scope="row" {speech(article)}>{text(side.value)}{self._reference(source)}</th>'
                f'<td dir="auto">{text(article.source or self._words("no_source"))}</td>'
                f"<td>{text(aged(article.published, self._today, self._words))}{newest}</td></tr>"
            )
        return "".join(rows)

    def _footnote(self, source: Source) -> str:
        article, words = source.article, self._words
        back = " ".join(
            f'<a href="#{_place(source.number, time)}" aria-label="{text(words("back_to_text"))}">↩</a>'
            for time in range(1, self._used.get(source.number, 0) + 1)
        )
        outlet = f'<span dir="auto">{text(article.source)}</span>, ' if article.source else ""
        followed = link(article)
        address = f'<a href="{followed}" rel="noreferrer">{followed}</a>' if followed else text(article.url)
        return (
            f'<li id="n{source.number}">{outlet}<cite {speech(article)}>{text(article.title)}</cite>, '
            f"{text(aged(article.published, self._today, words))}. {address} "
            f"<q {speech(article)}>{text(source.citation.quote)}</q> {back}</li>"
        )


def _place(number: int, time: int) -> str:
    """Id of a reference to a footnote."""
    return f"r{number}" if time == 1 else f"r{number}-{time}"
