"""Suite ``abstention``: is Aiqyn silent where nothing answers, and only there?

    aiqyn eval abstention --data DIR
    python -m eval.abstention --data DIR --write    fits the weights of rag/answerable.json anew

NoMIRACL: each question and its ten passages. XQuAD, the articles held out: questions in three languages, put to the
passages of each, with those of their article and without. SQuAD 2.0: each question and the passage that it was asked
about, which answers half of them. Questions that we wrote, of passages on which the head was not trained. What is
reported of a question comes from weights fitted without its fold, at a probability of one half. They are fitted on
NoMIRACL, in which a language and an answer count alike however many questions they have.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rag.answerable import FEATURES, HEARD, measured
from rag.embedding import Embedder
from rag.scoring import Logistic, probability
from rag.service import Service
from rag.settings import Settings
from rag.verifier import Verifier

from .asked import Asked, of_nomiracl, of_parallel, of_questions, of_written, passages_of
from .datasets import held_out, questions
from .figures import ANSWERED, REFUSED, Figure, Outcome, means
from .fit_checker import logistic
from .stats import balanced_accuracy, mean

__all__ = ["Row", "crossed", "main", "outcomes_of", "run"]

_FILE = Path(__file__).parents[1] / "rag" / "answerable.json"
_RANKED, _ACROSS, _WRITTEN, _REPORTED = "NoMIRACL", "XQuAD", "written", "SQuAD 2.0"
_WITHOUT_HEAD = tuple(name for name in FEATURES if name not in HEARD)
_FOLDS = 8
_STRENGTH = 0.01  # inverse strength of the ridge, of standardised features
_PASSAGES = 10
_EVERY = 5  # question of SQuAD 2.0 that is asked: those on one passage are much alike
_EVEN = 0.5  # probability from which a question counts as answered
_COVERAGE = (0.25, 0.5, 0.75)  # shares of the questions that are answered
_RISKS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what was measured of the sentences found for it."""

    set: str
    item: Asked
    features: dict[str, float]  # empty when nothing was found: there is no answer then


def rows_of(name: str, items: Sequence[Asked], embedder: Embedder, settings: Settings) -> list[Row]:
    """What the ordinary path finds and measures for each question among its passages."""
    head = Verifier.of_questions(embedder.fingerprint)
    with passages_of(items, embedder, settings) as service:
        return [Row(name, item, _features(service, item, head)) for item in items]


def _features(service: Service, item: Asked, head: Verifier | None) -> dict[str, float]:
    found = service.search(item.question, _PASSAGES, item.filters)
    return measured(found, service.embedder, head) if found.sentences else {}


def _measured(data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None]) -> list[Row]:
    """Rows of the sets that the folder holds. Raises InputError when NoMIRACL is not among them."""
    tell(f"{_RANKED} …")
    rows = rows_of(_RANKED, of_nomiracl(data / "nomiracl.jsonl"), embedder, settings)
    parallel = {
        language: [q for q in questions(path) if held_out(q.article)]
        for language in ("en", "ru", "zh")
        if (path := data / f"xquad_{language}.jsonl").exists()
    }
    if parallel:
        tell(f"{_ACROSS} …")
        rows += rows_of(_ACROSS, of_parallel(parallel, _EVERY), embedder, settings)
    tell(f"{_WRITTEN} …")
    rows += rows_of(_WRITTEN, of_written(), embedder, settings)
    if (squad := data / "squad2.jsonl").exists():
        tell(f"{_REPORTED} …")
        rows += rows_of(_REPORTED, of_questions(questions(squad)[::_EVERY], "en"), embedder, settings)
    return rows


def fit(rows: Sequence[Row], names: Sequence[str]) -> Logistic:
    """Weights of the measures; the probability of one half is where a language's errors are balanced."""
    some = [row for row in rows if row.set == _RANKED and row.features]
    matrix = np.array([[row.features[name] for name in names] for row in some])
    labels = [row.item.answerable for row in some]
    return logistic(matrix, labels, [row.item.language for row in some], names, _STRENGTH)


def crossed(rows: Sequence[Row], names: Sequence[str] = FEATURES) -> list[float]:
    """For each question the probability that it can be answered, by a fit without its fold."""
    models = [fit([r for r in rows if _fold(r) != fold], names) for fold in range(_FOLDS)]
    return [probability(models[_fold(row)].log_odds(row.features)) if row.features else 0.0 for row in rows]


