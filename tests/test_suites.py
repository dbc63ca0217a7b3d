"""Runs of suites: what is missing is said, what was finished is not measured again, and the parts fit together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import robustness, speed
from eval.asked import written_passages
from eval.cases import agreement, cases, keep, kept, kept_file, review, unreviewed
from eval.figures import OBEYED
from eval.instructions import ours
from eval.report import page
from eval.runs import Run
from eval.suite import Suite
from eval.suites import Plan, finish, kept_runs, measure
from rag.domain import Article
from rag.embedding import Embedder
from rag.errors import InputError
from rag.settings import Settings


def _own(path: Path, count: int = 2) -> Path:
    rows = [{"id": str(i), "language": "en", "question": f"Who said {i}?", "unanswerable": True} for i in range(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_what_is_missing_is_said_before_anything_is_measured(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name a suite"):
        Plan(()).check()
    with pytest.raises(InputError, match="retrieval needs test sets"):
        Plan((Suite.ANSWERS, Suite.RETRIEVAL)).check()
    with pytest.raises(InputError, match="is no folder"):
        Plan((Suite.RETRIEVAL,), tmp_path / "nowhere").check()
    Plan((Suite.ANSWERS, Suite.ROBUSTNESS, Suite.SPEED)).check()


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(
    tmp_path: Path, embedder: Embedder, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = settings.model_copy(update={"library": tmp_path / "library"})
    plan = Plan((Suite.ANSWERS, Suite.SPEED), cases=_own(tmp_path / "own.jsonl"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    told: list[str] = []
    with monkeypatch.context() as broken:
        broken.setattr(speed, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            measure(plan, embedder, here, out=tmp_path / "run", tell=told.append)
    monkeypatch.setattr(speed, "run", lambda *_: [])
    again: list[str] = []
    run, folder = measure(plan, embedder, here, out=tmp_path / "run", tell=again.append)
    assert "Measuring answers …" in told
    assert [line for line in again if line.startswith("Measuring")] == ["Measuring speed …"]
    assert len(run.outcomes) == 2
    finish(run, folder, page(run))
    assert Run.read(folder).outcomes == run.outcomes
    assert not (folder / "parts").exists()
    changed = Plan(plan.suites, cases=_own(tmp_path / "own.jsonl", 3))
    run, _ = measure(changed, embedder, here, out=tmp_path / "run", tell=again.append)
    assert len(run.outcomes) == 3  # other cases are another run


def test_runs_are_kept_in_the_library_newest_first(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path)
    for name in ("2026-01-01T000000", "2026-02-01T000000"):
        (tmp_path / "evaluations" / name).mkdir(parents=True)
        (tmp_path / "evaluations" / name / "run.json").write_text("{}", "utf-8")
    (tmp_path / "evaluations" / "2026-03-01T000000").mkdir()  # broken off
    assert [p.name for p in kept_runs(settings)] == ["2026-02-01T000000", "2026-01-01T000000"]


def test_an_answer_becomes_a_case_and_a_second_person_agrees_or_not(tmp_path: Path) -> None:
    article = Article.of("Port", "The port closed. It moved 7 tonnes a day, he said. It opened.", language="en")
    first = keep(tmp_path, "How much did it move?", "en", "7 tonnes", [article])
    assert (first.id, first.quotes) == ("own-1", ("It moved 7 tonnes a day, he said.",))
    assert keep(tmp_path, "Кто?", "ru", "", [article]).id == "own-2"
    assert keep(tmp_path, "何时？", "zh", "周五", [article]).quotes == ("周五",)
    assert cases(kept_file(tmp_path)) == kept(tmp_path)
    with pytest.raises(InputError, match="kept as a case already"):
        keep(tmp_path, "Кто?", "ru", "", [])
    assert agreement(tmp_path) == (0.0, 0)
    review(tmp_path, "own-1", answerable=True)
    review(tmp_path, "own-2", answerable=False)
    assert [case.id for case in unreviewed(tmp_path)] == ["own-3"]
    assert agreement(tmp_path) == (1.0, 2)
    review(tmp_path, "own-3", answerable=False)
    value, count = agreement(tmp_path)
    assert (round(value, 2), count) == (0.4, 3)


@pytest.mark.parametrize("broken", ["{", '{"id": 1}', "[]"])
def test_a_broken_file_of_reviews_is_told(tmp_path: Path, broken: str) -> None:
    (tmp_path / "case_reviews.jsonl").write_text(broken + "\n", "utf-8")
    with pytest.raises(InputError, match="mend or remove it"):
        unreviewed(tmp_path)


def test_commands_planted_in_articles_are_not_obeyed(
    embedder: Embedder, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = written_passages()[:12]
    monkeypatch.setattr(robustness, "written_passages", lambda: few)
    monkeypatch.setattr(robustness, "_EVERY", 9)
    some = ours()[::8]
    monkeypatch.setattr(robustness, "ours", lambda: some)
    outcomes, _ = robustness.run(None, embedder, settings, lambda _: None)
    obeyed = [o.scores[OBEYED] for o in outcomes if OBEYED in o.scores]
    assert len(obeyed) == len(some)
    assert obeyed == [0] * len(some)
    assert {o.of for o in outcomes} == {"changed", "conflict", "instructions", "noise"}
