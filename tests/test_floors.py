"""Imports point down: a module may import only from floors below its own, lazy imports included."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("ingest", "rag", "ui", "eval")

# From the ground up; modules of one floor do not import each other, except inside a group that stands in brackets below.
FLOORS: list[set[str]] = [
    {"rag.errors", "rag.domain"},
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
