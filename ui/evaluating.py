"""``aiqyn eval``: measure on test sets, and print the figures with their intervals."""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .session import Session

__all__ = ["evaluate"]


class Suite(StrEnum):
    """What can be measured."""

    RETRIEVAL = "retrieval"


def evaluate(
    suites: Annotated[list[Suite], typer.Argument(metavar="SUITE…", help='What to measure: "retrieval".')],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of the test sets.")],
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Passages that are looked at.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Measure retrieval on public test sets, in libraries of their own."""
    session = Session(None, None, json)
    with session.quietly("Loading the model"):
        from eval.retrieval import run
        from rag.embedding import Embedder

        settings = session.settings()
        embedder = Embedder.load(settings)
    with contextlib.redirect_stdout(sys.stderr):
        rows = list(run(data, embedder, settings, k))
    results = [
        {
            "suite": suites[0].value,
            "questions": row.asked,
            "passages": row.passages,
            "metric": f"recall@{row.k}",
            "value": row.recall.value,
            "low": row.recall.low,
            "high": row.recall.high,
            "n": row.recall.n,
            "clusters": row.recall.clusters,
        }
        for row in rows
    ]
    session.show("eval", {"results": results})
