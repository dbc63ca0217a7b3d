"""Suites of the evaluation, and a run of some of them, which can be left and taken up again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.embedding import Embedder
from rag.errors import InputError
from rag.service import Service
from rag.settings import Settings

from . import abstention, answers, checker, model, retrieval, robustness, speed, summaries
from .cases import cases as cases_of
from .cases import sample_cases
from .figures import Outcome, Payload, means
from .runs import Run, facts, outcome_of
from .sample_library import sample_library
from .suite import Suite

__all__ = ["Plan", "finish", "kept_runs", "measure"]

_KEPT = "evaluations"  # folder of the runs, in that of the library
_PARTS = "parts"  # folder of finished suites, in that of a run which is not


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    suites: tuple[Suite, ...]
    data: Path | None = None  # folder of the test sets
    cases: Path | None = None  # own cases over the library; without them those over the sample
    k: int = 5  # passages that the suite retrieval looks at

    def check(self) -> None:
        """Raises InputError when something is missing."""
        if not self.suites:
            raise InputError(f"There is nothing to measure: name a suite, one of {', '.join(Suite)}.")
        lacking = [suite for suite in self.suites if suite.needs_data and self.data is None]
        if lacking:
            raise InputError(f"The suite {lacking[0]} needs test sets: give their folder with --data.")
        if self.data is not None and not self.data.is_dir():
            raise InputError(f"{self.data} is no folder: give the folder of the test sets.")

    @property
    def files(self) -> list[Path]:
        """What it is measured on."""
        found = sorted(p for p in self.data.iterdir() if p.is_file()) if self.data else []
        return [*found, self.cases] if self.cases else found


def measure(
    plan: Plan,
    embedder: Embedder,
    settings: Settings,
    *,
    out: Path | None = None,
    service: Service | None = None,
    tell: Callable[[str], None] = print,
) -> tuple[Run, Path]:
    """Measure each suite; the run, and the folder where its parts are until it is written there.

    What stands finished in ``out`` from a run that was broken off, made with the same things, is not measured again.
    ``service``: the library of the settings, where it is open already.

    Raises InputError, for what is missing or cannot be read.
    """
    plan.check()
    told = facts(settings, embedder, plan.suites, plan.files)
    folder = out or settings.library / _KEPT / str(told["made"]).replace(":", "")
    parts = folder / _PARTS
    parts.mkdir(parents=True, exist_ok=True)
    figures: list[Payload] = []
    outcomes: list[Outcome] = []
    for suite in dict.fromkeys(plan.suites):
        same = {name: value for name, value in told.items() if name not in ("made", "suites")} | {"k": plan.k}
        part = _read(parts / f"{suite}.json", same)
        if part is None:
            tell(f"Measuring {suite} …")
            found, of_it = _measured(suite, plan, embedder, settings, service, tell)
            part = {"facts": same, "figures": of_it, "outcomes": [asdict(o) for o in found]}
            (parts / f"{suite}.json").write_text(json.dumps(part), "utf-8")
        figures += part["figures"]
        outcomes += map(outcome_of, part["outcomes"])
    checker.forget()
    return Run(told, figures, outcomes), folder


def finish(run: Run, folder: Path, report: str) -> None:
    """Write a run, and remove its parts."""
    run.write(folder, report)
    shutil.rmtree(folder / _PARTS, ignore_errors=True)


def kept_runs(settings: Settings) -> list[Path]:
    """Folders of the runs that are kept in the library, newest first."""
    return sorted((p.parent for p in (settings.library / _KEPT).glob("*/run.json")), reverse=True)


def _read(path: Path, same: Payload) -> Payload | None:
    try:
        part: Payload = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return part if part.get("facts") == same else None


def _measured(
    suite: Suite,
    plan: Plan,
    embedder: Embedder,
    settings: Settings,
    service: Service | None,
    tell: Callable[[str], None],
) -> tuple[Sequence[Outcome], list[Payload]]:
    data = plan.data or Path()
    match suite:
        case Suite.ANSWERS:
            outcomes = _answers(plan.cases, embedder, settings, service, tell)
            figures = list(answers.figures(outcomes, verified=settings.verifier))
        case Suite.RETRIEVAL:
            outcomes = list(retrieval.run(data, embedder, settings, plan.k, tell))
            figures = list(means(outcomes))
        case Suite.ABSTENTION:
            outcomes, figures = abstention.run(data, embedder, settings, tell)
        case Suite.SUMMARIES:
            outcomes, figures = summaries.run(data, embedder, settings, tell)
        case Suite.CHECKER:
            outcomes, figures = checker.labelled(data, embedder, settings, tell)
        case Suite.PLANTED:
            outcomes, figures = checker.planted(data, embedder, settings, tell)
        case Suite.MODEL:
            outcomes, figures = model.run(data, embedder, settings, tell)
        case Suite.ROBUSTNESS:
            outcomes, figures = robustness.run(plan.data, embedder, settings, tell)
        case Suite.SPEED:
            outcomes, figures = [], speed.run(embedder, settings)
    return outcomes, [figure.payload for figure in figures]


def _answers(
    path: Path | None, embedder: Embedder, settings: Settings, service: Service | None, tell: Callable[[str], None]
) -> list[Outcome]:
    asked = cases_of(path) if path is not None else sample_cases()
    library: AbstractContextManager[Service]
    if path is None:
        library = sample_library(settings, embedder)
    else:
        library = nullcontext(service) if service else Service.open(settings, embedder=embedder)
    with library as opened:
        return answers.outcomes(list(answers.run(opened, asked, tell)))
