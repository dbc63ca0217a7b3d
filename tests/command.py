"""Runs command lines, in processes of their own or in this one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ui import cli

AIQYN = [sys.executable, "-c", "import sys; from ui.cli import main; sys.exit(main())"]


def environment(library: Path | None, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("AIQYN_LIBRARY", "AIQYN_MODEL", "COLUMNS")}
    return kept | ({"AIQYN_LIBRARY": str(library)} if library else {}) | {"PYTHONUTF8": "1"} | more


def aiqyn(library: Path | None, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*AIQYN, *arguments], env=environment(library, **more), capture_output=True, encoding="utf-8", timeout=300
    )
    assert "Traceback" not in done.stderr
    return done


def json_of(library: Path, *arguments: str) -> Any:
    done = aiqyn(library, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1  # one object on one line, and nothing else
    return json.loads(done.stdout)


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


class Here:
    """Runs command lines in this process, which spares loading everything again; prints nothing to the terminal."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        assert cli.main([*arguments, "--library", str(self.folder)]) == code
        out, err = self._capture.readouterr()
        return out, err

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json")[0])
