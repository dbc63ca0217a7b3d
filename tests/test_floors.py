"""Imports point down: a module may import only from floors below its own, lazy imports included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ingest", "rag", "ui", "eval")

# From the ground up. Modules of one floor do not import each other.
FLOORS: list[set[str]] = [
    {
        "eval.metrics",
        "eval.stats",
        "eval.suite",
        "eval.swaps",
        "ingest.clean",
        "rag.adapter",
        "rag.background",
        "rag.datesaid",
        "rag.datewords",
        "rag.desk_texts",
        "rag.domain",
        "rag.errors",
        "rag.head",
        "rag.followup",
        "rag.namewords",
        "rag.orders",
        "rag.prompts",
        "rag.respelled",
        "rag.scan",
        "rag.scoring",
        "rag.settings",
        "rag.stopwords",
        "rag.translit",
        "ui.footnotes",
        "ui.options",
        "ui.plain",
    },
    {
        "eval.claims",
        "eval.datasets",
        "eval.figures",
        "eval.instructions",
        "ingest.dates",
        "ingest.decode",
        "rag.aliases",
        "rag.bundled",
        "rag.clauses",
        "rag.concepts",
        "rag.furniture",
        "rag.language",
        "rag.manifest",
        "rag.mix",
        "rag.numberwords",
        "rag.sentences",
        "rag.tables",
        "rag.texts",
        "rag.units",
        "rag.judge",
        "rag.llm",
        "rag.verifier",
        "ui.bugs",
        "ui.checking",
        "ui.remote",
        "ui.terminal",
        "ui.words",
    },
    {
        "ingest.metadata",
        "rag.bounds",
        "rag.embedding",
        "rag.glossary",
        "rag.library",
        "rag.numerals",
        "rag.quantity",
        "rag.samename",
        "rag.sources",
        "rag.vectors",
        "ui.marks",
    },
    {
        "eval.kept",
        "eval.verifier_data",
        "ingest.samples",
        "ingest.split",
        "rag.dates",
        "rag.revisions",
        "rag.space",
        "rag.terms",
        "ui.render_model",
    },
    {
        "eval.question_pairs",
        "eval.runs",
        "eval.verifier_run",
        "ingest.chunk",
        "ingest.duplicates",
        "ingest.formats",
        "rag.candidates",
        "rag.audit",
        "rag.choice",
        "rag.comparing",
        "rag.drafts",
        "rag.lexical",
        "rag.names",
        "rag.numbers",
        "rag.stance",
    },
    {
        "eval.report",
        "eval.cases",
        "ingest.feed",
        "ingest.jsonl",
        "ingest.pdf",
        "ingest.word",
        "rag.selecting",
        "rag.headlines",
        "rag.quotes",
        "rag.relations",
        "rag.relevance",
        "rag.stores",
    },
    {"ingest.read", "rag.factsheet", "rag.reldates", "rag.retrieve"},
    {"rag.opposed", "rag.timeline", "ui.render", "ui.sources"},
    {"rag.conflicts", "ui.failing", "ui.guard", "ui.picture", "ui.shaping", "ui.shelf"},
    {"ui.markdown", "ui.render_draft"},
    {"ui.template"},
    {"ingest.index", "rag.alignment", "rag.answerable", "rag.draft"},
    {"rag.answer", "rag.checks", "rag.name_checks", "rag.stance_checks", "ui.render_library"},
    {"rag.facts"},
    {"eval.planted", "rag.evidence"},
    {"eval.verifier_pairs", "rag.wording"},
    {"eval.planted_claims", "eval.train_verifier", "rag.support"},
    {"eval.train_answering", "rag.verdicts"},
    {"rag.ground"},
    {"eval.measured", "rag.chain", "rag.gate"},
    {"rag.desk", "rag.rounds"},
    {"rag.notes"},
    {"rag.writer"},
    {
        "rag.service",
        "ui.export_html",
        "ui.payload",
        "ui.render_check",
        "ui.render_choose",
        "ui.render_desk",
        "ui.render_evaluate",
    },
    {
        "eval.answers",
        "eval.fit_checker",
        "eval.asked",
        "eval.retrieval",
        "eval.sample_library",
        "eval.summaries",
        "ui.adding",
        "ui.export",
        "ui.page_ask",
        "ui.page_check",
        "ui.page_choose",
        "ui.page_mend",
    },
    {
        "eval.abstention",
        "eval.bench",
        "eval.checker",
        "eval.fit_relevance",
        "eval.model",
        "eval.robustness",
        "eval.speed",
        "ui.desk_commands",
        "ui.page_library",
    },
    {"eval.suites", "ui.commands", "ui.desk_files", "ui.page_desk"},
    {"ui.page_draft"},
    {"ui.api"},
    {"ui.evaluations", "ui.page_evaluate"},
    {"ui.app"},
    {"ui.session"},
    {"ui.choosing", "ui.evaluating", "ui.shelving"},
    {"ui.drafting"},
    {"ui.cli"},
]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _imports(path: Path) -> set[str]:
    """Our own modules that a file imports, at any depth of its syntax tree."""
    package = _module(path).rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = f"{package}.{base}".rstrip(".")
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return {name for name in found if name.split(".")[0] in ROOMS and (ROOT / f"{name.replace('.', '/')}.py").exists()}


MODULES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py") if p.name != "__init__.py")
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
# Which rooms a room may look into; the service, which stands above ingest, is a room of its own.
SEES = {
    "rag": {"rag"},
    "ingest": {"rag", "ingest"},
    "service": {"rag", "ingest"},
    "eval": {"rag", "ingest", "service", "eval"},
    "ui": {"rag", "ingest", "service", "eval", "ui"},
}


def _room(name: str) -> str:
    return "service" if name == "rag.service" else name.split(".")[0]


def test_every_module_has_one_floor() -> None:
    assert sorted(name for names in FLOORS for name in names) == sorted(map(_module, MODULES))


def _complaints(name: str, imported: set[str]) -> list[str]:
    """What is wrong with what a module imports."""
    found = []
    for other in sorted(imported - {name}):
        if FLOOR.get(other, len(FLOORS)) >= FLOOR.get(name, -1):
            found.append(f"{name} imports {other}, which is not below it")
        if _room(other) not in SEES[_room(name)]:
            found.append(f"{name} looks into {other}, which is none of its business")
    return found


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_imports_point_down(path: Path) -> None:
    assert _complaints(_module(path), _imports(path)) == []


def test_code_lies_in_the_four_rooms() -> None:
    hidden = {path.name for path in ROOT.iterdir() if path.name.startswith(".")}
    rooms = {path.parent.name for path in ROOT.glob("*/*.py")} - hidden - {"build"}
    assert rooms == {*ROOMS, "tests"}


@pytest.mark.parametrize(
    "line",
    [
        "from .service import Service",
        "from . import service",
        "from rag.service import Service",
        "from rag import domain, service",
        "import rag.service as s",
        "def f():\n    from .service import Service",
        "class A:\n    if True:\n        import rag.service",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .service import Service",
    ],
)
def test_an_import_that_points_up_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Wherever it stands in the file, however it is written."""
    monkeypatch.setattr("tests.test_floors.ROOT", tmp_path)
    (tmp_path / "rag").mkdir()
    for name in ("service", "domain", "sentences"):
        (tmp_path / "rag" / f"{name}.py").touch()
    low = tmp_path / "rag" / "sentences.py"
    low.write_text(f"from .domain import Span\n{line}\n")
    assert _imports(low) == {"rag.domain", "rag.service"}
    assert _complaints("rag.sentences", _imports(low)) == [
        "rag.sentences imports rag.service, which is not below it",
        "rag.sentences looks into rag.service, which is none of its business",
    ]


def test_neighbours_and_strangers_are_caught() -> None:
    assert _complaints("rag.library", {"rag.vectors"}) == ["rag.library imports rag.vectors, which is not below it"]
    assert _complaints("ui.cli", {"ingest.clean", "rag.domain"}) == []
    assert len(_complaints("rag.answer", {"ingest.clean"})) == 1  # below it, but in a room of another kind
    assert len(_complaints("rag.answer", {"rag.nobody_listed_it"})) == 1
    assert len(_complaints("rag.nobody_listed_it", {"rag.domain"})) == 1
