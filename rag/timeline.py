"""When that happened of which a sentence tells: the day it names itself, or else the day of its article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .dates import Moment, dates
from .domain import LANGUAGES, Article, Sentence
from .reldates import LEANING

__all__ = ["Event", "event_of", "events"]

_FINEST = ("day", "weekday", "days", "week", "month", "months", "quarter", "half", "year")  # what dates an event


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence of a timeline."""

    sentence: Sentence
    first: date | None  # None: neither the sentence nor its article has a date
    last: date | None
    named: bool  # the sentence names it; otherwise it is the day of publication


def events(sentences: tuple[Sentence, ...], articles: Mapping[str, Article]) -> list[Event]:
    """The sentences in the order of what they tell of; those without a date last."""
    found = [event_of(s, articles) for s in sentences]
    return sorted(found, key=lambda e: (e.first or date.max, e.last or date.max))


def event_of(sentence: Sentence, articles: Mapping[str, Article]) -> Event:
    """When that happened of which the sentence tells; ``articles`` by id."""
    article = articles.get(sentence.citations[0].article_id) if sentence.citations else None
    if article is None:
        return Event(sentence, None, None, False)
    language = article.language if article.language in LANGUAGES else "en"
    named = [m for m in dates(sentence.text, language, article.published) if _dates_an_event(m)]
    if named:
        finest = min(named, key=lambda m: (_FINEST.index(m.granularity), m.span.start))
        return Event(sentence, finest.first, finest.last, True)
    return Event(sentence, article.published, article.published, False)


def _dates_an_event(moment: Moment) -> bool:
    return (
        moment.first is not None
        and moment.year_known
        and moment.granularity in _FINEST
        and not LEANING.fullmatch(moment.text)
    )
