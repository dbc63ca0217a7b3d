"""The report of a run: one HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from .runs import Change, Run

__all__ = ["page"]


def page(run: Run, changes: Sequence[Change] = (), baseline: str = "") -> str:
    """HTML of a run, with what changed from ``baseline`` where there is one."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files("eval") / "report.html").read_text("utf-8"))
    suites = dict.fromkeys(o.suite for o in run.outcomes)
    return template.render(
        run=run,
        changes=[c.payload for c in changes],
        baseline=baseline,
        suites=list(suites),
        groups=list(dict.fromkeys(o.of for o in run.outcomes)),
        failed=sum(bool(o.failures) for o in run.outcomes),
    )
