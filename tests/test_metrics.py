"""Metrics of answers and their statistics, by hand and against others' implementations."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rouge_score.rouge_scorer import RougeScorer
from sklearn.metrics import (
    cohen_kappa_score,
    f1_score,
    label_ranking_average_precision_score,
    ndcg_score,
    roc_auc_score,
)

from eval import retrieval
from eval.metrics import Statement, citation_scores, exact_match, fragments, held, rouge, shortened, token_f1
from eval.stats import area_under_curve, corrected, difference, f1, kappa


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


def test_rouge_is_that_of_rouge_score() -> None:
    told = "The operator plans to add a third line of cranes, at a cost of 18.5 billion tenge; the operator said so."
    gold = "A third line of gantry cranes is planned by the operator. It costs 18.5 billion tenge, the operator said."
    scores = RougeScorer(["rouge1", "rouge2"]).score(gold, told)
    assert rouge(told, gold, 1) == pytest.approx(scores["rouge1"].fmeasure)
    assert rouge(told, gold, 2) == pytest.approx(scores["rouge2"].fmeasure)
    assert rouge("", gold, 1) == 0


def test_coverage_and_density_are_of_the_longest_shared_runs() -> None:
    article = "The port was closed on Monday. It opened on Friday after repairs."
    assert fragments(article, article) == (1, 12)
    assert fragments("The port was shut on Friday", article) == (5 / 6, (9 + 4) / 6)
    assert fragments("Nothing alike", article) == (0, 0)
    assert fragments("", article) == (0, 0)


def test_a_text_is_shortened_at_a_word() -> None:
    assert shortened("One, two, three.", 2) == "One, two"
    assert shortened("一二三", 2) == "一二"
    assert shortened("One.", 5) == "One."


def test_area_and_f1_are_those_of_scikit_learn() -> None:
    rng = random.Random(3)
    labels = [rng.random() < 0.4 for _ in range(200)]
    scores = [round(rng.random() + 0.3 * label, 1) for label in labels]  # with ties
    clusters = [str(i // 4) for i in range(200)]
    found = area_under_curve(labels, scores, clusters)
    assert found.value == pytest.approx(roc_auc_score(labels, scores))
    assert found.low < found.value < found.high
    said = [score > 0.6 for score in scores]
    parts = [(float(a and b), float(b), float(a)) for a, b in zip(labels, said, strict=True)]
    assert f1(parts, clusters).value == pytest.approx(f1_score(labels, said))
    with pytest.raises(ValueError, match="both sorts"):
        area_under_curve([True], [0.5], ["a"])
