"""``aiqyn eval``: measure on test sets and own cases, print the figures with their intervals, and keep the run."""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import InputError

from .session import Session, complain

if TYPE_CHECKING:
    from eval.figures import Figure, Outcome
    from rag.embedding import Embedder
    from rag.settings import Settings

__all__ = ["evaluate"]

_KEPT = "evaluations"  # folder of the runs, in that of the library


class Suite(StrEnum):
    """What can be measured."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    ABSTENTION = "abstention"


def evaluate(
    suites: Annotated[
        list[Suite], typer.Argument(metavar="SUITE…", help='What to measure: "retrieval", "answers", "abstention".')
    ],
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the test sets.")] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="FILE", help="Own cases over the library, instead of the sample.")
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Passages that are looked at.")] = 5,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="RUN", help="Folder of an earlier run to compare with.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for this run.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Measure retrieval, answers and abstention; exit code 1 when a hard gate is broken or a metric has become worse.

    A run is kept in the folder of the library unless --out names another: figures, items, JUnit XML and a report.
    """
    session = Session(None, None, json)
    with session.quietly("Loading the model"):
        from eval.report import page
        from eval.runs import Run, compared, facts
        from rag.embedding import Embedder

        before = Run.read(baseline) if baseline else None
        settings = session.settings()
        embedder = Embedder.load(settings)
    figures: list[Figure] = []
    outcomes: list[Outcome] = []
    for suite in dict.fromkeys(suites):
        with contextlib.redirect_stdout(sys.stderr):
            found, told = _measured(suite, data, cases, k, embedder, settings)
        outcomes += found
        figures += told
    run = Run(facts(settings, embedder, dict.fromkeys(suites)), [f.payload for f in figures], outcomes)
    changes = compared(run, before) if before else []
    folder = out or settings.library / _KEPT / run.facts["made"].replace(":", "")
    run.write(folder, page(run, changes, str(baseline or "")))
    worse = [f"{c.metric} ({c.suite}) is worse by {abs(c.estimate.value):.3f}" for c in changes if c.worse]
    told_all = {"results": run.figures, "changes": [c.payload for c in changes], "gates": run.gates, "run": str(folder)}
    session.show("eval", told_all)
    if run.gates or worse:
        complain(f"The run does not pass: {'; '.join([*run.gates, *worse])}. See {folder / 'report.html'}.")
        raise typer.Exit(1)


def _measured(
    suite: Suite, data: Path | None, cases: Path | None, k: int, embedder: Embedder, settings: Settings
) -> tuple[list[Outcome], list[Figure]]:
    from eval.figures import means

    if suite is Suite.ANSWERS:
        from eval import answers

        outcomes = _answers(cases, embedder, settings)
        return outcomes, list(answers.figures(outcomes, verified=settings.verifier))
    if data is None:
        raise InputError(f"The suite {suite} needs test sets: give their folder with --data.")
    if suite is Suite.RETRIEVAL:
        from eval import retrieval

        outcomes = list(retrieval.run(data, embedder, settings, k))
        return outcomes, list(means(outcomes))
    from eval import abstention

    return abstention.run(data, embedder, settings)


def _answers(cases: Path | None, embedder: Embedder, settings: Settings) -> list[Outcome]:
    from eval import answers
    from eval.cases import cases as cases_of
    from eval.cases import sample_cases
    from eval.sample_library import sample_library
    from rag.service import Service

    asked = cases_of(cases) if cases is not None else sample_cases()
    library = sample_library(settings, embedder) if cases is None else Service.open(settings, embedder=embedder)
    with library as service:
        return answers.outcomes(list(answers.run(service, asked)))
