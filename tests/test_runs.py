"""Runs of an evaluation: kept, read back, compared, reported."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.figures import Outcome, means
from eval.report import page
from eval.runs import Run, compared
from rag.errors import InputError

from .command import aiqyn

FACTS = {
    "made": "2026-01-02T03:04:05+00:00",
    "suites": ["answers"],
    "model": "extractive",
    "embedding": {"name": "e5"},
    "versions": {"aiqyn": "1"},
}
HOSTILE = "<script>alert('\ud800\x00')</script> 谁？"


def _outcome(number: int, value: float, metric: str = "faithfulness", **more: object) -> Outcome:
    detail = {"question": f"Question {number}?", "sentences": []}
    return replace(Outcome("answers", str(number), "en", str(number), {metric: value}, detail=detail), **more)  # type: ignore[arg-type]


def _run(*outcomes: Outcome) -> Run:
    return Run(FACTS, [f.payload for f in means(outcomes)], list(outcomes))


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    run = _run(_outcome(1, 1.0), _outcome(2, 0.5, failures=("lacks “7”",), gates=("a citation leads astray",)))
    run.write(tmp_path / "run", page(run))
    assert Run.read(tmp_path / "run") == run
    suite = ElementTree.parse(tmp_path / "run" / "junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite[1][0].get("message") == "lacks “7”"


def test_what_is_no_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    for text in ("", "{}", "[]", '{"facts": {}, "figures": []}'):
        (tmp_path / "run.json").write_text(text, "utf-8")
        with pytest.raises(InputError, match="is no run of an evaluation"):
            Run.read(tmp_path)


@pytest.mark.parametrize(("metric", "worse_when"), [("faithfulness", "lower"), ("refused though answerable", "higher")])
def test_a_metric_is_worse_only_beyond_its_interval(metric: str, worse_when: str) -> None:
    low, high = ([_outcome(i, value, metric) for i in range(40)] for value in (0.0, 1.0))
    mixed = [_outcome(i, float(i % 2), metric) for i in range(40)]
    turned = [_outcome(i, float((i + 1) % 2), metric) for i in range(40)]
    before, after = (high, low) if worse_when == "lower" else (low, high)
    assert [c.worse for c in compared(_run(*after), _run(*before))] == [True]
    assert [c.worse for c in compared(_run(*before), _run(*after))] == [False]
    assert [c.worse for c in compared(_run(*mixed), _run(*turned))] == [False]


def test_only_items_that_both_runs_have_are_compared() -> None:
    (change,) = compared(_run(_outcome(1, 1.0), _outcome(2, 0.0)), _run(_outcome(1, 1.0), _outcome(3, 1.0)))
    assert (change.estimate.value, change.estimate.n) == (0, 1)


def test_the_report_needs_no_network_and_runs_nothing_that_stands_in_an_article(tmp_path: Path) -> None:
    sentence = {
        "text": HOSTILE,
        "verdict": "contradicted",
        "checks": [{"kind": "number", "ok": False, "claimed": HOSTILE, "found": "7"}],
        "citations": [{"quote": HOSTILE, "title": HOSTILE, "source": "", "published": ""}],
    }
    run = _run(_outcome(1, 0.0, failures=(HOSTILE,), detail={"question": HOSTILE, "sentences": [sentence]}))
    run.write(tmp_path, page(run, compared(run, run), "before"))
    html = (tmp_path / "report.html").read_text("utf-8")
    assert html.count("<script>") == 1
    assert not re.search(r"(?:src|href)=(?!\"data:)|https?://|url\(", html)
    assert "<mark>&lt;script&gt;" in html
    assert "source: 7" in html
    ElementTree.parse(tmp_path / "junit.xml")


def test_the_command_keeps_a_run_and_fails_when_it_is_worse_than_the_baseline(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    rows = [{"id": str(i), "language": "en", "question": f"Why {i}?", "unanswerable": True} for i in range(3)]
    cases.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    asked = ["eval", "answers", "--cases", str(cases), "--out"]
    first = aiqyn(tmp_path / "library", *asked, str(tmp_path / "first"))
    assert first.returncode == 0
    assert "report" in first.stdout
    better = Run.read(tmp_path / "first")
    turned = [replace(o, scores={"answered though unanswerable": -1.0}) for o in better.outcomes]
    Run(better.facts, better.figures, turned).write(tmp_path / "better", "")
    second = aiqyn(
        tmp_path / "library", *asked, str(tmp_path / "second"), "--baseline", str(tmp_path / "better"), "--json"
    )
    assert second.returncode == 1
    assert "is worse by 1.000" in second.stderr
    assert json.loads(second.stdout)["changes"][0]["worse"]
    assert aiqyn(tmp_path / "library", *asked, str(tmp_path / "x"), "--baseline", str(tmp_path)).returncode == 1
