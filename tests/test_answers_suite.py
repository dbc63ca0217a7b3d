"""Own cases and the suite ``answers``: files that are no cases, and broken answers that lower the right figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.answers import Item, figures, outcomes, run
from eval.cases import Case, cases, sample_cases
from eval.figures import means
from ingest.samples import sample_folder
from rag.domain import LANGUAGES, Answer
from rag.errors import InputError
from rag.service import Service

from .command import aiqyn, json_of

WHOLE = {"id": "a", "language": "en", "question": "Who?", "facts": ["Dana"], "spans": [{"quote": "said Dana"}]}


def test_the_cases_that_ship_are_twenty_a_language_and_quote_the_sample() -> None:
    found = sample_cases()
    texts = "\n".join(path.read_text("utf-8") for path in sample_folder().glob("*.md"))
    for language in LANGUAGES:
        some = [c for c in found if c.language == language]
        assert len(some) == 20
        assert sum(not c.answerable for c in some) == 6
    assert all(quote in texts for c in found for quote in c.quotes)
    assert all(any(fact in quote for quote in c.quotes) for c in found for fact in c.facts)


def test_cases_are_read_from_jsonl_and_yaml(tmp_path: Path) -> None:
    lines, listed = tmp_path / "a.jsonl", tmp_path / "a.yaml"
    lines.write_text(json.dumps(WHOLE) + "\n\n" + json.dumps({**WHOLE, "id": "b", "unanswerable": True}), "utf-8")
    listed.write_text(
        "- {id: a, language: en, question: 'Who?', facts: [Dana], spans: [{quote: said Dana}]}\n", "utf-8"
    )
    assert cases(listed) == cases(lines)[:1] == [Case("a", "en", "Who?", ("Dana",), ("said Dana",))]
    assert not cases(lines)[1].answerable


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", "{", "no JSONL"),
        ("a.yaml", "a: [", "no YAML"),
        ("a.jsonl", "7", "lacks"),
        ("a.jsonl", json.dumps({k: v for k, v in WHOLE.items() if k != "spans"}), "lacks 'spans'"),
        ("a.jsonl", json.dumps({**WHOLE, "question": " "}), "no question"),
        ("a.jsonl", json.dumps(WHOLE) + "\n" + json.dumps(WHOLE), "the id of another"),
        ("a.jsonl", "\udcff", "UTF-8"),
        ("none.jsonl", None, "cannot be read"),
    ],
)
def test_what_is_no_case_is_told_in_one_sentence(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=said) as caught:
        cases(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def asked(sample: Service) -> Item:
    """A case whose answer holds a fact and cites a gold quote."""
    return next(i for i in run(sample, sample_cases()[:14], lambda _: None) if i.scores and min(i.scores.values()) > 0)


def _again(sample: Service, item: Item, change: Callable[[Answer], Answer]) -> dict[str, float]:
    """Figures of the case when the service gives a changed answer."""

    class Changed:
        check = sample.check

        def ask(self, _: str) -> Answer:
            return change(item.answer)

    found = outcomes(list(run(Changed(), [item.case])))  # type: ignore[arg-type]
    return {f.metric: f.estimate.value for f in means(found)}


def test_an_unbroken_answer_keeps_its_figures(sample: Service, asked: Item) -> None:
    found = _again(sample, asked, lambda answer: answer)
    assert found["citation validity"] == found["citation recall (ALCE)"] == found["faithfulness"] == 1
    assert found["refused though answerable"] == 0
    assert {metric: found[metric] for metric in asked.scores} == asked.scores


def test_a_citation_that_leads_astray_is_not_valid(sample: Service, asked: Item) -> None:
    def change(answer: Answer) -> Answer:
        first = answer.sentences[0]
        moved = replace(first.citations[0], start=first.citations[0].start + 1)
        return replace(answer, sentences=(replace(first, citations=(moved,)), *answer.sentences[1:]))

    found = _again(sample, asked, change)
    assert found["citation validity"] == 0
    assert found["citation recall (ALCE)"] < 1


def test_another_figure_in_a_sentence_is_not_borne_out_by_what_it_cites(sample: Service, asked: Item) -> None:
    def change(answer: Answer) -> Answer:
        text = "".join(str(9 - int(c)) if c.isdigit() else c for c in answer.sentences[0].text)
        return replace(answer, sentences=(replace(answer.sentences[0], text=text), *answer.sentences[1:]))

    found = _again(sample, asked, change)
    assert found["citation validity"] == 1
    assert found["citation recall (ALCE)"] < 1


def test_a_refusal_counts_as_one(sample: Service, asked: Item) -> None:
    found = _again(sample, asked, lambda answer: replace(answer, sentences=(), abstained=True))
    assert found == {"refused though answerable": 1}


def test_no_answer_to_the_cases_that_ship_breaks_a_gate(sample: Service, capsys: pytest.CaptureFixture[str]) -> None:
    found = outcomes(list(run(sample, sample_cases(), lambda _: None)))
    assert [gate for o in found for gate in o.gates] == []
    told = {f.metric: f.estimate.value for f in figures(found, verified=True) if f.of == "all"}
    assert told["citation validity"] == 1
    assert told["faithfulness"] >= 0.95
    with capsys.disabled():
        print("\nown cases:", ", ".join(f"{metric} {value:.2f}" for metric, value in told.items()))


def test_the_command_measures_own_cases_on_the_library_that_is_open(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": "x", "language": "en", "question": "Why?", "unanswerable": True}), "utf-8")
    told = json_of(tmp_path / "library", "eval", "answers", "--cases", str(file))
    assert [(r["metric"], r["value"]) for r in told["results"][:1]] == [("answered though unanswerable", 0)]
    assert "needs test sets" in aiqyn(None, "eval", "retrieval").stderr
