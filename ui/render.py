"""Answers, drafts and articles as HTML. Articles are hostile: whatever comes from them passes ``text`` or ``link``.

Blocks of foreign text carry ``dir="auto"``, so that marks which reorder text cannot reach beyond them, and ``lang``, so
that the browser picks a font which has their letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from rag.domain import Answer, Article, Citation, Draft, Passage, Sentence, Span, Style, Verdict, Writing, count_words

from .marks import mark, speech, text, when
from .render_model import engine, withheld, written
from .words import Words

__all__ = [
    "ICON",
    "Numbered",
    "Turn",
    "article_page",
    "body",
    "cites",
    "conversation",
    "document",
    "draft",
    "evidence",
    "link",
    "notice",
    "particulars",
    "text",
]

ICON = (  # a document without an icon makes the browser ask for one
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E'
    "%3Cpath fill=%22%230f5c63%22 d=%22M0 0h16v16H0z%22/%3E%3Cpath fill=%22%23fff%22 d=%22M3 4h10v2H3z%22/%3E"
    '%3Cpath fill=%22%23ffe9a3%22 d=%22M3 9h7v3H3z%22/%3E%3C/svg%3E">'
)
_AROUND = 280  # characters of a long paragraph that are shown before and after the cited words
_NEAREST = 4  # passages offered when there is no answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and, once it is there, its answer."""

    question: str
    answer: Answer | None = None
    shown: int = 0  # sentences of the answer that have appeared so far
    writing: Writing | None = None  # how far a chat model has come that is not done


