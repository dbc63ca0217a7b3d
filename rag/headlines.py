"""The beginning of a sentence that can stand as a headline: its main clause, word for word."""

from __future__ import annotations

import re

from .domain import Span, count_words
from .scan import scan
from .stance import is_past

__all__ = ["MOST_WORDS", "headline_in"]

MOST_WORDS = 14
_FEWEST = 5
_FEWEST_HAN, _MOST_HAN = 8, 28  # characters
# Where the main clause may end: before who says it, or before what is added.
_CUT = re.compile(r"(?<!\d)[,;，；]|[,;](?!\d)|\s[–—]\s")
# A clause that begins so is not the main one.
_OPENS = re.compile(
    r"^(?:when|while|after|before|as|if|although|though|since|because|in|on|at|by|with|according|of|for|under|during|from|"
    r"когда|после|если|хотя|по|в|во|на|с|при|из|для|за|среди|так|как|"
    r"[^\s]+ (?:айтуынша|мәліметінше|дерегінше|бойынша|кейін))\b|^(?:据|当|在|根据|随着|为了|如果|由于|自)",
    re.IGNORECASE,
)
_VERB_AHEAD = re.compile(
    r"\b(?:is|are|was|were|will|has|have|had|can|may|plans?|expects?|будет|будут|может|планирует|намерен\w*)\b", re.I
)
_KK_VERB = re.compile(r"\w{2,}(?:ды|ді|ты|ті|ады|еді|йды|йді|мақ|мек|пақ|пек)$")


def headline_in(text: str, language: str) -> Span | None:
    """The characters of a short main clause at the beginning of a sentence; None where none is sure to be one."""
    if _OPENS.match(text) or text[:1] in "\"“«「„'":
        return None
    ends = [match.start() for match in _CUT.finditer(text)]
    for end in [*ends, len(text.rstrip(".。"))]:
        clause = text[:end].rstrip()
        if _fits(clause, language) and _says_something(clause, language):
            return Span(0, len(clause))
    return None


def _fits(clause: str, language: str) -> bool:
    words = count_words(clause)
    if language == "zh":
        return _FEWEST_HAN <= words <= _MOST_HAN
    return (
        _FEWEST <= words <= MOST_WORDS
        and clause.count("“") == clause.count("”")
        and clause.count("«") == clause.count("»")
    )


def _says_something(clause: str, language: str) -> bool:
    """Whether it has a verb; a Kazakh one stands last. Chinese marks none: there its length has to do."""
    if language == "zh":
        return clause.count("“") == clause.count("”") and "，" not in clause
    words = [token for token in scan(clause, language) if token.kind == "w"]
    if language == "kk":
        return bool(words) and bool(_KK_VERB.match(words[-1].low))
    finished = any(is_past(t, words[i - 1] if i else None, language) for i, t in enumerate(words[1:], 1))
    return finished or bool(_VERB_AHEAD.search(clause))
