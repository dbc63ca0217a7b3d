"""From measures to probabilities: two logistic regressions whose coefficients stand in ``checker_weights.json``.

The file says which command made it and of what, and holds them twice: with the measures of the verifier and without.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = [
    "TELLING",
    "TEXT_FEATURES",
    "Logistic",
    "Scoring",
    "log_odds",
    "measured_accuracy",
    "probability",
    "text_features",
]

_FILE = "checker_weights.json"
_SURE = 6.0  # log-odds beyond which one sentence may not outweigh a text

# Of a text's sentences, in log-odds that they are borne out.
TEXT_FEATURES = (
    "least",  # of the worst sentence
    "mean",
    "spread",  # mean less the worst
    "sentences",  # logarithm of their number
    "conflicts",  # failed checks of TELLING kinds to which the sources give another value, cut at 3
    "missing",  # those of which they say nothing, cut at 3
)
# Kinds of checks that fail more often in texts that are not borne out. What a rewriter does with single words, denials
# and hedges fails as often in true ones: it decides on its sentence, and says nothing of the text.
TELLING = frozenset("number unit currency date name role quote speaker direction".split())


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: log-odds are the intercept plus the sum of coefficient times feature."""

    intercept: float
    coefficients: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Of a set of features; a feature without a coefficient counts for nothing."""
        return self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())


@dataclass(frozen=True, slots=True)
class Scoring:
    """What turns measures into probabilities, with the probability from which a thing counts as borne out."""

    sentence: Logistic
    text: Logistic
    sentence_threshold: float
    text_threshold: float

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Scoring:
        """From the contents of the file."""
        return cls(
            _logistic(values["sentence"]),
            _logistic(values["text"]),
            _threshold(values["sentence"]),
            _threshold(values["text"]),
        )

    @classmethod
    def bundled(cls, *, verified: bool) -> Scoring:
        """That of this version of Aiqyn, for measures with those of the verifier or without."""
        return _bundled("with the verifier" if verified else "without the verifier")


def measured_accuracy(*, verified: bool) -> tuple[float, float]:
    """Sensitivity and specificity of the verdict "supported", as they were measured when the weights were fitted."""
    told = json.loads((files("rag") / _FILE).read_text("utf-8"))
    accuracy = told["with the verifier" if verified else "without the verifier"]["accuracy"]
    return float(accuracy["sensitivity"]), float(accuracy["specificity"])


def text_features(log_odds: Sequence[float], conflicts: int, missing: int) -> dict[str, float]:
    """Measures of a text from the log-odds of its sentences (one at least) and its failed checks."""
    cut = [max(-_SURE, min(_SURE, value)) for value in log_odds]
    mean = sum(cut) / len(cut)
    return {
        "least": min(cut),
        "mean": mean,
        "spread": mean - min(cut),
        "sentences": math.log(len(cut)),
        "conflicts": float(min(3, conflicts)),
        "missing": float(min(3, missing)),
    }


def probability(log_odds: float) -> float:
    """Of log-odds; 0 to 1."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def log_odds(probability: float, most: float = 13.8) -> float:
    """Of a probability, between ``-most`` and ``most``."""
    kept = max(1e-6, min(1 - 1e-6, probability))
    return max(-most, min(most, math.log(kept / (1 - kept))))


@cache
def _bundled(name: str) -> Scoring:
    return Scoring.of(json.loads((files("rag") / _FILE).read_text("utf-8"))[name])


def _logistic(values: object) -> Logistic:
    assert isinstance(values, dict)
    return Logistic(float(values["intercept"]), {str(k): float(v) for k, v in values["coefficients"].items()})


def _threshold(values: object) -> float:
    assert isinstance(values, dict)
    return float(values["threshold"])
