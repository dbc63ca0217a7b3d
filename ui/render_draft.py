"""A draft as HTML: its sentences in their form, what the articles disagree on, and the evidence beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from rag.domain import Conflict, Draft, Side, Style, count_words

from .marks import speech, text
from .picture import timeline_svg
from .render import Numbered, card_date, evidence, has_additions, sentence_html
from .render_model import engine, withheld
from .shaping import blocks, is_newest, readers, remarks, rows
from .words import Words

__all__ = ["draft"]

_KEY = "d"  # begins the ids of the evidence


def draft(made: Draft, words: Words) -> str:
    """A draft with its evidence beside it; the reason when it is empty."""
    if not made.sentences:
        return (
            f'<div class="abstained" role="status"><p class="lead">{text(words("no_draft"))}</p>'
            f'<p dir="auto">{text(made.reason)}</p></div>'
        )
    sides = [side for conflict in made.conflicts for side in conflict.sides]
    articles = {a.id: a for a in made.articles} | {side.article.id: side.article for side in sides}
    numbered = Numbered(made.sentences, [side.citation for side in sides])
    shown = {id(s): sentence_html(s, i, numbered, articles, _KEY, words) for i, s in enumerate(made.sentences)}
    added = any(has_additions(s, articles) for s in made.sentences)
    notes = "".join(f'<p class="note" dir="auto">{text(remark)}</p>' for remark in remarks(made, added, words))
    length = sum(count_words(s.text) for s in made.sentences)
    for_whom = readers(made, words)
    head = f'<p class="note" dir="auto">{text(for_whom)}</p>' if for_whom else ""
    return (
        f'<section class="turn"><h2 class="question" dir="auto">{text(made.title)}</h2>{head}'
        f'<div class="columns"><div class="said">'
        f"{_body(made, shown, words)}{_conflicts(made.conflicts, numbered, words)}{notes}"
        f"{engine(made.engine, words)}{withheld(made.withheld, words)}"
        f'<p class="note">{text(words("draft_length", words=length, articles=len(made.articles)))}</p></div>'
        f"{evidence(numbered, articles, _KEY, words)}</div></section>"
    )


def _body(made: Draft, shown: dict[int, str], words: Words) -> str:
    """``shown``: HTML of each sentence, by the identity of the sentence."""
    if made.style is Style.TIMELINE:
        dated = rows(made, words)
        lines = "".join(
            f'<tr><td class="number">{n}</td><th scope="row">{text(when)}</th><td>{shown[id(event.sentence)]}</td></tr>'
            for n, (when, event) in enumerate(dated, 1)
        )
        return f'{timeline_svg([e for _, e in dated], words)}<table class="timeline"><tbody>{lines}</tbody></table>'
    parts = []
    for block in blocks(made, words):
        if block.heading:
            attributes = speech(block.article) if block.article else 'dir="auto"'
            parts.append(f"<h3 {attributes}>{text(block.heading)}</h3>")
        told = [shown[id(s)] for s in block.sentences]
        if block.listed:
            parts.append(f"<ul>{''.join(f'<li>{one}</li>' for one in told)}</ul>")
        else:
            parts.append(f"<p>{' '.join(told)}</p>")
    return "".join(parts)


def _conflicts(found: tuple[Conflict, ...], numbered: Numbered, words: Words) -> str:
    """What the articles disagree on: each value with its outlet and day, the newest marked."""
    if not found:
        return ""
    head = "".join(f'<th scope="col">{text(words(key))}</th>' for key in ("value", "outlet", "date", "conflict_quote"))
    bodies = "".join(
        f"<tbody>{''.join(_side(side, conflict, numbered, words) for side in conflict.sides)}</tbody>"
        for conflict in found
    )
    return (
        f'<section class="conflicts"><h3>{text(words("conflicts"))}</h3><p class="note">{text(words("conflicts_note"))}'
        f"</p><div><table><thead><tr>{head}</tr></thead>{bodies}</table></div></section>"
    )


def _side(side: Side, conflict: Conflict, numbered: Numbered, words: Words) -> str:
    article, cited = side.article, side.citation
    newest = f' <span class="newest">{text(words("newest"))}</span>' if is_newest(side, conflict.newest) else ""
    whole = f"/article/{article.id}?" + urlencode({"start": cited.start, "end": cited.end, "language": words.language})
    number = numbered.number(cited)
    return (
        f'<tr><th scope="row" {speech(article)}>{text(side.value)}</th>'
        f'<td dir="auto">{text(article.source or words("no_source"))}</td>'
        f"<td>{card_date(article.published, words)}{newest}</td>"
        f'<td><a class="whole" href="{text(whole)}#cited" {speech(article)}>{text(cited.quote)}</a>'
        f'&NoBreak;<a class="cite" href="#{_KEY}-c{number}" '
        f'aria-label="{text(words("citation", number=number))}">[{number}]</a></td></tr>'
    )
