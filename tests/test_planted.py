"""The generator of errors: what it alters, and that the checker catches it; the paraphrases, and that they pass."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.planted import plant
from eval.planted_claims import PARAPHRASED, VERBATIM, planted_claims
from eval.stats import balanced_accuracy
from rag.domain import LANGUAGES, Verdict
from rag.service import Service

PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.jsonl"
ARTICLE = "Exports rose 6 percent to $3.1 billion in March, while imports rose to $3.9 billion."


def test_each_kind_alters_what_it_says() -> None:
    found = {p.kind: p.text for p in plant(ARTICLE, "en", ARTICLE, 0)}
    assert {"number", "unit", "date", "role", "polarity"} <= found.keys()
    assert all(text != ARTICLE for text in found.values())
    assert "in March" not in found["date"]
    assert found["role"].index("$3.9") < found["role"].index("$3.1") or "6 percent" not in found["role"]
    assert Counter(found["role"]) == Counter(ARTICLE)  # the same figures, in other places


def test_the_same_seed_plants_the_same_errors() -> None:
    assert plant(ARTICLE, "en", ARTICLE, 7) == plant(ARTICLE, "en", ARTICLE, 7)


def test_nothing_is_planted_where_nothing_can_be() -> None:
    assert plant("Yes.", "en", "Yes.", 0) == []


def test_there_are_fifteen_paraphrases_a_language() -> None:
    rows = [json.loads(line) for line in PARAPHRASES.read_text("utf-8").splitlines()]
    counts = Counter(row["language"] for row in rows)
    assert counts.keys() == set(LANGUAGES)
    assert min(counts.values()) >= 15
    assert len({row["text"] for row in rows}) == len(rows)


def test_balanced_accuracy_agrees_with_scikit_learn() -> None:
    from sklearn.metrics import balanced_accuracy_score

    labels, said = [True, True, True, False, False], [True, False, True, False, True]
    found = balanced_accuracy(labels, said, ["a", "a", "b", "b", "c"])
    assert found.value == pytest.approx(balanced_accuracy_score(labels, said))


@pytest.mark.slow
def test_altered_sentences_of_the_sample_do_not_pass_and_true_ones_do(sample: Service, tmp_path: Path) -> None:
    claims = planted_claims(tmp_path)  # without GUM, which is not there
    some = [c for c in claims if c.set == VERBATIM][::9] + [c for c in claims if c.kind == "paraphrase"]
    passed: Counter[bool] = Counter()
    seen: Counter[bool] = Counter()
    for claim in some:
        sentences = sample.check(claim.sources, claim.text).sentences
        passed[claim.supported] += all(s.verdict is Verdict.SUPPORTED for s in sentences)
        seen[claim.supported] += 1
    assert {c.set for c in claims} == {VERBATIM, PARAPHRASED}
    assert min(seen.values()) > 50
    assert passed[False] <= 0.05 * seen[False]
    assert seen[True] - passed[True] <= 0.05 * seen[True]
