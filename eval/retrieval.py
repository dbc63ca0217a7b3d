"""Suite ``retrieval``: is the passage that a question was asked about among the first k found?

    aiqyn eval retrieval --data DIR

Each set's passages are ingested, all of them, as the articles of a fresh library by the ordinary path; its questions
are then searched for by the ordinary path.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingest.clean import squeeze
from rag.domain import Filters
from rag.embedding import Embedder
from rag.errors import InputError
from rag.service import Service
from rag.settings import Settings

from .datasets import Question, questions
from .figures import Figure
from .stats import Estimate, mean

__all__ = ["LANGUAGE", "library_of", "run"]

_PAIRS = (  # questions of the first set are put to the passages of the second
    ("xquad_en", "xquad_en"),
    ("xquad_ru", "xquad_ru"),
    ("xquad_zh", "xquad_zh"),
    ("kazqad", "kazqad"),
    ("xquad_ru", "xquad_en"),
    ("xquad_zh", "xquad_en"),
    ("xquad_en", "xquad_zh"),
)
LANGUAGE = {"xquad_en": "en", "xquad_ru": "ru", "xquad_zh": "zh", "kazqad": "kk"}


def run(
    data: Path, embedder: Embedder, settings: Settings, k: int = 5, tell: Callable[[str], None] = print
) -> Iterator[Figure]:
    """Recall@k for each pair of sets that ``data`` holds. Raises InputError when it holds none."""
    sets = {name: questions(path) for name in LANGUAGE if (path := data / f"{name}.jsonl").exists()}
    if not sets:
        raise InputError(
            f"{data} holds none of {', '.join(f'{n}.jsonl' for n in LANGUAGE)}: give their folder with --data."
        )
    for corpus, items in sets.items():
        with (
            tempfile.TemporaryDirectory(prefix="aiqyn-eval-") as folder,
            library_of(items, LANGUAGE[corpus], Path(folder), embedder, settings) as service,
        ):
            for asked, passages in _PAIRS:
                if passages == corpus and asked in sets:
                    tell(f"{asked} on {passages} …")
                    recall = _recall(service, sets[asked], items, k)
                    yield Figure("retrieval", f"{asked} on {passages}", f"recall@{k}", recall)


def library_of(
    items: Sequence[Question], language: str, folder: Path, embedder: Embedder, settings: Settings
) -> Service:
    """A fresh library in ``folder`` whose articles are the passages of a test set."""
    file = folder / "passages.jsonl"
    passages = {q.passage: q.article for q in items}
    lines = ({"title": article, "text": text, "language": language} for text, article in passages.items())
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    service = Service.open(settings.model_copy(update={"library": folder / "library"}), embedder=embedder)
    service.ingest([str(file)])
    return service


def _recall(service: Service, asked: Sequence[Question], corpus: Sequence[Question], k: int) -> Estimate:
    gold = {q.id: squeeze(q.passage) for q in corpus}  # as ingest cleans a text
    hits: list[float] = []
    clusters: list[str] = []
    for question in asked:
        if question.answerable and question.id in gold:
            found = service.search(question.text, k, Filters())
            hits.append(any(squeeze(p.article.text) == gold[question.id] for p in found.passages))
            clusters.append(question.article)
    return mean(hits, clusters)
