"""A checked text as HTML: its sentences coloured by their verdicts, the facts that decided, and the evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from rag.domain import Article, Check, Sentence, Span, Verdict
from rag.ground import CheckedText

from .marks import NO_FACTS, fact, kind_of, label, speech, text, when
from .render import Numbered, cites, evidence
from .words import Words

__all__ = ["checked"]

_KEY = "k"  # begins the ids of the evidence
_HAN = "\u3400-\u9fff"  # written without spaces, so a word may be cut anywhere
_JOINED = rf"[^\W{_HAN}]"  # a letter or digit that goes on with its neighbour
_EXCERPT = 40  # characters from which what was found is no value but a part of a sentence
_LETTER = re.compile(_JOINED)


def checked(pasted: str, result: CheckedText, words: Words) -> str:
    """The sentences of ``pasted`` with their verdicts, the evidence beside them; a line on the whole above."""
    if not result.sentences:
        return f'<div class="abstained" role="status"><p class="lead">{text(words("check_nothing"))}</p></div>'
    articles = {a.id: a for a in result.sources}
    numbered = Numbered(result.sentences)
    said = "".join(
        _judged(sentence, begins, numbered, articles, words)
        for sentence, begins in zip(result.sentences, _beginnings(pasted, result.sentences), strict=True)
    )
    beside = evidence(numbered, articles, _KEY, words) if list(numbered.items()) else ""
    return (
        f'<section class="turn">{_tally(result, words)}<div class="columns"><ol class="judged">{said}</ol>'
        f"{beside}</div></section>"
    )


def _beginnings(pasted: str, sentences: Sequence[Sentence]) -> Iterator[bool]:
    """Whether each sentence begins a paragraph of what was pasted."""
    end = 0
    for sentence in sentences:
        start = pasted.find(sentence.text, end)
        yield start >= 0 and "\n" in pasted[end:start]
        end = start + len(sentence.text) if start >= 0 else end


def _tally(result: CheckedText, words: Words) -> str:
    """How many sentences have which verdict, which is the legend too, and the probability of the whole."""
    counts = Counter(s.verdict for s in result.sentences)
    total = len(result.sentences)
    comma = words("list_comma").rstrip()
    space = words("list_comma")[len(comma) :]
    parts = [
        f'<span class="badge {kind_of(v)}">{text(words("tally", count=counts[v], verdict=words.table("verdicts")[v]))}'
        "</span>"
        for v in Verdict
        if counts[v]
    ]
    listed = space.join(f'<span class="count">{part}{comma if part != parts[-1] else ""}</span>' for part in parts)
    lead = text(words.table("sentences")["one" if total == 1 else "many"].format(count=total))
    return f'<div class="tally" role="status"><p class="lead">{lead}{listed}</p>{_whole(result, words)}</div>'


def _whole(result: CheckedText, words: Words) -> str:
    """The probability that the whole text is borne out; why there is none when a claim was not judged."""
    if result.unjudged:
        return f'<p class="note">{text(words("whole_unjudged"))}</p>'
    if all(s.verdict is Verdict.NOT_JUDGED for s in result.sentences):
        return ""
    rounded = round(100 * result.score)
    percent = "< 1" if rounded == 0 else "> 99" if rounded == 100 else str(rounded)
    return f'<p class="note">{text(words("whole_probability", percent=percent))}</p>'


def _judged(sentence: Sentence, begins: bool, numbered: Numbered, articles: Mapping[str, Article], words: Words) -> str:
    """One sentence, under its verdict, over what decided it."""
    kind = f"{kind_of(sentence.verdict)}{' begins' if begins else ''}"
    return (
        f'<li class="{kind}"><p class="badge {kind_of(sentence.verdict)}">{label(sentence.verdict, words)}</p>'
        f'<p><span class="sentence" dir="auto">{text(sentence.text)}</span>{cites(sentence, numbered, _KEY, words)}</p>'
        f"{_why(sentence, words)}{_clauses(sentence, words)}{_facts(sentence, articles, words)}</li>"
    )


def _why(sentence: Sentence, words: Words) -> str:
    """Why a sentence was not judged."""
    reasons = words.table("reasons")
    told = (
        reasons[c.kind].format(found=words.name_of(c.found) if "language" in c.kind else c.found)
        for c in sentence.checks
        if c.kind in reasons
    )
    return "".join(f'<p class="note" dir="auto">{text(reason)}</p>' for reason in told)


def _clauses(sentence: Sentence, words: Words) -> str:
    """Which parts of a partial sentence stand."""
    lines = "".join(
        f'<li class="{kind_of(Verdict.SUPPORTED if c.ok else Verdict.UNSUPPORTED)}">'
        f"{text(words('stands' if c.ok else 'not_said'))}{text(words('colon'))}"
        f'<span dir="auto">{text(c.claimed)}</span></li>'
        for c in sentence.checks
        if c.kind == "clause"
    )
    return f'<ul class="clauses">{lines}</ul>' if lines else ""


def _facts(sentence: Sentence, articles: Mapping[str, Article], words: Words) -> str:
    """Facts that differ, in full, each beside what the source says; those that agree, folded away."""
    facts = [c for c in sentence.checks if c.kind not in NO_FACTS]
    differ = dict.fromkeys(_differing(c, sentence, articles, words) for c in facts if not c.ok)
    agree = dict.fromkeys(fact(c, words) for c in facts if c.ok)
    listed = "".join(_sourced([line for line, _ in group], where) for where, group in groupby(differ, lambda d: d[1]))
    folded = "".join(f"<li>{line}</li>" for line in agree)
    return (f'<ul class="differ">{listed}</ul>' if listed else "") + (
        f"<details><summary>{text(words('facts_agree', count=len(agree)))}</summary><ul>{folded}</ul></details>"
        if folded
        else ""
    )


def _sourced(lines: Sequence[str], where: str) -> str:
    """Facts of one source as items of a list: the source stands with a single one, and under several."""
    if where and len(lines) == 1:
        return f"<li>{lines[0]} — {where}</li>"
    items = "".join(f"<li>{line}</li>" for line in lines)
    return items + (f'<li class="where">— {where}</li>' if where else "")


def _differing(check: Check, sentence: Sentence, articles: Mapping[str, Article], words: Words) -> tuple[str, str]:
    """A fact of the text beside what its source says, and which source that is, empty when there is none."""
    if sentence.verdict is Verdict.UNSUPPORTED:  # whatever was found then belongs to something else
        check = replace(check, found="")
    place = _place(check.found, sentence, articles) if check.found else None
    if place is None:
        return fact(check, words), ""
    article, span = place
    tag = "strong" if span.end - span.start < _EXCERPT else "span"
    shown = f"<{tag} {speech(article)}>{_whole_words(article.text, span)}</{tag}>"
    outlet = f'<span dir="auto">{text(article.source or words("no_source"))}</span>'
    title = f"<cite {speech(article)}>{text(article.title)}</cite>"
    return fact(check, words, shown), f"{outlet}, {when(article.published, words)}, {title}"


def _place(found: str, sentence: Sentence, articles: Mapping[str, Article]) -> tuple[Article, Span] | None:
    """Where the words stand among what is cited, or else near it; whole words before parts of them."""
    whole = re.compile(rf"(?<!{_JOINED}){re.escape(found)}(?!{_JOINED})")
    cited = [(articles[c.article_id], Span(c.start, c.end)) for c in sentence.citations]
    near = [(article, article.paragraph(*span)) for article, span in cited]
    for places in (cited, near, [(article, Span(0, len(article.text))) for article, _ in cited]):
        for pattern in (whole, re.compile(re.escape(found))):
            for article, (start, end) in places:
                if hit := pattern.search(article.text, start, end):
                    return article, Span(*hit.span())
    return None


def _whole_words(source: str, span: Span) -> str:
    """The characters ``span`` of a text, widened to whole words, which may have been cut, as HTML."""
    start, end = span
    while 0 < start < end and _LETTER.match(source[start]) and _LETTER.match(source[start - 1]):
        start -= 1
    while start < end < len(source) and _LETTER.match(source[end - 1]) and _LETTER.match(source[end]):
        end += 1
    before, after = "… " if start < span.start else "", " …" if end > span.end else ""
    return f"{before}{text(source[start:end])}{after}"
