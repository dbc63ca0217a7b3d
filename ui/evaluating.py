"""``aiqyn eval``: measure on test sets and own cases, and print the figures with their intervals."""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import InputError

from .session import Session

if TYPE_CHECKING:
    from eval.figures import Figure

__all__ = ["evaluate"]


class Suite(StrEnum):
    """What can be measured."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"


def evaluate(
    suites: Annotated[list[Suite], typer.Argument(metavar="SUITE…", help='What to measure: "retrieval", "answers".')],
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the test sets.")] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="FILE", help="Own cases over the library, instead of the sample.")
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Passages that are looked at.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Measure retrieval on public test sets, and answers on cases whose answers are known."""
    session = Session(None, None, json)
    results = []
    for suite in dict.fromkeys(suites):
        measured = _retrieval(session, data, k) if suite is Suite.RETRIEVAL else _answers(session, cases)
        results += [figure.payload for figure in measured]
    session.show("eval", {"results": results})


def _retrieval(session: Session, data: Path | None, k: int) -> list[Figure]:
    if data is None:
        raise InputError("The suite retrieval needs test sets: give their folder with --data.")
    with session.quietly("Loading the model"):
        from eval.retrieval import run
        from rag.embedding import Embedder

        settings = session.settings()
        embedder = Embedder.load(settings)
    with contextlib.redirect_stdout(sys.stderr):
        return list(run(data, embedder, settings, k))


def _answers(session: Session, cases: Path | None) -> list[Figure]:
    with session.quietly("Loading the model"):
        from eval import answers
        from eval.cases import cases as cases_of
        from eval.cases import sample_cases
        from eval.sample_library import sample_library
        from rag.service import Service

    asked = cases_of(cases) if cases is not None else sample_cases()
    settings = session.settings()
    library = sample_library(settings) if cases is None else Service.open(settings)
    with contextlib.redirect_stdout(sys.stderr), library as service:
        return list(answers.figures(list(answers.run(service, asked))))
