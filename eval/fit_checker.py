"""Fits the checker's two logistic regressions and writes them, readable, to ``rag/checker_weights.json``.

    python -m eval.fit_checker --data DIR

A set and a label count alike however many claims they have, so that a probability of one half is where the balanced
accuracy is best. What is reported of a claim always comes from a fit without its article.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from rag.embedding import Embedder
from rag.errors import InputError
from rag.ground import Checker
from rag.scoring import TEXT_FEATURES, Logistic, Scoring, probability, text_features
from rag.settings import Settings
from rag.space import Space
from rag.support import FEATURES, VERIFIED
from rag.verifier import Verifier

from .claims import claims
from .kept import KeptEmbedder
from .measured import MeasuredClaim, measured
from .planted_claims import ABROAD, PARAPHRASED, VERBATIM, planted_claims

__all__ = ["Crossed", "cross", "fit", "logistic", "main", "measure_all", "passes"]

_FOLDS = 8
_SENTENCE_C, _TEXT_C = 0.03, 0.01  # inverse strength of the ridge, of standardised features
_HIGHEST = 0.4  # threshold of a sentence; between this and one half, scores refuse paraphrases and catch no errors
_REFUSED = 0.05  # share of fair paraphrases that the score alone may refuse
# UHGEval: its true continuations are news that the text before them does not hold. SummEdits: eleven articles and
# edits of single words; with it every other set loses one to four points, and it gains nothing.
_NOT_TRAINED_ON = frozenset({"UHGEval", "SummEdits"})
_ALTERED = frozenset({VERBATIM, PARAPHRASED, ABROAD})  # single sentences that checks decide: no sample of texts
_FAILURES = ("_failed", "_missing", "_conflict")
_FILE = Path(__file__).parents[1] / "rag" / "checker_weights.json"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crossed:
    """What fits without a claim's article say of it."""

    sentences: tuple[float, ...]  # log-odds of each
    text: float  # probability that all are borne out


