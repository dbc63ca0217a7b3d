"""Suites ``checker`` and ``planted``: how good the verdicts are, on labelled sets and on errors that we plant.

    aiqyn eval checker planted --data DIR

What is reported of a claim comes from a fit without its article; what the model read is kept in the cache (3 GB), so
that a second run takes minutes less. Errors are planted in sentences of the sample library and of GUM, in
paraphrases of them by hand, and in sentences of XQuAD beside a translation of their passage.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from rag.embedding import Embedder
from rag.settings import Settings
from rag.support import FEATURES, VERIFIED

from .claims import SETS
from .figures import PASSED, UNTRUSTED, Figure, Outcome
from .fit_checker import Crossed, cross, fit, measure_all, passes
from .measured import MeasuredClaim
from .planted import KINDS
from .planted_claims import ABROAD, PARAPHRASED, VERBATIM
from .stats import Estimate, area_under_curve, balanced_accuracy, f1, mean

__all__ = ["forget", "labelled", "planted"]

_ALL = ("RAGTruth answers", "RAGTruth summaries", "WiCE", "SummEdits")  # that calibration is measured over
_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_GATE = "an altered figure is shown as supported"
_Row = tuple[MeasuredClaim, Crossed]


def labelled(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None] = print
) -> tuple[list[Outcome], list[Figure]]:
    """Claims of the labelled sets: is the score of a text on the right side of one half?"""
    pairs, threshold = _measured(data, embedder, settings, tell)
    some = [(row, c) for row, c in pairs if row.claim.set in SETS]
    outcomes = [_labelled_outcome(row, c) for row, c in some]
    figures: list[Figure] = []
    for name in SETS:
        of_set = [(row, c) for row, c in some if row.claim.set == name]
        if of_set:
            figures += _of_labelled(name, of_set, threshold)
    calibrated = [(row, c) for row, c in some if row.claim.set in _ALL]
    return outcomes, [*figures, *(_calibration(calibrated) if calibrated else ())]


def planted(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None] = print
) -> tuple[list[Outcome], list[Figure]]:
    """Altered sentences that pass as supported, and true ones that are refused, by kind and by language."""
    pairs, threshold = _measured(data, embedder, settings, tell)
    outcomes = [
        _planted_outcome(row, passes(row, c, threshold))
        for row, c in pairs
        if row.claim.set in (VERBATIM, PARAPHRASED, ABROAD)
    ]
    return outcomes, list(_of_planted(outcomes))


def forget() -> None:
    """Let go of what was measured for the two suites: the next run measures anew."""
    _measured.cache_clear()


@lru_cache(maxsize=1)
def _measured(
    data: Path, embedder: Embedder, settings: Settings, tell: Callable[[str], None]
) -> tuple[list[_Row], float]:
    """All claims with what fits without their article say of them, and the threshold of a sentence."""
    tell("Claims are measured: some minutes; a quarter of an hour the first time …")
    rows, missing = measure_all(data, embedder, settings)
    for name in missing:
        tell(f"skipped: {name} is not in {data}")
    names = [name for name in FEATURES if settings.verifier or name not in VERIFIED]
    return list(zip(rows, cross(rows, names), strict=True)), fit(rows, names).sentence_threshold


def _labelled_outcome(row: MeasuredClaim, crossed: Crossed) -> Outcome:
    claim = row.claim
    said = crossed.text >= 0.5
    wrong = () if said is claim.supported else ("passes, not borne out" if said else "refused, borne out",)
    detail = {
        "question": claim.text,
        "expected": "borne out" if claim.supported else "not borne out",
        "reason": f"score {crossed.text:.3f}",
    }
    scores = {"accuracy": float(said is claim.supported)}
    return Outcome("checker", claim.id, claim.set, claim.cluster, scores, wrong, (), detail)


def _of_labelled(name: str, pairs: Sequence[_Row], threshold: float) -> Iterator[Figure]:
    labels = [row.claim.supported for row, _ in pairs]
    scores = [c.text for _, c in pairs]
    clusters = [row.claim.cluster for row, _ in pairs]
    yield Figure("checker", name, "base rate (borne out)", mean([float(label) for label in labels], clusters))
    if 0 < sum(labels) < len(labels):
        said = [score >= 0.5 for score in scores]
        yield Figure("checker", name, "balanced accuracy", balanced_accuracy(labels, said, clusters))
        yield Figure("checker", name, "area under the curve", area_under_curve(labels, scores, clusters))
        told = [
            (float(not s and not label), float(not s), float(not label)) for s, label in zip(said, labels, strict=True)
        ]
        yield Figure("checker", name, "F1 of what is not borne out", f1(told, clusters))
    marked = [(row, c) for row, c in pairs if row.claim.wrong is not None]
    if marked:
        parts = [_marked(row, c, threshold) for row, c in marked]
        names = [row.claim.cluster for row, _ in marked]
        yield Figure("checker", name, "F1 of marked characters", f1(parts, names))


def _marked(row: MeasuredClaim, crossed: Crossed, threshold: float) -> tuple[float, float, float]:
    """Characters marked rightly, marked, and to be marked: a sentence that does not pass is marked whole."""
    single = [(s, Crossed((odds,), 0.0)) for s, odds in zip(row.sentences, crossed.sentences, strict=True)]
    said = {
        place for s, c in single if not passes(MeasuredClaim(row.claim, (s,)), c, threshold) for place in range(*s.span)
    }
    gold = {place for span in row.claim.wrong or () for place in range(*span)}
    return float(len(said & gold)), float(len(said)), float(len(gold))


def _calibration(pairs: Sequence[_Row]) -> Iterator[Figure]:
    """How often texts of a score are borne out, all sets together, each set and label weighing alike.

    Brier: mean squared distance of score and truth (Brier 1950), .25 for one who always says one half.
    """
    counts = Counter((row.claim.set, row.claim.supported) for row, _ in pairs)
    share = len(pairs) / len(counts)
    weights = np.array([share / counts[row.claim.set, row.claim.supported] for row, _ in pairs])
    scores, truth = np.array([c.text for _, c in pairs]), np.array([float(row.claim.supported) for row, _ in pairs])
    clusters = [row.claim.cluster for row, _ in pairs]
    error = 0.0
    for low, high in itertools.pairwise(_EDGES):
        inside = np.flatnonzero((scores >= low) & (scores < high if high < 1 else scores <= high))
        if not len(inside):
            continue
        told, held = (float(np.average(values[inside], weights=weights[inside])) for values in (scores, truth))
        error += abs(told - held) * float(weights[inside].sum() / weights.sum())
        shares = mean(
            (truth[inside] * weights[inside] / weights[inside].mean()).tolist(), [clusters[i] for i in inside]
        )
        yield Figure("checker", f"score {low:.1f} to {high:.1f}, {told:.3f} on average", "borne out", shares)
    brier = mean((weights * (scores - truth) ** 2).tolist(), clusters)
    yield Figure("checker", "all four", "Brier score", brier)
    n, groups = len(pairs), len(set(clusters))
    yield Figure("checker", "all four", "expected calibration error", Estimate(error, error, error, n, groups))


def _planted_outcome(row: MeasuredClaim, passed: bool) -> Outcome:
    claim = row.claim
    metric, wrong = (UNTRUSTED, not passed) if claim.supported else (PASSED, passed)
    detail = {"question": claim.text, "expected": "supported" if claim.supported else "not supported"}
    detail |= {"kind": claim.kind, "language": claim.language}
    gates = (_GATE,) if wrong and claim.kind == "number" else ()
    return Outcome(
        "planted", claim.id, claim.set, claim.cluster, {metric: float(wrong)}, (metric,) * wrong, gates, detail
    )


def _of_planted(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    for name in dict.fromkeys(o.of for o in outcomes):
        some = [o for o in outcomes if o.of == name]
        languages = sorted({o.detail["language"] for o in some})
        for metric in (PASSED, UNTRUSTED):
            rows = [o for o in some if metric in o.scores]
            yield from _share(name, metric, rows)
            for language in languages:
                yield from _share(f"{name}, {language}", metric, [o for o in rows if o.detail["language"] == language])
        for kind in KINDS:
            rows = [o for o in some if o.detail["kind"] == kind]
            yield from _share(f"{name}, {kind}", PASSED, rows)
            for language in languages:
                spoken = [o for o in rows if o.detail["language"] == language]
                yield from _share(f"{name}, {kind}, {language}", PASSED, spoken)


def _share(of: str, metric: str, rows: Sequence[Outcome]) -> Iterator[Figure]:
    if rows:
        yield Figure("planted", of, metric, mean([o.scores[metric] for o in rows], [o.cluster for o in rows]))
