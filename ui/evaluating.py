"""``aiqyn eval``: measure on test sets and own cases, print the figures with their intervals, and keep the run."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from eval.suite import Suite

from .options import JsonOption, LibraryOption, ModelOption
from .session import Session, complain

__all__ = ["evaluate"]


def evaluate(
    suites: Annotated[
        list[Suite] | None,
        typer.Argument(
            metavar="[SUITE…]",
            help=f"What to measure: {', '.join(Suite)}. Without any: those that need no test sets.",
            show_choices=False,
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the test sets.")] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="FILE", help="Own cases over the library, instead of the sample.")
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Passages that are looked at.")] = 5,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="RUN", help="Folder of an earlier run to compare with.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for this run.")] = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Measure; exit code 1 when a hard gate is broken or a metric has become worse beyond its interval.

    A run is kept in the folder of the library unless --out names another: figures, items, JUnit XML and a report.
    """
    session = Session(library, model, json)
    with session.quietly("Loading the model"):
        from eval.report import page
        from eval.runs import Run, compared
        from eval.suites import Plan, finish, measure
        from rag.embedding import Embedder

        plan = Plan(tuple(suites or (s for s in Suite if not s.needs_data)), data, cases, k)
        plan.check()
        before = Run.read(baseline) if baseline else None
        settings = session.settings()
        embedder = Embedder.load(settings)
    with contextlib.redirect_stdout(sys.stderr):
        run, folder = measure(plan, embedder, settings, out=out)
    changes = compared(run, before) if before else []
    finish(run, folder, page(run, changes, str(baseline or "")))
    worse = [f"{c.metric} ({c.suite}) is worse by {abs(c.estimate.value):.3f}" for c in changes if c.worse]
    told = {"results": run.figures, "changes": [c.payload for c in changes], "gates": run.gates, "run": str(folder)}
    session.show("eval", told)
    if run.gates or worse:
        complain(f"The run does not pass: {'; '.join([*run.gates, *worse])}. See {folder / 'report.html'}.")
        raise typer.Exit(1)
