"""When is the best sentence good enough to answer? Fits the constants of ``rag.relevance``.

    python -m eval.fit_relevance --data DIR

XQuAD in English, Russian and Chinese, questions of each on the passages of each: every question is put once to the
whole set and once with the article that answers it left out. Logistic regression on the nearness and the coverage of
the best sentence; then, at several thresholds, what is refused though answered and answered though it cannot be.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.clean import squeeze
from rag.embedding import Embedder
from rag.relevance import Scored
from rag.service import Service
from rag.settings import Settings

from .datasets import Question, questions
from .retrieval import LANGUAGE, library_of

_SETS = ("xquad_en", "xquad_ru", "xquad_zh")
_PASSAGES = 20  # enough to have some left when those of the article are taken out
_THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)

Row = tuple[float, float, bool]  # nearness and coverage of the best sentence; whether the article was there


def main() -> None:
    """Print the constants and the errors on either side."""
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of the test sets")
    parser.add_argument("--every", type=int, default=5, help="use every n-th question")
    options = parser.parse_args()
    settings = Settings()
    embedder = Embedder.load(settings)
    sets = {name: questions(options.data / f"{name}.jsonl") for name in _SETS}
    rows: dict[tuple[str, str], list[Row]] = {}
    for corpus, items in sets.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            library_of(items, LANGUAGE[corpus], Path(folder), embedder, settings) as service,
        ):
            for asked in _SETS:
                rows[asked, corpus] = list(_rows(service, sets[asked][:: options.every], items))
    everything = np.array([row for some in rows.values() for row in some])
    model = LogisticRegression(C=100).fit(everything[:, :2], everything[:, 2])
    nearness, coverage = model.coef_[0]
    print(f"nearness {nearness:.1f}, coverage {coverage:.1f}, intercept {model.intercept_[0]:.1f}, n={len(everything)}")
    for (asked, corpus), some in rows.items():
        table = np.array(some)
        probability, there = model.predict_proba(table[:, :2])[:, 1], table[:, 2] > 0
        errors = (
            f"{t}: refused {(probability[there] < t).mean():.2f}, answered {(probability[~there] >= t).mean():.2f}"
            for t in _THRESHOLDS
        )
        print(f"{asked} on {corpus}, n={there.sum()} + {(~there).sum()}: {'; '.join(errors)}")


def _rows(service: Service, asked: Sequence[Question], corpus: Sequence[Question]) -> Iterator[Row]:
    article = {squeeze(q.passage): q.article for q in corpus}
    own = {q.id: q.article for q in corpus}
    for question in asked:
        if question.id not in own:
            continue
        found = service.search(question.text, _PASSAGES).sentences
        rest = [s for s in found if article[squeeze(s.candidate.article.text)] != own[question.id]]
        for sentences, there in ((found, True), (rest, False)):
            if sentences:
                best: Scored = max(sentences, key=lambda s: s.probability)
                yield best.nearness, best.coverage, there


if __name__ == "__main__":
    main()
