"""What ``--json`` prints and the API answers: the nouns of Aiqyn as plain dictionaries.

The keys are a contract. Days are "YYYY-MM-DD" or null; offsets count characters (code points) of the article's text;
times are in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.domain import Style, count_words
from rag.reldates import additions
from rag.timeline import event_of

if TYPE_CHECKING:
    from ingest.index import Entry, Progress, Report
    from rag.domain import Answer, Article, Check, Citation, Conflict, Draft, Passage, Sentence
    from rag.ground import CheckedText
    from rag.library import Listed
    from rag.retrieve import Found

__all__ = [
    "Payload",
    "answer_payload",
    "article_line",
    "article_payload",
    "checked_payload",
    "draft_payload",
    "listed_payload",
    "progress_payload",
    "report_payload",
    "search_payload",
    "sentences_payload",
]

Payload = dict[str, Any]  # of strings, numbers, booleans, null, lists and more of these


def answer_payload(answer: Answer) -> Payload:
    """``{question, abstained, reason, answer, engine, note, searched, sentences, withheld, passages, timings_ms}``."""
    articles = {p.article.id: p.article for p in answer.passages}
    return {
        "question": answer.question,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "answer": answer.text,
        "engine": answer.engine,
        "note": answer.note,
        "searched": answer.searched,
        "sentences": sentences_payload(answer.sentences, articles),
        "withheld": sentences_payload(answer.withheld, articles),
        "passages": [_place(p) for p in answer.passages],
        "timings_ms": _timings(answer.timings_ms),
    }


def search_payload(found: Found) -> Payload:
    """``{query, passages, timings_ms}``."""
    passages = [_place(p) | {"text": p.chunk.text} | _about(p.article) for p in found.passages]
    return {"query": found.query, "passages": passages, "timings_ms": _timings(found.timings_ms)}


def draft_payload(draft: Draft) -> Payload:
    """``{title, style, audience, engine, draft, words, reason, note, sentences, conflicts, withheld, articles, …}``.

    A sentence of a timeline has ``event``: ``{first, last, named}``, the days of which it tells.
    """
    text = " ".join(s.text for s in draft.sentences)
    articles = {a.id: a for a in draft.articles}
    sentences = sentences_payload(draft.sentences, articles)
    if draft.style is Style.TIMELINE:
        told = [event_of(s, articles) for s in draft.sentences]
        sentences = [
            row | {"event": {"first": _day(e.first), "last": _day(e.last), "named": e.named}}
            for row, e in zip(sentences, told, strict=True)
        ]
    return {
        "title": draft.title,
        "style": draft.style.value,
        "audience": draft.audience,
        "engine": draft.engine,
        "draft": text,
        "words": count_words(text),
        "reason": draft.reason,
        "note": draft.note,
        "sentences": sentences,
        "conflicts": [_conflict(conflict) for conflict in draft.conflicts],
        "withheld": [{"text": s.text, "verdict": s.verdict.value} for s in draft.withheld],
        "articles": [{"article_id": a.id} | _about(a) for a in draft.articles],
        "timings_ms": _timings(draft.timings_ms),
    }


def report_payload(report: Report) -> Payload:
    """``{added, replaced, updated, unchanged, duplicates, near_duplicates, failed, removed, embeddings, …}``."""
    return {
        "added": _entries(report.added),
        "replaced": _entries(report.replaced),
        "updated": _entries(report.updated),
        "unchanged": _entries(report.unchanged),
        "duplicates": _entries(report.duplicates),
        "near_duplicates": [
            {"article_id": n.article_id, "other_id": n.other_id, "similarity": n.similarity}
            for n in report.near_duplicates
        ],
        "failed": [{"location": f.location, "reason": f.reason} for f in report.failed],
        "removed": list(report.removed),
        "embeddings": report.embeddings,
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
    }


def progress_payload(progress: Progress) -> Payload:
    """``{done, total, articles, chunks, seconds, rate, remaining}``: bytes, chunks per second, seconds or null."""
    return {
        "done": progress.done,
        "total": progress.total,
        "articles": progress.articles,
        "chunks": progress.chunks,
        "seconds": progress.seconds,
        "rate": progress.rate,
        "remaining": progress.remaining,
    }


def listed_payload(listed: Listed) -> Payload:
    """``{article_id, title, source, published, url, language, author, chunks, origins}``."""
    article = listed.article
    about = {"article_id": article.id} | _about(article) | {"author": article.author}
    return about | {"chunks": listed.chunks, "origins": list(listed.origins)}


def article_payload(article: Article) -> Payload:
    """``{article_id, title, source, published, url, language, author, text}``."""
    return {"article_id": article.id} | _about(article) | {"author": article.author, "text": article.text}


def article_line(article: Article) -> Payload:
    """A line of the JSONL that ``aiqyn ingest`` reads: the fields of Article that are not derived."""
    return _about(article) | {"author": article.author, "text": article.text}


def checked_payload(id_: str | int, checked: CheckedText) -> Payload:
    """``{id, supported, score, sentences}``; a citation names its source by its place among those given, from 0."""
    places: dict[str, int] = {}
    for place, article in enumerate(checked.sources):
        places.setdefault(article.id, place)
    sentences = [
        {
            "text": s.text,
            "verdict": s.verdict.value,
            "score": s.score,
            "citations": [
                {"source": places[c.article_id], "start": c.start, "end": c.end, "quote": c.quote} for c in s.citations
            ],
            "checks": _checks(s.checks),
        }
        for s in checked.sentences
    ]
    return {"id": id_, "supported": checked.supported, "score": checked.score, "sentences": sentences}


def _checks(checks: Iterable[Check]) -> list[Payload]:
    return [{"kind": c.kind, "ok": c.ok, "claimed": c.claimed, "found": c.found} for c in checks]


def _conflict(conflict: Conflict) -> Payload:
    sides = [
        {"value": side.value, "newest": conflict.newest is not None and side.article.published == conflict.newest}
        | _cited(side.citation, side.article)
        for side in conflict.sides
    ]
    return {"kind": conflict.kind, "sides": sides}


def _cited(citation: Citation, article: Article) -> Payload:
    c = citation
    return {"article_id": c.article_id, "start": c.start, "end": c.end, "quote": c.quote} | _about(article)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _about(article: Article) -> Payload:
    return {
        "title": article.title,
        "source": article.source,
        "published": _day(article.published),
        "url": article.url,
        "language": article.language,
    }


def _place(passage: Passage) -> Payload:
    chunk = passage.chunk
    return {
        "article_id": chunk.article_id,
        "chunk_id": chunk.id,
        "start": chunk.start,
        "end": chunk.end,
        "score": passage.score,
    }


def sentences_payload(sentences: Iterable[Sentence], articles: Mapping[str, Article]) -> list[Payload]:
    """``{text, added, verdict, score, citations, checks}`` of each.

    ``added``: ``{at, text}``, what relative dates of the text stand for, and after how many characters of it.
    """
    return [
        {
            "text": s.text,
            "added": [{"at": one.at, "text": one.text} for one in additions(s, articles)],
            "verdict": s.verdict.value,
            "score": s.score,
            "citations": [_cited(c, articles[c.article_id]) for c in s.citations],
            "checks": _checks(s.checks),
        }
        for s in sentences
    ]


def _entries(entries: Iterable[Entry]) -> list[Payload]:
    return [{"article_id": e.article_id, "title": e.title, "origin": e.origin} for e in entries]


def _timings(timings: Mapping[str, float]) -> dict[str, float]:
    return {name: round(ms, 2) for name, ms in timings.items()}
