"""Questions that lean on the one before them, made to stand alone by rule: pronouns, ellipsis, another year."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["leans", "standalone"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT = 3  # words that carry something, up to which a question that begins like a continuation is one
_BEGINS = re.compile(
    r"\s*(?:(?:and|but|or|so|what about|how about|а|и|но|или|тогда|ал|және|бірақ|сонда)\b|那么|那|而|还有)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those|there|then|"
    r"он|она|оно|они|его|её|ее|их|ему|ей|им|ним|ней|нём|нем|них|это|этот|эта|эти|этого|этой|этом|этому|там|тогда|"
    r"ол|оның|оған|онда|одан|олар|олардың|оларға|бұл|бұның|мұны|осы|осының|сол|соның|мұнда)\b"
    r"|他们|她们|它们|[他她它]|这(?:个|些|家|次|项|座|里)|那(?:个|些|家|次|项|座|里)|其",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_FILLERS = frozenset(
    "and what about how in on at of for the a an to is was were did do а и в на что как о об за по у с к ал және ше "
    "туралы қандай қалай болды".split()
)


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    told = [w for w in _WORD.findall(question.lower()) if w not in _FILLERS]
    chinese = len(re.findall(r"[\u3400-\u9fff]", question))
    short = chinese <= 8 if chinese else len(told) <= _SHORT
    return bool(_POINTS.search(question)) or (short and bool(_BEGINS.match(question)))


def standalone(question: str, before: Sequence[str]) -> str:
    """The question with what it leans on; as it is, when it leans on nothing or nothing came before.

    "And in 2022?" after a question on another year is that question with the year changed. Any other is put after the
    question before it, which search reads as one.
    """
    if not before or not leans(question):
        return question
    last = before[-1]
    years = _YEAR.findall(question)
    rest = [w for w in _WORD.findall(_YEAR.sub("", question).lower()) if w not in _FILLERS]
    if len(years) == 1 and _YEAR.search(last) and len("".join(rest)) <= 5:
        return _YEAR.sub(years[0], last)
    return f"{last} {question}"
