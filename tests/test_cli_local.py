"""The command line on libraries of its own: what ingest reports, wrong usage, failures, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from ingest.samples import sample_folder
from rag import domain
from rag import draft as drafting
from rag.settings import Settings
from tests.command import AIQYN, Here, aiqyn, environment, json_of
from ui import cli
from ui.session import Session


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(tmp_path / "library", capsys)


def test_bad_files_are_named_the_others_go_in_and_the_code_is_1(tmp_path: Path, here: Here) -> None:
    (tmp_path / "in").mkdir()
    text = "A bridge was opened\n\nThe bridge over the Ili was opened on Monday.\n"
    (tmp_path / "in" / "good.txt").write_text(text)
    (tmp_path / "in" / "copy.txt").write_text(text)
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    out, err = here("ingest", str(tmp_path / "in"), code=1)
    assert re.search(r"^1 added, 2 failed, 1 already there from elsewhere; 1 embedding computed", out, re.MULTILINE)
    assert re.search(r"^duplicate \S*/in/good\.txt: the library has this text already", out, re.MULTILINE)
    assert len(err.splitlines()) == 2
    assert re.search(r"^aiqyn: \S*/in/empty\.txt is empty", err, re.MULTILINE)
    assert re.search(r"^aiqyn: \S*/in/broken\.pdf ", err, re.MULTILINE)
    listed = here.json("library", "list")["articles"]
    assert [a["title"] for a in listed] == ["A bridge was opened"]
    assert here("library", "remove", listed[0]["article_id"])[0] == "Articles removed: 1.\n"
    assert here.json("library", "list")["articles"] == []


def test_near_duplicates_are_told(tmp_path: Path, here: Here) -> None:
    text = " ".join(f"The train number {i} took on {i + 7} wagons of grain at Dostyk." for i in range(20))
    for name, more in (("a", ""), ("b", " It rained.")):
        (tmp_path / f"{name}.md").write_text(f"# Trains of {name}\n\n{text}{more}\n")
    out, _ = here("ingest", str(tmp_path / "a.md"), str(tmp_path / "b.md"))
    assert re.search(r"^near duplicate [0-9a-f]{16} “Trains of b” shares \d+% of its wording with", out, re.MULTILINE)


def test_the_sample_is_removed_at_a_word_and_repair_needs_no_embedding(here: Here) -> None:
    some = [str(sample_folder() / f"{name}.md") for name in ("en-dzungarian-wind", "zh-grain-contract")]
    chunks = here.json("ingest", *some)["embeddings"]
    assert here.json("library", "repair") == {"chunks": chunks}
    assert here.json("library", "repair", "--reembed") == {"chunks": chunks}
    assert here.json("library", "remove", "--sample") == {"removed": 2}
    assert here.json("search", "wind")["passages"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft"],
        ["draft", "--about", "  "],
        ["draft", "--about", "wind", "--words", "9"],
        ["draft", "--about", "wind", "--style", "poem"],
        ["ask"],
        ["ask", "wind?", "--since", "03.10.2025"],
        ["ask", "wind?", "--since", "2025-13-01"],
        ["ask", "wind?", "--since", "2025-02-01", "--until", "2025-01-01"],
        ["ask", "wind?", "--language", "English"],
        ["search", "wind", "--k", "0"],
        ["search", "wind", "--colour", "red"],
        ["ingest"],
        ["ingest", ".", "--published", "yesterday"],
        ["library", "remove"],
        ["library", "remove", "0a", "--sample"],
        ["serve", "--port", "0"],
        ["explode"],
    ],
)
def test_wrong_usage_is_code_2_and_touches_nothing(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIQYN_LIBRARY", str(tmp_path / "library"))
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error: " in said.err
    assert not (tmp_path / "library").exists()


def test_a_library_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    _, err = Here(tmp_path / "file" / "library", capsys)("library", "list", code=1)
    assert "cannot be used" in err


def test_a_bug_is_said_in_one_sentence_and_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setenv("AIQYN_CACHE", str(tmp_path))
    monkeypatch.setattr(Session, "run", broken)
    assert cli.main(["ask", "why?"]) == 1
    said = capsys.readouterr()
    assert said.err == (
        f"aiqyn: This is a bug in Aiqyn (ZeroDivisionError: by). The details are in {tmp_path}/errors.log; "
        "please report them.\n"
    )
    assert "Traceback" in (tmp_path / "errors.log").read_text()


def test_hostile_titles_cannot_move_the_cursor(tmp_path: Path, here: Here) -> None:
    line = {"title": "A \x1b[2J\u202e title", "text": "The \x1b]0;owned\x07 bridge was opened on Monday in Almaty."}
    (tmp_path / "hostile.jsonl").write_text(json.dumps(line))
    here("ingest", str(tmp_path / "hostile.jsonl"))
    for arguments in (["library", "list"], ["search", "bridge"], ["ask", "When was the bridge opened?"]):
        out, _ = here(*arguments)
        assert out
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", out)


def test_ctrl_c_leaves_a_library_that_goes_on(tmp_path: Path) -> None:
    texts = (f"Wagon number {i} left the station at {i} o'clock with grain for Urumqi. " * 40 for i in range(60))
    lines = (json.dumps({"title": f"Report {i}", "text": text}) for i, text in enumerate(texts))
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    command = [*AIQYN, "ingest", str(tmp_path / "many.jsonl"), "--json"]
    process = subprocess.Popen(
        command, env=environment(tmp_path / "library"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not (tmp_path / "library" / "manifest.json").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "aiqyn: Interrupted" in err
    assert "Traceback" not in err
    added = len(json.loads(out)["added"]) if out else 0
    assert len(json_of(tmp_path / "library", "library", "list")["articles"]) >= added
    assert added < 60


def test_a_mark_that_a_killed_server_left_is_overlooked(here: Here) -> None:
    here.folder.mkdir()
    mark = {"url": "http://127.0.0.1:1", "pid": os.getpid(), "key": "k"}  # alive, but nothing listens there
    (here.folder / "served.json").write_text(json.dumps(mark))
    assert here.json("library", "list") == {"articles": []}


def test_choices_are_those_of_the_domain() -> None:
    assert [s.value for s in cli.Style] == [s.value for s in domain.Style]
    assert [o.value for o in cli.Order] == [o.value for o in drafting.Order]


def test_the_default_library_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIQYN_LIBRARY", raising=False)
    assert Session(None, None).folder == Settings().library


def test_version_and_help() -> None:
    assert aiqyn(None, "--version").stdout == f"aiqyn {version('aiqyn')}\n"
    text = aiqyn(None, "--help").stdout
    for command in ("ingest", "search", "ask", "draft", "serve", "library"):
        assert re.search(rf"^  {command} +[A-Z].*\.$", text, re.MULTILINE)
