"""Suite ``retrieval``: is the passage that a question was asked about among the first found?

    aiqyn eval retrieval --data DIR

Each set's passages are ingested, all of them, as the articles of a fresh library by the ordinary path; its questions
are then searched for by the ordinary path, and by either index alone.
"""

from __future__ import annotations

import json
import math
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
from .figures import Outcome

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
_DEPTH = 10  # ranks that nDCG and the reciprocal rank look at
LANGUAGE = {"xquad_en": "en", "xquad_ru": "ru", "xquad_zh": "zh", "kazqad": "kk"}


def run(
    data: Path, embedder: Embedder, settings: Settings, k: int = 5, tell: Callable[[str], None] = print
) -> Iterator[Outcome]:
    """Recall@k of each question, for each pair of sets that ``data`` holds. Raises InputError when it holds none."""
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
                    yield from _recall(service, sets[asked], items, k, f"{asked} on {passages}")


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


def _recall(
    service: Service, asked: Sequence[Question], corpus: Sequence[Question], k: int, of: str
) -> Iterator[Outcome]:
    gold = {q.id: squeeze(q.passage) for q in corpus}  # as ingest cleans a text
    for question in asked:
        if question.answerable and question.id in gold:
            ranks = _ranks(service, question.text, max(k, _DEPTH), gold[question.id])
            scores = {name: value for way, rank in ranks.items() for name, value in _scores(way, rank, k)}
            hit = ranks[""] is not None and ranks[""] <= k
            failures = () if hit else (f"its passage is not among the first {k}",)
            detail = {"question": question.text, "expected": gold[question.id]}
            yield Outcome("retrieval", question.id, of, question.article, scores, failures, (), detail)


def _ranks(service: Service, question: str, depth: int, gold: str) -> dict[str, int | None]:
    """Place of the gold passage, from 1, by the ordinary search and by each index alone; None when it is not there."""
    found = service.search(question, depth, Filters())
    dense = [hit for hits in service.stores.vectors.search(found.vector, depth, Filters()).values() for hit in hits]
    words = service.stores.lexical.search(question, depth, Filters())
    texts = {p.chunk.id: squeeze(p.article.text) for p in found.passages}
    rankings = {
        "": list(texts),
        "dense alone": [i for i, _ in sorted(dense, key=lambda hit: -hit[1])],
        "words alone": [i for i, _ in words],
    }
    missing = [i for ids in rankings.values() for i in ids if i not in texts]
    texts |= {i: squeeze(row[0].text) for i, row in service.library.chunk_rows(missing).items()}
    return {way: _rank([texts[i] for i in ids if i in texts], gold) for way, ids in rankings.items()}


def _rank(texts: Sequence[str], gold: str) -> int | None:
    distinct = list(dict.fromkeys(texts))  # a passage of two chunks counts once
    return distinct.index(gold) + 1 if gold in distinct else None


def _scores(way: str, rank: int | None, k: int) -> Iterator[tuple[str, float]]:
    """Of a question with one right passage: recall@k, nDCG@10 (Järvelin and Kekäläinen 2002), reciprocal rank."""
    after = f", {way}" if way else ""
    yield f"recall@{k}{after}", float(rank is not None and rank <= k)
    yield f"nDCG@{_DEPTH}{after}", 1 / math.log2(1 + rank) if rank is not None and rank <= _DEPTH else 0.0
    yield f"MRR@{_DEPTH}{after}", 1 / rank if rank is not None and rank <= _DEPTH else 0.0
