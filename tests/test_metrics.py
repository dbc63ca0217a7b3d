"""Metrics of answers and their statistics, by hand and against others' implementations."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, label_ranking_average_precision_score, ndcg_score

from eval import retrieval
from eval.metrics import Statement, citation_scores, exact_match, held, token_f1
from eval.stats import corrected, difference, kappa


def test_exact_match_looks_through_case_marks_and_articles() -> None:
    assert exact_match("The  Khorgos port.", ["Almaty", "khorgos port"]) == 1
    assert exact_match("372,400", ["372,500"]) == 0
    assert exact_match("阿拉木图。", ["阿拉木图"]) == 1


@pytest.mark.parametrize(
    ("told", "gold", "f1"),
    [
        ("in March 2024", ["March 2024"], 0.8),
        ("в марте", ["в апреле", "в марте"], 1.0),
        ("五万平方米", ["五万"], 4 / 7),
        ("bridge", ["port"], 0.0),
        ("", [""], 1.0),
        ("bridge", [], 0.0),
    ],
)
def test_token_f1(told: str, gold: list[str], f1: float) -> None:
    assert token_f1(told, gold) == pytest.approx(f1)


def test_an_answer_is_held_as_whole_words() -> None:
    assert held("It fell from 41 hours to 29 hours.", ["29 hours"]) == 1
    assert held("It fell from 41 hours to 129 hours.", ["29 hours"]) == 0
    assert held("面积为五万平方米。", ["五万平方米"]) == 1
    assert held("Anything", [""]) == 0


def _has(told: str, text: str) -> bool:
    """A judge for these tests: every word of the claim stands in the passages."""
    return set(text.split()) <= set(told.split())


def test_citations_are_scored_as_alce_scores_them() -> None:
    both = Statement("a b", ("a x", "b y"))  # each is needed
    idle = Statement("a", ("a x", "z"))  # the second bears nothing out and is not missed
    twice = Statement("a", ("a x", "a y"))  # either does
    bare = Statement("a", ())
    astray = Statement("a", ("a", None))
    wrong = Statement("q", ("a",))
    assert citation_scores([both], _has) == (1, 1)
    assert citation_scores([idle], _has) == (1, 0.5)
    assert citation_scores([twice], _has) == (1, 1)
    assert citation_scores([both, bare], _has) == (0.5, 1)
    assert citation_scores([astray], _has) == (0, 0)
    assert citation_scores([both, wrong], _has) == pytest.approx((0.5, 2 / 3))
    assert citation_scores([], _has) == (0, 0)


def test_a_paired_difference_is_narrower_than_the_two_apart() -> None:
    rng = random.Random(1)
    first = [rng.random() for _ in range(200)]
    second = [value + 0.1 for value in first]
    clusters = [str(i // 4) for i in range(200)]
    found = difference(first, second, clusters)
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))
    with pytest.raises(ValueError, match="same items"):
        difference(first, second[1:], clusters)


def test_a_rate_is_corrected_for_its_judge() -> None:
    true, sensitivity, specificity = 0.3, 0.9, 0.8
    reported = true * sensitivity + (1 - true) * (1 - specificity)
    assert corrected(reported, sensitivity, specificity) == pytest.approx(true)
    assert corrected(0.0, sensitivity, specificity) == 0
    with pytest.raises(ValueError, match="chance"):
        corrected(0.5, 0.5, 0.5)


def test_kappa_agrees_with_scikit_learn() -> None:
    rng = random.Random(2)
    first = rng.choices("abc", k=100)
    second = [a if rng.random() < 0.7 else rng.choice("abc") for a in first]
    assert kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))
    assert kappa(["a", "a"], ["a", "a"]) == 1
    with pytest.raises(ValueError, match="same items"):
        kappa([], [])


@pytest.mark.parametrize("rank", [1, 2, 7, 10, 11, 40, None])
def test_ranking_metrics_are_those_of_scikit_learn(rank: int | None) -> None:
    true = np.zeros((1, 50))
    if rank:
        true[0, rank - 1] = 1
    scored = np.arange(50, 0, -1.0)[None, :]
    found = dict(retrieval._scores("", rank, 5))
    assert found["nDCG@10"] == pytest.approx(ndcg_score(true, scored, k=10) if rank else 0)
    precision = label_ranking_average_precision_score(true, scored) if rank and rank <= 10 else 0
    assert found["MRR@10"] == pytest.approx(precision)
    assert found["recall@5"] == (rank is not None and rank <= 5)
