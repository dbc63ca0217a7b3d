"""Conflicts between articles: how many are found, and that lookalikes are left alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Style
from rag.factsheet import Facts, facts
from rag.opposed import Opposed, opposed
from rag.service import Service

from .conflict_cases import CONFLICTS, HELD_OUT_CONFLICTS, HELD_OUT_LOOKALIKES, LOOKALIKES, Case


def both(case: Case) -> tuple[Facts, Facts]:
    one, other = (facts(told.text, told.language, told.published) for told in (case.one, case.other))
    return one, other


def found(case: Case) -> list[Opposed]:
    one, other = both(case)
    return opposed(one, other)


def test_most_conflicts_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    for name, cases, least in (("cases", CONFLICTS, 27), ("held out", HELD_OUT_CONFLICTS, 11)):
        hits = sum(bool(found(case)) for case in cases)
        with capsys.disabled():
            print(f"\nconflicts found, {name}: {hits} of {len(cases)}")
        assert hits >= least


@pytest.mark.parametrize("case", LOOKALIKES + HELD_OUT_LOOKALIKES, ids=lambda case: case.about)
def test_a_lookalike_is_no_conflict(case: Case) -> None:
    assert found(case) == []


def test_it_does_not_matter_which_comes_first() -> None:
    for case in CONFLICTS + HELD_OUT_CONFLICTS + LOOKALIKES:
        one, other = both(case)
        turned = {Opposed(o.kind, o.other, o.one) for o in opposed(other, one)}
        assert set(opposed(one, other)) == turned, case.about


def test_what_differs_is_told() -> None:
    case = next(c for c in CONFLICTS if c.about == "turnover")
    (difference,) = found(case)
    assert difference.kind == "number"
    assert case.one.text[slice(*difference.one)] == "$24.2 billion"
    assert case.other.text[slice(*difference.other)] == "$31.5 billion"
    (difference,) = found(next(c for c in CONFLICTS if c.about == "көпір"))
    assert difference.kind == "date"


COST = "The new bridge over the Ili river at Kapchagai cost {} billion tenge, the ministry said."


def put(service: Service, folder: Path, *told: tuple[str, str, str]) -> None:
    """Articles, each of an outlet, a day and a text."""
    rows = [
        {"title": f"Bridge {n}", "source": outlet, "published": day, "text": text}
        for n, (outlet, day, text) in enumerate(told)
    ]
    (folder / "bridge.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert len(service.ingest([str(folder / "bridge.jsonl")]).added) == len(rows)


def test_both_sides_stand_or_neither(service: Service, tmp_path: Path) -> None:
    put(
        service,
        tmp_path,
        ("Courier", "2024-11-03", f"{COST.format('24.2')} Lorries may use it from Monday morning on."),
        ("Monitor", "2024-11-30", f"{COST.format('31.5')} The old ferry was sold to a port in Aktau."),
        ("Herald", "2024-11-20", f"{COST.format('24.2')} Two villages had asked for a second lane each way."),
    )
    made = service.draft("cost of the new bridge over the Ili", words=60)
    (conflict,) = made.conflicts
    assert [(s.value, s.article.source) for s in conflict.sides] == [
        ("24.2 billion tenge", "Courier"),
        ("24.2 billion tenge", "Herald"),
        ("31.5 billion tenge", "Monitor"),
    ]
    assert conflict.newest == date(2024, 11, 30)
    for side in conflict.sides:
        assert side.article.text[side.citation.start : side.citation.end] == side.citation.quote
        assert side.value in side.citation.quote
    quoted = {s.text: s for s in made.sentences}
    assert COST.format("24.2") in quoted and COST.format("31.5") in quoted
    outlets = {a.id: a.source for a in made.articles}
    assert {outlets[c.article_id] for c in quoted[COST.format("24.2")].citations} == {"Courier", "Herald"}
    short = service.draft("cost of the new bridge over the Ili", words=15, style=Style.BULLETS)
    assert short.sentences
    assert not {COST.format("24.2"), COST.format("31.5")} & {s.text for s in short.sentences}
    assert short.conflicts == made.conflicts  # too long together for such a draft: shown beside it


def test_one_article_or_one_voice_is_no_conflict(service: Service, tmp_path: Path) -> None:
    put(service, tmp_path, ("Courier", "2024-11-03", f"{COST.format('24.2')} {COST.format('31.5')}"))
    assert service.draft("cost of the new bridge", words=60).conflicts == ()


def test_the_sample_disagrees_with_itself_in_three_points(sample: Service) -> None:
    khorgos = [a.article.id for a in sample.articles(containing="Altyn Besik Terminals")]
    assert len(khorgos) == 2
    values = {side.value for c in sample.draft(article_ids=khorgos, words=400).conflicts for side in c.sides}
    assert {"372,400 twenty-foot equivalent units", "341,800 twenty-foot equivalent units"} <= values
    assert {"18.5 billion tenge", "21 billion tenge", "33 hours", "29 hours"} <= values
