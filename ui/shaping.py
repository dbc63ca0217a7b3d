"""How a draft is laid out, whatever it is written as: its headings, lists and dated rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rag.datesaid import age, day, stretch
from rag.domain import LANGUAGES, Article, Draft, Sentence, Side, Style
from rag.factsheet import facts
from rag.timeline import Event, events

from .words import Words

__all__ = ["Block", "aged", "blocks", "is_newest", "readers", "remarks", "rows"]


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences under a heading, which may be empty."""

    heading: str
    article: Article | None  # whose title the heading is, when it is one
    sentences: tuple[Sentence, ...]
    listed: bool = False  # each sentence on a line of its own


def blocks(draft: Draft, words: Words) -> list[Block]:
    """The draft in parts, in the order in which it is read. Its heads are in the language of ``words``."""
    articles = {a.id: a for a in draft.articles}
    if draft.style in (Style.BULLETS, Style.HEADLINES, Style.TIMELINE):
        return [Block("", None, draft.sentences, listed=True)] if draft.sentences else []
    if draft.style is Style.EXPLAINER:
        told = [(_article(s, articles), s) for s in draft.sentences]
        return _grouped((a.id if a else "", a.title if a else "", a, s) for a, s in told)
    if draft.style is Style.QA:
        asked = [(_question(s, _article(s, articles), words), _article(s, articles), s) for s in draft.sentences]
        return _grouped((question, question, None, s) for question, _, s in asked)
    return [Block("", None, draft.sentences)] if draft.sentences else []


def rows(draft: Draft, words: Words) -> list[tuple[str, Event]]:
    """The sentences of a timeline with their days in words, in order."""
    return [(_when(event, words), event) for event in events(draft.sentences, {a.id: a for a in draft.articles})]


def aged(when: date | None, today: date, words: Words) -> str:
    """A day and how long ago it was: "3 Nov 2023, 3 years old"; that there is none."""
    if when is None:
        return words("undated")
    old = age(when, today, words.language)
    return f"{day(when, words.language)}{words('list_comma')}{old}" if old else day(when, words.language)


def is_newest(side: Side, newest: date | None) -> bool:
    """Whether a side of a conflict is the one told last."""
    return newest is not None and side.article.published == newest


def readers(draft: Draft, words: Words) -> str:
    """For whom it is written; empty when nobody said."""
    return words("for_readers", audience=draft.audience) if draft.audience else ""


def remarks(draft: Draft, added: bool, words: Words) -> list[str]:
    """What is to be said of a draft as a whole; ``added``: whether dates were put into brackets."""
    told = [draft.note]
    if draft.sentences and all(s.quoted for s in draft.sentences):
        told.append(words("draft_quoted"))
    if added:
        told.append(words("draft_brackets"))
    return [remark for remark in told if remark]


def _article(sentence: Sentence, articles: Mapping[str, Article]) -> Article | None:
    return articles.get(sentence.citations[0].article_id) if sentence.citations else None


def _grouped(told: Iterable[tuple[str, str, Article | None, Sentence]]) -> list[Block]:
    """Sentences of one key together, in the order in which the keys first come."""
    groups: dict[str, tuple[str, Article | None, list[Sentence]]] = {}
    for key, heading, article, sentence in told:
        groups.setdefault(key, (heading, article, []))[2].append(sentence)
    return [Block(heading, article, tuple(sentences)) for heading, article, sentences in groups.values()]


def _question(sentence: Sentence, article: Article | None, words: Words) -> str:
    """A question that the sentence answers.

    It is a title and a question word, which needs no grammar of names: a rule that bends them would get some wrong.
    """
    language = article.language if article and article.language in LANGUAGES else "en"
    known = facts(sentence.text, language, article.published if article else None)
    if known.speakers or any(quote.long for quote in known.quotes):
        kind = "speech"
    elif any(not q.weak and q.kind not in ("ordinal", "duration") for q in known.quantities):
        kind = "amount"
    elif any(m.granularity not in ("time", "year", "years") for m in known.moments):
        kind = "time"
    else:
        kind = "event"
    return words("qa_heading", title=article.title if article else "", question=words.table("questions")[kind])


def _when(event: Event, words: Words) -> str:
    if event.first is None or event.last is None:
        return words("undated")
    said = day(event.first, words.language)
    if event.first != event.last:
        said = stretch(event.first, event.last, words.language)
    return said if event.named else words("reported_on", day=said)
