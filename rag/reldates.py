"""Words that count from the day of publication, and the calendar days they stand for.

    resolved("Talks began last Monday.", "en", date(2023, 11, 30))   # [(23, "Monday, 27 November 2023")]

The words of an article stay as they are: what is found here is shown beside them, in brackets, as an addition of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from .dates import Moment, dates
from .datesaid import stretch
from .domain import LANGUAGES, Article, Sentence, Span
from .quotes import quotations

__all__ = ["LEANING", "Addition", "additions", "pieces", "resolved"]

# They count from another date of the text, and not from the publication.
LEANING = re.compile(
    r"a year (?:earlier|ago|before)|one year earlier|the (?:previous|following|coming) \w+|предыдущ\w+ \w+|годом ранее"
    r"|год назад|бір жыл бұрын|上年|上一年|上一季度|当月|本年度",
    re.IGNORECASE,
)
# What is still to come: a weekday without "last" or "next" may then be either.
_AHEAD = re.compile(
    r"\b(?:will|shall|is to|are to|due|plans?|planned|expects?|expected|scheduled|set to|going to|would|may|might|could"
    r"|будет|будут|планиру\w*|намерен\w*|ожида\w*|должн\w*|предстоит|собира\w*|состоится|пройдёт|пройдет|начнётся"
    r"|начнется|может|могут|завершат|откроют|откроется|прибудет|жоспарла\w*|көзде\w*|тиіс|күтіл\w*|болады|өтеді|мүмкін"
    r"|ашылады|басталады|аяқталады|келеді)\b|将|计划|预计|拟|可能|打算|有望",
    re.IGNORECASE,
)
_WORD_ENDS = re.compile(r"(?:['’]s?|[^\W\d_\u3400-\u9fff]+)")


class Addition(NamedTuple):
    """Words of ours and where they belong: after that many characters of a sentence."""

    at: int
    text: str  # without brackets


def resolved(text: str, language: str, published: date | None) -> list[Addition]:
    """What the relative dates of a sentence stand for, in its own language; none without a day of publication.

    Left alone: words in quotation marks, which count from when they were said; those that lean on another date; and a
    bare weekday in a sentence about what is to come.
    """
    if published is None or language not in LANGUAGES:
        return []
    quoted = [q.span for q in quotations(text) if q.long]
    ahead = bool(_AHEAD.search(text))
    found = []
    moments = dates(text, language, published)
    told = {(m.first, m.last) for m in moments if not m.relative}  # "on Wednesday, 20 November" says it already
    for moment in moments:
        inside = any(span.start <= moment.span.start < span.end for span in quoted)
        if inside or not moment.relative or not moment.first or not moment.last or LEANING.fullmatch(moment.text):
            continue
        if (moment.first, moment.last) in told:
            continue
        if moment.granularity == "weekday" and ahead and not _says_which(moment):
            continue
        found.append(Addition(_word_end(text, moment.span), stretch(moment.first, moment.last, language)))
    return found


def additions(sentence: Sentence, articles: Mapping[str, Article]) -> list[Addition]:
    """The same for a sentence that is shown; only where it stands word for word in the article it cites first.

    ``articles`` by id; what is not among them resolves nothing.
    """
    first = sentence.citations[0] if sentence.citations else None
    if first is None or first.quote != sentence.text or first.article_id not in articles:
        return []
    article = articles[first.article_id]
    return resolved(sentence.text, article.language, article.published)


def pieces(text: str, added: Sequence[Addition]) -> list[tuple[str, bool]]:
    """The text in pieces, those that are additions of ours (in brackets) marked True. Without them, it is the text."""
    found: list[tuple[str, bool]] = []
    start = 0
    for one in added:
        found.append((text[start : one.at], False))
        gap = "" if text[one.at - 1] > "\u2e80" else " "  # Chinese parts no words
        found.append((f"{gap}[{one.text}]", True))
        start = one.at
    return [*found, (text[start:], False)]


def _says_which(moment: Moment) -> bool:
    """Whether words before the weekday say which one: "last Monday"."""
    return (len(moment.text.split()) > 1 and moment.text.split()[-1] != "күні") or moment.text[0] in "上下本这"


def _word_end(text: str, span: Span) -> int:
    """Where the word ends in which a date ends: after "last year's"."""
    rest = _WORD_ENDS.match(text, span.end)
    return rest.end() if rest else span.end
