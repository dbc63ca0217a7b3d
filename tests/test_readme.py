"""The README is executed: its commands run, its settings exist, its Python is real."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rag.settings import Settings
from ui.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines() if line]


def test_the_tour_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AIQYN_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ingest").symlink_to(ROOT / "ingest")
    said = {}
    for line in COMMANDS:
        program, *arguments = shlex.split(line, comments=True)
        if program != "aiqyn":
            continue
        assert main(arguments) == 0, (line, capsys.readouterr().err)
        said[arguments[0]] = capsys.readouterr().out
    assert {"ingest", "ask", "search", "draft", "library"} <= set(said)
    assert "120" in said["ask"]  # megawatts, from the last question
    assert "[^1]" in (tmp_path / "khorgos.md").read_text("utf-8")


def test_make_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = {line.split()[1] for line in COMMANDS if line.startswith("make")}
    assert targets == {"serve", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)


def test_settings_are_those_that_exist() -> None:
    assert set(re.findall(r"^\| `AIQYN_(\w+)`", README, re.M)) == {name.upper() for name in Settings.model_fields}


def test_python_compiles_and_pictures_are_there() -> None:
    for block in re.findall(r"```python\n(.*?)```", README, re.S):
        compile(block, "README.md", "exec")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).exists() for picture in pictures)
