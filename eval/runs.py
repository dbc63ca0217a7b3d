"""A run of an evaluation: what was measured, item by item, with which models; kept, compared, and judged by gates.

A run is a folder: ``run.json`` (settings, models, versions, figures), ``items.jsonl``, ``junit.xml`` and
``report.html``.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self
from xml.etree import ElementTree

from rag.embedding import Embedder
from rag.errors import InputError, first_line
from rag.settings import Settings
from rag.verifier import ADAPTER, WEIGHTS, digest

from .figures import LESS_IS_BETTER, Outcome, Payload
from .stats import Estimate, difference

__all__ = ["Change", "Run", "compared", "facts", "outcome_of"]

_PACKAGES = ("aiqyn", "chromadb", "numpy", "sentence-transformers", "tantivy", "torch", "transformers")
_WEIGHTS = (WEIGHTS, ADAPTER, *(WEIGHTS.with_name(name) for name in ("checker_weights.json", "answerable.json")))


@dataclass(frozen=True, slots=True)
class Change:
    """How a metric changed from the baseline on the items that both runs have."""

    suite: str
    metric: str
    estimate: Estimate  # of the difference, this run less the baseline: a paired bootstrap

    @property
    def worse(self) -> bool:
        """Whether it is worse beyond its interval."""
        return self.estimate.low > 0 if self.metric in LESS_IS_BETTER else self.estimate.high < 0

    @property
    def payload(self) -> Payload:
        """As it is printed."""
        return {"suite": self.suite, "metric": self.metric, "worse": self.worse, **asdict(self.estimate)}


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured, and with what."""

    facts: Payload
    figures: list[Payload]
    outcomes: list[Outcome]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """A run that was written. Raises InputError for a folder that holds none."""
        try:
            told = json.loads((folder / "run.json").read_text("utf-8"))
            lines = (folder / "items.jsonl").read_text("utf-8").splitlines()
            outcomes = [outcome_of(json.loads(line)) for line in lines]
            return cls(told["facts"], told["figures"], outcomes)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{folder} is no run of an evaluation ({first_line(error)}): give a folder that `aiqyn eval` wrote."
            ) from error

    def write(self, folder: Path, report: str) -> None:
        """Into a folder, made when it is not there; ``report`` is its page."""
        folder.mkdir(parents=True, exist_ok=True)
        items = "".join(json.dumps(asdict(o), ensure_ascii=False) + "\n" for o in self.outcomes)
        (folder / "items.jsonl").write_text(items, "utf-8", errors="replace")
        ElementTree.ElementTree(_junit(self.outcomes)).write(folder / "junit.xml", "utf-8", xml_declaration=True)
        (folder / "report.html").write_text(report, "utf-8", errors="replace")
        told = {"facts": self.facts, "figures": self.figures}
        (folder / "run.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")

    @property
    def gates(self) -> list[str]:
        """Hard gates that were broken, with the item that broke each."""
        return [f"{gate} ({o.suite}, {o.id})" for o in self.outcomes for gate in o.gates]


def facts(settings: Settings, embedder: Embedder, suites: Iterable[str], files: Iterable[Path] = ()) -> Payload:
    """What a run was made with; ``files`` are what it was measured on."""
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "suites": list(suites),
        "model": settings.model,
        "verifier": settings.verifier,
        "judge": settings.judge,
        "wrong_answers": settings.wrong_answers,
        "embedding": {"name": embedder.name, "fingerprint": embedder.fingerprint},
        "weights": {path.name: digest(path)[:16] for path in _WEIGHTS},
        "data": {path.name: digest(path)[:16] for path in files},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
        "bootstrap": {"resamples": 2000, "seed": 0},
    }


def compared(run: Run, baseline: Run) -> list[Change]:
    """Every metric that both have, on the items that both have."""
    before = {(o.suite, o.of, o.id): o for o in baseline.outcomes}
    pairs = [(o, before[o.suite, o.of, o.id]) for o in run.outcomes if (o.suite, o.of, o.id) in before]
    found = []
    for suite, metric in dict.fromkeys((o.suite, name) for o, _ in pairs for name in o.scores):
        some = [
            (now, old) for now, old in pairs if now.suite == suite and metric in now.scores and metric in old.scores
        ]
        if some:
            first, second = [old.scores[metric] for _, old in some], [now.scores[metric] for now, _ in some]
            found.append(Change(suite, metric, difference(first, second, [now.cluster for now, _ in some])))
    return found


def outcome_of(row: Payload) -> Outcome:
    """An outcome from what was written of it."""
    return Outcome(**row | {name: tuple(row[name]) for name in ("failures", "gates")})


def _junit(outcomes: Sequence[Outcome]) -> ElementTree.Element:
    """The form that build servers read: a test case for each item, a failure for what is wrong with it."""
    root = ElementTree.Element("testsuites")
    for suite in dict.fromkeys(o.suite for o in outcomes):
        some = [o for o in outcomes if o.suite == suite]
        failed = str(sum(bool(o.failures) for o in some))
        part = ElementTree.SubElement(root, "testsuite", name=suite, tests=str(len(some)), failures=failed)
        for o in some:
            case = ElementTree.SubElement(part, "testcase", classname=f"{suite}.{o.of}", name=o.id)
            if o.failures:
                told = _printable("; ".join(o.failures))
                ElementTree.SubElement(case, "failure", message=told).text = _printable(o.detail.get("question", ""))
    return root


def _printable(text: str) -> str:
    """Without what XML may not hold."""
    return "".join(c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or c > "\ue000")
