"""Questions with the passages that they are put to, which answer them or do not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.index import encode_articles
from rag.domain import Article, Filters
from rag.embedding import Embedder
from rag.errors import InputError
from rag.service import Service
from rag.settings import Settings

from .datasets import Question
from .question_pairs import WRITTEN, kept_apart

__all__ = ["Asked", "of_nomiracl", "of_parallel", "of_questions", "of_written", "passages_of", "written_passages"]

_MANY = 400  # passages; a library of more holds no others
_TITLE = 100  # characters; what stands before a colon further on is no title


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the passages it is put to."""

    id: str
    language: str  # ISO 639-1; "ru>en": an English question about Russian passages
    question: str
    articles: tuple[Article, ...]
    answerable: bool  # whether one of the passages answers
    cluster: str  # what intervals are clustered by

    @property
    def filters(self) -> Filters:
        """Those that let its own passages through."""
        if len(self.articles) > _MANY:
            return Filters()
        return Filters(article_ids=tuple(a.id for a in self.articles))


def of_nomiracl(path: Path) -> list[Asked]:
    """Those of NoMIRACL (Thakur et al. 2024), ten passages each: JSONL of id, lang, question, passages, answerable.

    Raises InputError for another file.
    """
    found = []
    try:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            articles = tuple(_article(text, row["lang"]) for text in row["passages"])
            found.append(Asked(row["id"], row["lang"], row["question"], articles, bool(row["answerable"]), row["id"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"The test set {path} cannot be read ({error}): give its folder with --data.") from error
    return found


def of_questions(items: Sequence[Question], language: str) -> list[Asked]:
    """Questions of a reading-comprehension set, each with the one passage that it was asked about."""
    return [
        Asked(q.id, language, q.text, (Article.of("", q.passage, language=language),), q.answerable, q.article)
        for q in items
    ]


def of_written() -> list[Asked]:
    """Our own that the head was not trained on, put to all the passages that we wrote: half of them have no answer."""
    rows = _written_rows()
    articles = tuple(written_passages())
    return [
        Asked(f"{article.id} {number}", asked["language"], asked["text"], articles, bool(asked["answer"]), article.id)
        for row, article in zip(rows, articles, strict=True)
        if kept_apart(row["passage"][:200])
        for number, asked in enumerate(row["questions"])
    ]


def written_passages() -> list[Article]:
    """All the passages that we wrote, in four languages."""
    return [Article.of("", row["passage"], language=row["language"]) for row in _written_rows()]


def _written_rows() -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in sorted(WRITTEN.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


def of_parallel(sets: Mapping[str, Sequence[Question]], every: int) -> list[Asked]:
    """Of parallel sets, by language, each n-th question in each language, put to all passages of each language.

    Once with the passages of its own article among them, and once without.
    """
    found = []
    for told, corpus in sets.items():
        passages = {q.passage: (q.article, Article.of("", q.passage, language=told)) for q in corpus}
        for said, questions in sets.items():
            for q in questions[::every]:
                everything = tuple(a for _, a in passages.values())
                rest = tuple(a for article, a in passages.values() if article != q.article)
                language = said if said == told else f"{told}>{said}"
                for articles, answerable in ((everything, True), (rest, False)):
                    identity = f"{q.id} {language} {answerable}"
                    found.append(Asked(identity, language, q.text, articles, answerable, q.article))
    return found


def _article(passage: str, language: str) -> Article:
    title, colon, text = passage.partition(": ")
    return Article.of(title, text, language=language) if colon and len(title) <= _TITLE else Article.of("", passage)


@contextmanager
def passages_of(items: Sequence[Asked], embedder: Embedder, settings: Settings) -> Iterator[Service]:
    """A library of all their passages, gone afterwards; ask each question with its ``filters``."""
    articles = list({a.id: a for item in items for a in item.articles}.values())
    with TemporaryDirectory(prefix="aiqyn-eval-") as folder:
        opened = settings.model_copy(update={"library": Path(folder)})
        with Service.open(opened, embedder=embedder) as service:
            for first in range(0, len(articles), 256):
                service.stores.put(encode_articles(articles[first : first + 256], embedder, service.stores.space))
            yield service