def measure_all(data: Path, embedder: Embedder, settings: Settings) -> tuple[list[MeasuredClaim], list[str]]:
    """All claims, measured, and the files that are missing; what the model read is kept in the cache (3 GB)."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    kept = settings.cache / "checker_readings.sqlite"
    space = Space.open(kept.parent, settings.cache, embedder, anew=True)
    found, missing = claims(data)
    if not found:
        raise InputError(f"There are no test sets in {data}: give their folder with --data.")
    found.sort(key=lambda c: (c.set, c.cluster))
    verifier = Verifier.bundled(embedder.fingerprint)
    checker = Checker(KeptEmbedder(embedder, kept), space, verifier=verifier)
    done = [m for m in measured(checker, [*found, *planted_claims(data)]) if m.sentences]
    return done, missing


def passes(row: MeasuredClaim, crossed: Crossed, threshold: float) -> bool:
    """Whether every sentence gets the verdict "supported": no check fails, and the score reaches the threshold."""
    return all(
        not s.failed and probability(odds) >= threshold
        for s, odds in zip(row.sentences, crossed.sentences, strict=True)
    )


def fit(rows: Sequence[MeasuredClaim], names: Sequence[str] = FEATURES) -> Scoring:
    """Both regressions on these claims; the sentence threshold lets all but 5 % of the fair paraphrases pass.

    ``names`` are the features that the first may use.
    """
    sentence = _fit_sentence(rows, names)
    crossed = _cross_sentences(rows, names)
    text = _fit_text(rows, crossed)
    true = [
        values[0]
        for row, values in zip(rows, crossed, strict=True)
        if row.claim.set == PARAPHRASED and row.claim.supported
    ]
    threshold = probability(float(np.quantile(true, _REFUSED))) if true else 0.5
    return Scoring(sentence, text, min(_HIGHEST, threshold), 0.5)


def cross(rows: Sequence[MeasuredClaim], names: Sequence[str] = FEATURES) -> list[Crossed]:
    """For each claim what fits without its article say."""
    found: list[Crossed | None] = [None] * len(rows)
    for train, test in _folds(rows):
        known = [rows[i] for i in train]
        scoring = fit(known, names)
        for i in test:
            values = tuple(scoring.sentence.log_odds(s.features) for s in rows[i].sentences)
            odds = scoring.text.log_odds(_text_row(rows[i], values))
            found[i] = Crossed(values, probability(odds))
    return [c for c in found if c is not None]


def _folds(rows: Sequence[MeasuredClaim]) -> list[tuple[list[int], list[int]]]:
    groups = [row.claim.cluster for row in rows]
    count = min(_FOLDS, len(set(groups)))
    return [(a.tolist(), b.tolist()) for a, b in GroupKFold(count).split(groups, groups=groups)]


def _cross_sentences(rows: Sequence[MeasuredClaim], names: Sequence[str]) -> list[tuple[float, ...]]:
    found: list[tuple[float, ...]] = [()] * len(rows)
    for train, test in _folds(rows):
        model = _fit_sentence([rows[i] for i in train], names)
        for i in test:
            found[i] = tuple(model.log_odds(s.features) for s in rows[i].sentences)
    return found


def _fit_sentence(rows: Sequence[MeasuredClaim], names: Sequence[str]) -> Logistic:
    known = [
        (row.claim.set, s) for row in rows if row.claim.set not in _NOT_TRAINED_ON | {VERBATIM} for s in row.sentences
        if s.borne_out is not None
    ]  # fmt: skip
    matrix = np.array([[s.features[name] for name in names] for _, s in known])
    labels = [bool(s.borne_out) for _, s in known]
    return logistic(matrix, labels, [name for name, _ in known], names, _SENTENCE_C)


def _fit_text(rows: Sequence[MeasuredClaim], crossed: Sequence[tuple[float, ...]]) -> Logistic:
    pairs = [(r, v) for r, v in zip(rows, crossed, strict=True) if r.claim.set not in _NOT_TRAINED_ON | _ALTERED]
    features = [_text_row(row, values) for row, values in pairs]
    matrix = np.array([[f[name] for name in TEXT_FEATURES] for f in features])
    labels = [row.claim.supported for row, _ in pairs]
    return logistic(matrix, labels, [row.claim.set for row, _ in pairs], TEXT_FEATURES, _TEXT_C)


def _text_row(row: MeasuredClaim, values: Sequence[float]) -> dict[str, float]:
    return text_features(values, sum(s.conflicts for s in row.sentences), sum(s.missing for s in row.sentences))


def logistic(matrix: Floats, labels: list[bool], sets: list[str], names: Sequence[str], strength: float) -> Logistic:
    """A ridge regression of features (n, f) in which a set and a label count alike however many rows they have."""
    counts = Counter(zip(sets, labels, strict=True))
    weights = [1000 / counts[key] for key in zip(sets, labels, strict=True)]
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
    scale[scale == 0] = 1
    scaled = (matrix - mean) / scale
    model: Any = LogisticRegression(C=strength, max_iter=5000)
    while True:
        model.fit(scaled, labels, sample_weight=weights)
        slopes = model.coef_[0]
        # A failed check that speaks for a claim does so by chance: the rare ones stand in a dozen sentences.
        odd = [i for i, name in enumerate(names) if name.endswith(_FAILURES) and slopes[i] > 1e-9]
        if not odd:
            break
        scaled[:, odd] = 0
    slopes = np.where(np.abs(slopes) > 1e-9, slopes / scale, 0.0)
    return Logistic(float(model.intercept_[0] - slopes @ mean), dict(zip(names, map(float, slopes), strict=True)))


def _written(rows: Sequence[MeasuredClaim], note: str) -> dict[str, Any]:
    def part(model: Logistic, threshold: float) -> dict[str, Any]:
        slopes = {name: float(f"{value:.5g}") for name, value in model.coefficients.items()}
        return {"threshold": round(threshold, 4), "intercept": round(model.intercept, 5), "coefficients": slopes}

    def both(names: Sequence[str]) -> dict[str, Any]:
        scoring = fit(rows, names)
        return {
            "sentence": part(scoring.sentence, scoring.sentence_threshold),
            "text": part(scoring.text, scoring.text_threshold),
            "accuracy": accuracy(scoring, names),
        }

    def accuracy(scoring: Scoring, names: Sequence[str]) -> dict[str, float]:
        """Of the verdicts on single sentences, half of them quoted and half of them paraphrased."""
        told = list(zip(rows, cross(rows, names), strict=True))
        shares = {}
        for label, true in (("sensitivity", True), ("specificity", False)):
            parts = [
                [
                    passes(r, c, scoring.sentence_threshold) is true
                    for r, c in told
                    if r.claim.set == name and r.claim.supported is true
                ]
                for name in (VERBATIM, PARAPHRASED)
            ]
            shares[label] = round(float(np.mean([np.mean(part) for part in parts])), 4)
        return shares

    known = [row for row in rows if row.claim.set not in _NOT_TRAINED_ON | {VERBATIM}]
    return {
        "command": "python -m eval.fit_checker --data DIR",
        "made": date.today().isoformat(),
        "claims": dict(sorted(Counter(row.claim.set for row in known).items())),
        "sentences": sum(len(row.sentences) for row in known),
        "note": note,
        "with the verifier": both(FEATURES),
        "without the verifier": both([name for name in FEATURES if name not in VERIFIED]),
    }


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder of the test sets")
    given = parser.parse_args()
    settings = Settings()
    rows, missing = measure_all(given.data, Embedder.load(settings), settings)
    for name in missing:
        print(f"skipped: {name} is not in {given.data}")
    note = "each set and label weighs alike; probabilities are those of a world where half of all claims are true"
    _FILE.write_text(json.dumps(_written(rows, note), indent=2) + "\n", "utf-8")
    print(f"{_FILE} written from {len(rows)} claims")


if __name__ == "__main__":
    main()
