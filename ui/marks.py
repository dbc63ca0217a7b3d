"""What every page is made of: escaped text, days, the mark of a verdict, and the facts that were checked.

Everything here is phrasing content: it may stand within a paragraph.
"""

from __future__ import annotations

import html
from datetime import date

from rag.domain import Article, Check, Sentence, Verdict

from .words import Words

__all__ = ["NO_FACTS", "fact", "kind_of", "label", "mark", "speech", "text", "when"]

# Checks that tell parts of a sentence, or why it was not judged.
NO_FACTS = frozenset(("clause", "claim", "language", "source language", "judge"))


def text(value: str) -> str:
    """Any string as HTML text or attribute value."""
    return html.escape(value.encode("utf-8", "replace").decode("utf-8"))


def speech(article: Article | None) -> str:
    """Attributes of an element that holds words of an article."""
    language = f' lang="{text(article.language)}"' if article and article.language != "und" else ""
    return f'dir="auto"{language}'


def when(day: date | None, words: Words) -> str:
    """A day, or that there is none."""
    return f'<time datetime="{day.isoformat()}">{day.isoformat()}</time>' if day else text(words("undated"))


def kind_of(verdict: Verdict) -> str:
    """The class by which the style sheet gives a verdict its colour and its sign."""
    return f"v-{verdict.value.replace(' ', '-')}"


def label(verdict: Verdict, words: Words) -> str:
    """The words for a verdict."""
    return text(words.table("verdicts")[verdict.value])


def mark(sentence: Sentence, key: str, words: Words) -> str:
    """The verdict on a sentence of an answer or a draft, quiet when it is supported; it opens the facts checked.

    ``key`` is an id that nothing else on the page has.
    """
    supported = sentence.verdict is Verdict.SUPPORTED
    kind = f"{'borne' if supported else 'verdict'} {kind_of(sentence.verdict)}"
    said = text(words("quoted")) if supported and sentence.quoted else label(sentence.verdict, words)
    facts = [fact(check, words) for check in sentence.checks if check.kind not in NO_FACTS]
    if not facts:
        return f' <span class="{kind}">{said}</span>'
    told = "".join(f'<span class="fact">{line}</span>' for line in dict.fromkeys(facts))
    return (
        f' <button type="button" class="{kind}" popovertarget="{key}">{said}</button>'
        f'<span popover class="facts" id="{key}"><span class="head">{text(words("facts_checked"))}</span>{told}</span>'
    )


def fact(check: Check, words: Words, found: str = "") -> str:
    """One fact as the text has it, and as the source does when that differs: ``found`` in HTML, or ``check.found``."""
    kind = text(words.table("kinds").get(check.kind, check.kind))
    sign = "v-supported" if check.ok else "v-contradicted" if check.found else "v-unsupported"
    name = f'<span class="kind {sign}">{kind}</span> '
    if check.ok and check.claimed == check.found:
        return f"{name}{_value(check.claimed)}"
    if not check.found:
        return f"{name}{_value(check.claimed)} — {text(words('not_said'))}"
    return (
        f"{name}{text(words('claimed'))}{_value(check.claimed)}{text(words('semicolon'))}"
        f"{text(words('in_source'))}{found or _value(check.found)}"
    )


def _value(words_of_text: str) -> str:
    return f'<strong dir="auto">{text(words_of_text)}</strong>'
