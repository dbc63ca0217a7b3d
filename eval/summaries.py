"""Suite ``summaries``: drafts of single articles, held against summaries by people.

    aiqyn eval summaries --data DIR

Each text of GUM is drafted by the ordinary path at the length of its human summary. Beside the draft stand the first
words of the text and its most central sentences, cut to the same length.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ingest.index import encode_articles
from rag.domain import Article, Verdict, count_words
from rag.embedding import Embedder
from rag.errors import InputError
from rag.sentences import sentences
from rag.service import Service
from rag.settings import Settings

from .figures import Figure, Outcome, means, shown
from .metrics import fragments, rouge, shortened

__all__ = ["run"]

_FILE = "gum_wikinews.jsonl"
_SHORTEST = 20  # words that are asked for; a human summary may have fewer
_NOT_BORNE_OUT = "a sentence is not borne out"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with the summary that a person wrote of it."""

    id: str
    article: Article
    summary: str


def run(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None] = print
) -> tuple[list[Outcome], list[Figure]]:
    """Consistency, answer rate, length, coverage, density and ROUGE. Raises InputError without the test set."""
    texts = list(_texts(data / _FILE))
    tell(f"{len(texts)} texts are summarised …")
    with TemporaryDirectory(prefix="aiqyn-eval-") as folder:
        opened = settings.model_copy(update={"library": Path(folder)})
        with Service.open(opened, embedder=embedder) as service:
            service.stores.put(encode_articles([t.article for t in texts], embedder, service.stores.space))
            outcomes = [_outcome(service, text) for text in texts]
    return outcomes, list(means(outcomes))


def _texts(path: Path) -> Iterator[_Text]:
    try:
        for line in path.read_text("utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            day = date.fromisoformat(row["date"][:10])
            article = Article.of(row["title"], "\n\n".join(row["paragraphs"]), published=day, language="en")
            summary = str(row["summaries"][0]).partition(") ")
            yield _Text(row["id"], article, summary[2] or summary[0])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"The test set {path} cannot be read ({error}): give its folder with --data.") from error


def _outcome(service: Service, text: _Text) -> Outcome:
    words = max(_SHORTEST, count_words(text.summary))
    draft = service.draft(article_ids=[text.article.id], words=words)
    told = " ".join(s.text for s in draft.sentences)
    wrong = tuple(s.text for s in draft.sentences if s.verdict is not Verdict.SUPPORTED)
    scores = {"answer rate": float(bool(draft.sentences))}
    if draft.sentences:
        coverage, density = fragments(told, text.article.text)
        scores["consistency"] = 1 - len(wrong) / len(draft.sentences)
        scores["length, share of what was asked for"] = count_words(told) / words
        scores["coverage"], scores["density, words"] = coverage, density
    for way, summary in (("", told), (", lead", text.article.text), (", central", _central(service, text.article))):
        cut = shortened(summary, count_words(text.summary))
        scores |= {f"ROUGE-{size}{way}": rouge(cut, text.summary, size) for size in (1, 2)}
    detail = {
        "question": text.article.title,
        "expected": text.summary,
        "reason": draft.reason,
        "sentences": [shown(s, {text.article.id: text.article}) for s in draft.sentences],
    }
    failures = (_NOT_BORNE_OUT,) if wrong else () if draft.sentences else ("nothing was drafted",)
    return Outcome("summaries", text.id, "GUM", text.id, scores, failures, (), detail)


def _central(service: Service, article: Article) -> str:
    """Its sentences, those nearest to the mean of all first (Radev et al. 2004)."""
    parts = [article.text[a:b] for a, b in sentences(article.text)]
    vectors = service.embedder.embed_passages(parts)
    order = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")
    return " ".join(parts[i] for i in order)
