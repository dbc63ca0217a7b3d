"""The suite ``abstention``: figures of questions whose measures are known, and the ordinary path on a few."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from eval.abstention import Row, crossed, fit, outcomes_of, rows_of, run
from eval.asked import Asked, of_nomiracl, of_parallel, of_questions, of_written
from eval.datasets import Question
from eval.figures import means
from eval.question_pairs import WRITTEN, asked_by_hand
from rag.answerable import FEATURES
from rag.embedding import Embedder
from rag.errors import InputError
from rag.settings import Settings

BRIDGE = Question("1", "bridge", "The bridge over the Ili was opened in May by Dana Omarova.", "Who?", ("Dana",), True)


def _rows(signal: float) -> list[Row]:
    """Questions of which the answerable ones have higher measures by ``signal``."""
    rng = random.Random(1)
    rows = []
    for i in range(200):
        answerable = i % 2 == 0
        item = Asked(str(i), "en", f"Question {i * 7}?", (), answerable, str(i))
        rows.append(Row("NoMIRACL", item, {name: rng.random() + signal * answerable for name in FEATURES}))
    return rows


def test_what_can_be_told_apart_is_and_chance_stays_chance() -> None:
    told = {f.metric: f.estimate.value for f in means(outcomes_of(_rows(3.0)))}
    assert told == {"refused though answerable": 0, "answered though unanswerable": 0}
    chance = {f.metric: f.estimate.value for f in means(outcomes_of(_rows(0.0)))}
    assert all(0.3 < value < 0.7 for value in chance.values())


def test_a_question_is_judged_by_weights_fitted_without_it() -> None:
    rows = _rows(0.0)
    again = [row if row.item.id != "0" else Row(row.set, row.item, dict.fromkeys(FEATURES, 9.0)) for row in rows]
    model = fit([row for row in rows if row.item.id != "0"], FEATURES)
    assert model != fit(rows, FEATURES)
    assert crossed(again)[0] != crossed(rows)[0]
    assert outcomes_of([*rows, Row("NoMIRACL", rows[0].item, {})])[-1].detail["probability"] == 0


def test_the_ordinary_path_keeps_to_the_passages_of_a_question(embedder: Embedder, tmp_path: Path) -> None:
    other = Question("2", "port", "The port of Aktau handled grain.", "What did Aktau handle?", (), False)
    asked = of_questions([BRIDGE, other], "en")
    rows = rows_of("SQuAD 2.0", asked, embedder, Settings(library=tmp_path))
    assert [tuple(row.features) for row in rows] == [FEATURES, FEATURES]
    assert rows[1].features["nearness"] > rows[0].features["nearness"]  # it repeats the words of its own passage
    both = of_parallel({"en": [BRIDGE, other]}, 1)
    assert [(a.answerable, len(a.articles)) for a in both] == [(True, 2), (False, 1)] * 2


def test_our_own_questions_are_of_passages_that_were_held_out() -> None:
    found = of_written()
    assert 200 < len(found) < 500
    assert sum(a.answerable for a in found) == len(found) / 2
    for path in WRITTEN.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            assert sum(bool(asked["answer"]) for asked in row["questions"]) == 4 == len(row["questions"]) / 2
            assert all(asked["answer"] in row["passage"] for asked in row["questions"])
    assert {p.label for p in asked_by_hand(WRITTEN)} == {"entailment", "neutral"}


def test_what_is_no_test_set_is_told_in_one_sentence(embedder: Embedder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--data"):
        run(tmp_path, embedder, Settings(), lambda _: None)
    (tmp_path / "nomiracl.jsonl").write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(InputError, match="--data"):
        of_nomiracl(tmp_path / "nomiracl.jsonl")
