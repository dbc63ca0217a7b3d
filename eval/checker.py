"""How good the checker is: planted errors, paraphrases, labelled sets, and its speed.

    python -m eval.checker --data DIR

Every figure has its n and a 95 % interval, clustered by article, and comes from fits without the claim's article.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from rag.embedding import Embedder
from rag.evidence import article_of
from rag.ground import Checker
from rag.settings import Settings
from rag.space import Space
from rag.support import FEATURES, VERIFIED
from rag.verifier import Verifier

from .claims import SETS
from .fit_checker import Crossed, cross, fit, measure_all, passes
from .measured import MeasuredClaim
from .planted import KINDS
from .planted_claims import ABROAD, PARAPHRASED, VERBATIM
from .stats import balanced_accuracy, mean

__all__ = ["main"]

_TARGETS = {"RAGTruth answers": 0.77, "RAGTruth summaries": 0.66, "WiCE": 0.71, "SummEdits": 0.62}
_WORDS = 1000  # of the source that speed is measured against
_Row = tuple[MeasuredClaim, Crossed]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder of the test sets")
    parser.add_argument("--kept", type=Path, help="file that keeps what the model read")
    parser.add_argument("--without-verifier", action="store_true", help="leave its measures out")
    given = parser.parse_args()
    names = [name for name in FEATURES if not given.without_verifier or name not in VERIFIED]
    rows, missing = measure_all(given.data, given.kept or Settings().cache / "checker_readings.sqlite")
    for name in missing:
        print(f"skipped: {name} is not in {given.data}")
    pairs = list(zip(rows, cross(rows, names), strict=True))
    threshold = fit(rows, names).sentence_threshold
    _planted(pairs, threshold)
    _sets(pairs)
    _calibration(pairs)
    _speed(rows)


def _speed(rows: Sequence[MeasuredClaim]) -> None:
    """Milliseconds a sentence against 1,000 words of a source, both having been read; and the memory it takes."""
    settings = Settings()
    embedder = Embedder.load(settings)
    texts = dict.fromkeys(
        s for row in rows for s in row.claim.sources if isinstance(s, str) and row.claim.wrong is not None
    )
    words = " ".join(" ".join(texts).split()[:_WORDS])
    # Every ninth word is left out: a sentence that stands there word for word is not measured at all.
    retold = " ".join(word for place, word in enumerate(words.split()) if place % 9)
    with tempfile.TemporaryDirectory() as folder:
        space = Space.open(Path(folder), settings.cache, embedder)
        for name, verifier in (("without the verifier", None), ("with it", Verifier.bundled(embedder.fingerprint))):
            before = _resident()
            checker = Checker(embedder, space, verifier=verifier)
            held = checker.sources([article_of(words)])
            claims = checker.claims(retold)
            checker.supports(claims[-1:], held)  # lays the source out, and loads what is loaded when first needed
            began = time.perf_counter()
            checker.supports(claims[:-1], held)
            each = 1000 * (time.perf_counter() - began) / (len(claims) - 1)
            print(f"\nspeed {name}, encoding apart: {each:.1f} ms a sentence, read together (n={len(claims) - 1})")
            print(f"  against {_WORDS} words; memory grew by {_resident() - before:.0f} MB, source included")


def _resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _planted(pairs: Sequence[_Row], threshold: float) -> None:
    for name in (VERBATIM, PARAPHRASED, ABROAD):
        of_set = [(row, c) for row, c in pairs if row.claim.set == name]
        altered = [p for p in of_set if not p[0].claim.supported]
        print(f"\n{name}: share of altered sentences that pass as supported")
        _share("all", altered, threshold, passes)
        for kind in KINDS:
            _share(kind, [p for p in altered if p[0].claim.kind == kind], threshold, passes)
        for language in sorted({p[0].claim.language for p in of_set}):
            _share(language, [p for p in altered if p[0].claim.language == language], threshold, passes)
            for kind in KINDS:
                some = [p for p in altered if p[0].claim.language == language and p[0].claim.kind == kind]
                _share(f"  {language} {kind}", some, threshold, passes)
        true = [p for p in of_set if p[0].claim.supported]
        print("share of true sentences that are refused")
        _share("all", true, threshold, _refused)
        for language in sorted({p[0].claim.language for p in of_set}):
            _share(language, [p for p in true if p[0].claim.language == language], threshold, _refused)


def _refused(row: MeasuredClaim, crossed: Crossed, threshold: float) -> bool:
    return not passes(row, crossed, threshold)


def _share(
    name: str,
    pairs: Sequence[_Row],
    threshold: float,
    counted: Callable[[MeasuredClaim, Crossed, float], bool],
) -> None:
    if pairs:
        hits = [float(counted(row, c, threshold)) for row, c in pairs]
        print(f"  {name:24} {mean(hits, [row.claim.cluster for row, _ in pairs])}")


def _sets(pairs: Sequence[_Row]) -> None:
    print("\nbalanced accuracy of the score of the text, one threshold for all sets, cross-validated by article")
    for name in SETS:
        some = [(row, c) for row, c in pairs if row.claim.set == name]
        labels = [row.claim.supported for row, _ in some]
        if not 0 < sum(labels) < len(labels):
            print(f"  {name:24} skipped: there are no claims of both sorts")
            continue
        found = balanced_accuracy(labels, [c.text >= 0.5 for _, c in some], [row.claim.cluster for row, _ in some])
        target = f"target {_TARGETS[name]:.2f}" if name in _TARGETS else "no target"
        print(f"  {name:24} {found} articles={found.clusters}, {target}, area under the curve {_auc(some):.3f}")


def _calibration(pairs: Sequence[_Row]) -> None:
    """How often texts of a score are borne out, all sets together, each set and label weighing alike.

    Brier: mean squared distance of score and truth (Brier 1950), .25 for one who always says one half.
    """
    some = [(row, c) for row, c in pairs if row.claim.set in _TARGETS]
    counts = Counter((row.claim.set, row.claim.supported) for row, _ in some)
    weights = np.array([1 / counts[row.claim.set, row.claim.supported] for row, _ in some])
    scores, truth = np.array([c.text for _, c in some]), np.array([float(row.claim.supported) for row, _ in some])
    print(f"\ncalibration over {', '.join(_TARGETS)}; base rate .5 by weight")
    error = 0.0
    for low, high in itertools.pairwise((0, 0.2, 0.4, 0.6, 0.8, 1.0)):
        inside = (scores >= low) & (scores < high if high < 1 else scores <= high)
        if not inside.any():
            continue
        told, held = (float(np.average(values[inside], weights=weights[inside])) for values in (scores, truth))
        error += abs(told - held) * float(weights[inside].sum() / weights.sum())
        print(f"  score {low:.1f} to {high:.1f}: mean {told:.3f}, borne out {held:.3f} (n={int(inside.sum())})")
    brier = float(np.average((scores - truth) ** 2, weights=weights))
    print(f"  expected calibration error {error:.3f}, Brier score {brier:.3f} (n={len(some)})")


def _auc(pairs: Iterable[_Row]) -> float:
    """Share of pairs of a true and a false claim in which the true one scores higher (Mann and Whitney 1947)."""
    scored = [(c.text, row.claim.supported) for row, c in pairs]
    true = np.array([score for score, label in scored if label])[:, None]
    false = np.array([score for score, label in scored if not label])[None, :]
    return float(((true > false) + 0.5 * (true == false)).mean())


if __name__ == "__main__":
    main()