class Numbered:
    """Citations numbered from 1 in order of first use; the same words have one number."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._numbers: dict[Citation, int] = {}
        for citation in (c for s in sentences for c in s.citations):
            self._numbers.setdefault(citation, len(self._numbers) + 1)

    def of(self, sentence: Sentence) -> list[int]:
        """Numbers of what bears a sentence out."""
        return [self._numbers[c] for c in sentence.citations]

    def items(self) -> Iterable[tuple[Citation, int]]:
        """Every citation with its number."""
        return self._numbers.items()


def link(article: Article) -> str:
    """Address of the article as an attribute value; empty when it is none that a reader should open.

    Only http and https are; names under ``.example`` are reserved (RFC 2606) and lead nowhere.
    """
    try:
        parts = urlsplit(article.url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or host.endswith(".example"):
        return ""
    return text(article.url)


def notice(message: str, kind: str = "error", words: Words | None = None) -> str:
    """A box with a sentence; ``kind`` is "error" or "done". It can be dismissed when ``words`` name the button."""
    role = "alert" if kind == "error" else "status"
    label = text(words("dismiss")) if words else ""
    button = f'<button type="button" class="dismiss" aria-label="{label}" title="{label}">×</button>' if words else ""
    return f'<div class="notice {kind}" role="{role}"><p dir="auto">{text(message)}</p>{button}</div>'


def particulars(article: Article, words: Words) -> str:
    """Outlet, date and language of an article."""
    outlet = f'<span class="outlet" dir="auto">{text(article.source or words("no_source"))}</span>'
    return f"{outlet} · {when(article.published, words)} · {text(words.name_of(article.language))}"


def conversation(turns: Sequence[Turn], words: Words, *, empty_library: bool = False) -> str:
    """All turns, the newest first; an introduction when there are none."""
    if not turns:
        more = words("library_empty" if empty_library else "welcome_more")
        return f'<section class="welcome"><p class="lead">{text(words("welcome"))}</p><p>{text(more)}</p></section>'
    numbered = reversed(list(enumerate(turns, 1)))
    return "".join(_turn(turn, f"t{number}", words) for number, turn in numbered)


def _turn(turn: Turn, key: str, words: Words) -> str:
    answer = turn.answer
    asked = f'<span class="sr">{text(words("you_asked"))}: </span>{text(turn.question)}'
    if answer is None and turn.writing is not None:
        body = written(turn.writing, words)
    elif answer is None:
        body = f'<p class="busy" role="status">{text(words("searching"))}</p>'
    elif answer.abstained:
        body = _abstention(answer, key, words)
    else:
        body = _answer(answer, turn.shown, key, words)
    searched = answer.searched if answer else ""
    note = f'<p class="note" dir="auto">{text(words("searched", query=searched))}</p>' if searched else ""
    return f'<section class="turn" id="{key}"><h2 class="question" dir="auto">{asked}</h2>{note}{body}</section>'


def _answer(answer: Answer, shown: int, key: str, words: Words) -> str:
    articles = {p.article.id: p.article for p in answer.passages}
    sentences = answer.sentences[:shown]
    numbered = Numbered(sentences)
    said = "".join(f"<p>{_sentence(s, i, numbered, articles, key, words)}</p>" for i, s in enumerate(sentences))
    note = f'<p class="note" dir="auto">{text(answer.note)}</p>' if answer.note else ""
    note += engine(answer.engine, words) + (withheld(answer.withheld, words) if shown == len(answer.sentences) else "")
    return (
        f'<div class="columns"><div class="said" aria-live="polite">{said}{note}</div>'
        f"{evidence(numbered, articles, key, words)}</div>"
    )


def _abstention(answer: Answer, key: str, words: Words) -> str:
    nearest = "".join(
        _card(p.article, Span(p.chunk.start, p.chunk.end), None, f"{key}-n{i}", words)
        for i, p in enumerate(_distinct(answer.passages), 1)
    )
    more = (
        f'<details class="nearest"><summary>{text(words("nearest"))}</summary><p>{text(words("nearest_note"))}</p>'
        f'<ol class="cards">{nearest}</ol></details>'
        if nearest
        else ""
    )
    return (
        f'<div class="abstained" role="status"><p class="lead">{text(words("no_answer"))}</p>'
        f'<p dir="auto">{text(answer.reason)}</p></div>{more}'
    )


def _distinct(passages: Sequence[Passage]) -> list[Passage]:
    """The best passage of each article, a few of them."""
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.article.id, passage)
    return list(best.values())[:_NEAREST]


def draft(made: Draft, words: Words) -> str:
    """A draft with its evidence beside it; the reason when it is empty."""
    if not made.sentences:
        return (
            f'<div class="abstained" role="status"><p class="lead">{text(words("no_draft"))}</p>'
            f'<p dir="auto">{text(made.reason)}</p></div>'
        )
    articles = {a.id: a for a in made.articles}
    numbered = Numbered(made.sentences)
    parts = [(articles[s.citations[0].article_id] if s.citations else None, s) for s in made.sentences]
    cited = [(article, _sentence(s, i, numbered, articles, "d", words)) for i, (article, s) in enumerate(parts)]
    length = sum(count_words(s.text) for s in made.sentences)
    note = f'<p class="note" dir="auto">{text(made.note)}</p>' if made.note else ""
    note += engine(made.engine, words) + withheld(made.withheld, words)
    return (
        f'<section class="turn"><h2 class="question" dir="auto">{text(made.title)}</h2>'
        f'<div class="columns"><div class="said">'
        f"{body(made.style, cited, words)}{note}"
        f'<p class="note">{text(words("draft_length", words=length, articles=len(articles)))}</p></div>'
        f"{evidence(numbered, articles, 'd', words)}</div></section>"
    )


def body(style: Style, cited: Sequence[tuple[Article | None, str]], words: Words) -> str:
    """Sentences, each with the article that it is first borne out by, in the shape of a style."""
    if style is Style.BULLETS:
        return f"<ul>{''.join(f'<li>{sentence}</li>' for _, sentence in cited)}</ul>"
    if style is Style.TIMELINE:
        dated = sorted(((a.published if a else None, s) for a, s in cited), key=lambda pair: pair[0] or date.max)
        rows = "".join(f"<dt>{when(day, words)}</dt><dd>{sentence}</dd>" for day, sentence in dated)
        return f'<dl class="timeline">{rows}</dl>'
    if style is Style.EXPLAINER:
        groups: dict[str, tuple[str, list[str]]] = {}
        for article, sentence in cited:
            heading = f"<h3 {speech(article)}>{text(article.title)}</h3>" if article else ""
            groups.setdefault(article.id if article else "", (heading, []))[1].append(sentence)
        return "".join(f"{heading}<p>{' '.join(sentences)}</p>" for heading, sentences in groups.values())
    return f"<p>{' '.join(sentence for _, sentence in cited)}</p>"


def _sentence(
    sentence: Sentence, place: int, numbered: Numbered, articles: Mapping[str, Article], key: str, words: Words
) -> str:
    """A sentence with its verdict and its citations; ``place`` tells it from the others of the same ``key``."""
    first = articles.get(sentence.citations[0].article_id) if sentence.citations else None
    numbers, verdict = cites(sentence, numbered, key, words), mark(sentence, f"{key}-f{place}", words)
    after = f"{numbers}{verdict}" if sentence.verdict is Verdict.SUPPORTED else f"{verdict}{numbers}"
    return f'<span class="sentence" {speech(first)}>{text(sentence.text)}</span>{after}'


def cites(sentence: Sentence, numbered: Numbered, key: str, words: Words) -> str:
    """Numbers that lead to the cards of ``evidence`` with the same ``key``."""
    return "".join(
        f'&NoBreak;<a class="cite" href="#{key}-c{n}" aria-label="{text(words("citation", number=n))}">[{n}]</a>'
        for n in numbered.of(sentence)
    )


def evidence(numbered: Numbered, articles: Mapping[str, Article], key: str, words: Words) -> str:
    """What is cited, each in its paragraph, under its number."""
    cards = "".join(
        _card(articles[c.article_id], Span(c.start, c.end), n, f"{key}-c{n}", words) for c, n in numbered.items()
    )
    heading = text(words("evidence"))
    return f'<aside class="evidence" aria-label="{heading}"><h3>{heading}</h3><ol class="cards">{cards}</ol></aside>'


def _card(article: Article, cited: Span, number: int | None, key: str, words: Words) -> str:
    """A citation in its paragraph, or a passage (``number`` is None) as it stands."""
    shown = article.paragraph(*cited) if number else cited
    start, end = max(shown.start, cited.start - _AROUND), min(shown.end, cited.end + _AROUND)
    before, after = "… " if start > shown.start else "", " …" if end < shown.end else ""
    body = _marked(article.text, Span(start, end), cited) if number else text(article.text[start:end])
    badge = f'<span class="number" aria-hidden="true">{number}</span>' if number else ""
    whole = f"/article/{article.id}?" + urlencode({"start": cited.start, "end": cited.end, "language": words.language})
    return (
        f'<li class="card" id="{key}" tabindex="-1"><p class="meta">{badge}{particulars(article, words)}</p>'
        f"<h4 {speech(article)}>{text(article.title)}</h4>"
        f"<blockquote {speech(article)}>{before}{body}{after}</blockquote>"
        f'<p class="links"><a class="whole" href="{text(whole)}#cited">{text(words("open_article"))}</a>'
        f"{_original(article, words)}</p></li>"
    )


def _marked(source: str, shown: Span, cited: Span, attributes: str = "") -> str:
    """The characters ``shown`` of a text, those that are cited among them in ``<mark>``."""
    start = min(max(cited.start, shown.start), shown.end)
    end = max(min(cited.end, shown.end), start)
    middle = f"<mark{attributes}>{text(source[start:end])}</mark>" if end > start else ""
    return f"{text(source[shown.start : start])}{middle}{text(source[end : shown.end])}"


def article_page(article: Article, cited: Span, words: Words) -> str:
    """A whole document with the article's text; the cited characters, when there are any, are marked."""
    paragraphs, start, anchor = [], 0, ' id="cited"'
    for line in article.text.split("\n"):
        shown = Span(start, start + len(line))
        start = shown.end + 1
        if not line.strip():
            continue
        marked = _marked(article.text, shown, cited, anchor)
        anchor = "" if "<mark" in marked else anchor
        paragraphs.append(f"<p>{marked}</p>")
    author = f' · <span dir="auto">{text(article.author)}</span>' if article.author else ""
    return document(
        article.title,
        f'<article class="reading" {speech(article)}><p class="meta" lang="{words.language}">'
        f"{particulars(article, words)}{author}</p><h1>{text(article.title)}</h1>{''.join(paragraphs)}"
        f'<p class="links">{_original(article, words)}</p></article>',
        words,
    )


def document(title: str, body: str, words: Words) -> str:
    """A page of its own, outside the frame that Gradio makes."""
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8"><title>{text(title)} · Aiqyn</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{ICON}<link rel="stylesheet" href="/page/style.css">'
        f"</head><body>{body}</body></html>"
    )


def _original(article: Article, words: Words) -> str:
    """A link to where the article was published, when it can be followed."""
    address = link(article)
    if not address:
        return ""
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{text(words("original"))} ↗</a>'
