"""A draft as one HTML file that needs nothing else: its footnotes lead there and back, and it prints well."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from rag.domain import Article, Citation, Draft, Sentence, Verdict
from rag.language import reader_language

from .marks import label, speech, text, when
from .render import Numbered, body, link
from .words import Words

__all__ = ["to_html"]

# Nothing is loaded and nothing runs, whatever an article may have smuggled in.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(draft: Draft) -> str:
    """The whole document, in the language of its title; what is not borne out is marked."""
    words = Words(reader_language(draft.title))
    numbered = Numbered(draft.sentences)
    articles = {a.id: a for a in draft.articles}
    used: dict[int, int] = {}  # number of a footnote: how often it was referred to so far
    cited = [
        (articles[s.citations[0].article_id] if s.citations else None, _sentence(s, numbered, articles, used, words))
        for s in draft.sentences
    ]
    told = "".join(f'<p class="note" dir="auto">{text(line)}</p>' for line in (draft.note, draft.reason) if line)
    notes = "".join(_footnote(n, c, articles[c.article_id], used[n], words) for c, n in numbered.items())
    sources = f'<section class="notes"><h2>{text(words("sources"))}</h2><ol>{notes}</ol></section>' if notes else ""
    style = files("ui").joinpath("export.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{text(draft.title)}</title>'
        f'<style>{style}</style></head>\n<body><main><h1 dir="auto">{text(draft.title)}</h1>{told}\n'
        f"{body(draft.style, cited, words) if cited else ''}\n{sources}</main></body></html>\n"
    )


def _sentence(
    sentence: Sentence, numbered: Numbered, articles: Mapping[str, Article], used: dict[int, int], words: Words
) -> str:
    first = articles[sentence.citations[0].article_id] if sentence.citations else None
    doubt = "" if sentence.verdict is Verdict.SUPPORTED else f" <strong>({label(sentence.verdict, words)})</strong>"
    numbers = ""
    for number in numbered.of(sentence):
        used[number] = used.get(number, 0) + 1
        name = text(words("citation", number=number))
        numbers += (
            f'<sup><a id="{_place(number, used[number])}" href="#n{number}" aria-label="{name}">{number}</a></sup>'
        )
    return f"<span {speech(first)}>{text(sentence.text)}</span>{doubt}{numbers}"


def _footnote(number: int, citation: Citation, article: Article, times: int, words: Words) -> str:
    back = " ".join(
        f'<a href="#{_place(number, time)}" aria-label="{text(words("back_to_text"))}">↩</a>'
        for time in range(1, times + 1)
    )
    outlet = f'<span dir="auto">{text(article.source)}</span>, ' if article.source else ""
    followed = link(article)
    address = f'<a href="{followed}" rel="noreferrer">{followed}</a>' if followed else text(article.url)
    return (
        f'<li id="n{number}">{outlet}<cite {speech(article)}>{text(article.title)}</cite>, '
        f"{when(article.published, words)}. {address} <q {speech(article)}>{text(citation.quote)}</q> {back}</li>"
    )


def _place(number: int, time: int) -> str:
    """Id of a reference to a footnote."""
    return f"r{number}" if time == 1 else f"r{number}-{time}"