def _fold(row: Row) -> int:
    return int(sum(row.item.question.encode())) % _FOLDS


def run(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None] = print
) -> tuple[list[Outcome], list[Figure]]:
    """Errors on either side, balanced accuracy, and what is wrong among the surest, by set and language."""
    outcomes = outcomes_of(_measured(data, embedder, settings, tell))
    return outcomes, [*means(outcomes), *_together(outcomes)]


def outcomes_of(rows: Sequence[Row]) -> list[Outcome]:
    """Of rows that were measured, each by a fit without its fold."""
    found = []
    for row, sure in zip(rows, crossed(rows), strict=True):
        metric, wrong = (REFUSED, sure < _EVEN) if row.item.answerable else (ANSWERED, sure >= _EVEN)
        detail = {"question": row.item.question, "answerable": row.item.answerable, "probability": round(sure, 4)}
        failures = (metric,) if wrong else ()
        of = f"{row.set}, {row.item.language}"
        scores = {metric: float(wrong)}
        found.append(Outcome("abstention", row.item.id, of, row.item.cluster, scores, failures, (), detail))
    return found


def _together(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    """What is not a mean over items: balanced accuracy, and the risk at some shares of the questions answered."""
    for of in dict.fromkeys(o.of for o in outcomes):
        some = sorted((o for o in outcomes if o.of == of), key=lambda o: -o.detail["probability"])
        labels = [o.detail["answerable"] for o in some]
        names = [o.cluster for o in some]
        if len(set(labels)) == 2:
            said = [o.detail["probability"] >= _EVEN for o in some]
            yield Figure("abstention", of, "balanced accuracy", balanced_accuracy(labels, said, names))
        for share in _COVERAGE:
            most = max(1, round(share * len(some)))
            wrong = [float(not label) for label in labels[:most]]
            yield Figure("abstention", of, f"wrong among the surest {share:.0%}", mean(wrong, names[:most]))


def _written(rows: Sequence[Row]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "command": "python -m eval.abstention --data DIR --write",
        "made": date.today().isoformat(),
        "questions": dict(Counter(f"{r.set} {r.item.language}" for r in rows if r.set == _RANKED)),
        "note": "risks: share of wrong answers among those given to these questions, of which half can be answered",
    }
    for name, features in (("with the head", FEATURES), ("without the head", _WITHOUT_HEAD)):
        model = fit(rows, features)
        sure = [(row, value) for row, value in zip(rows, crossed(rows, features), strict=True) if row.set == _RANKED]
        told[name] = {
            "intercept": round(model.intercept, 5),
            "coefficients": {key: float(f"{value:.5g}") for key, value in model.coefficients.items()},
            "risks": _risks([row for row, _ in sure], [value for _, value in sure]),
        }
    return told


def _risks(rows: Sequence[Row], sure: Sequence[float]) -> list[dict[str, float]]:
    """The lowest threshold at which no more than a share of the answers are wrong, for some shares that can be had."""
    counts = Counter((row.item.language, row.item.answerable) for row in rows)
    order = sorted(range(len(rows)), key=lambda i: -sure[i])
    weights = np.array([1 / counts[rows[i].item.language, rows[i].item.answerable] for i in order])
    wrong = np.array([not rows[i].item.answerable for i in order])
    risk = np.cumsum(weights * wrong) / np.cumsum(weights)
    found = []
    for share in _RISKS:
        held = np.flatnonzero((risk <= share) & (np.arange(len(risk)) >= 20))
        if len(held):
            found.append({"wrong": share, "threshold": round(sure[order[held[-1]]], 4)})
    return found


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder of the test sets")
    parser.add_argument("--write", action="store_true", help="write the weights")
    given = parser.parse_args()
    settings = Settings()
    rows = _measured(given.data, Embedder.load(settings), settings, print)
    outcomes = outcomes_of(rows)
    for figure in (*means(outcomes), *_together(outcomes)):
        print(f"{figure.of:14} {figure.metric:32} {figure.estimate}")
    if given.write:
        _FILE.write_text(json.dumps(_written(rows), indent=2) + "\n", "utf-8")
        print(f"{_FILE.name} written")


if __name__ == "__main__":
    main()
