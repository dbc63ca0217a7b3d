"""`aiqyn check` as a user runs it: a process on a file, with an empty library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import aiqyn

SOURCE = "Almaty opened a bridge on Monday. Exports reached 811.1 million USD in 2024."


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"\xff\xfe",
        b"[1]",
        b'{"id": "b", "text": "x"}',
        b'{"id": "b", "source": [], "text": "x"}',
        b'{"id": "b", "source": 3, "text": "x"}',
    ],
)
def test_a_bad_line_of_any_kind_is_named_with_its_cure(bad: bytes, tmp_path: Path) -> None:
    from ui.checking import texts_of

    file = tmp_path / "texts.jsonl"
    file.write_bytes(b'{"id": 1, "source": "a", "text": "b"}\n\n' + bad + b"\n")
    pairs, failed = texts_of(file)
    assert [pair.source for pair in pairs] == [["a"]]
    assert [line["line"] for line in failed] == [3]
    assert failed[0]["reason"].startswith("Line 3 of texts.jsonl was left out")
    assert '"source": a text or a list of texts' in failed[0]["reason"]


def test_the_good_line_is_checked_and_the_bad_one_named(tmp_path: Path) -> None:
    good = {"id": "a", "source": ["It rained in Astana.", SOURCE], "text": "Exports reached 911.1 million USD in 2024."}
    (tmp_path / "texts.jsonl").write_text(json.dumps(good) + "\nnot json\n")
    done = aiqyn(tmp_path / "library", "check", str(tmp_path / "texts.jsonl"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("aiqyn: Line 2 of texts.jsonl ")
    (line,) = done.stdout.splitlines()
    checked = json.loads(line)
    assert checked.keys() == {"id", "supported", "score", "sentences"}
    assert (checked["id"], checked["supported"]) == ("a", False)
    (sentence,) = checked["sentences"]
    assert sentence.keys() == {"text", "verdict", "score", "citations", "checks"}
    assert sentence["verdict"] == "contradicted"
    for citation in sentence["citations"]:
        assert good["source"][citation["source"]][citation["start"] : citation["end"]] == citation["quote"]
    assert sentence["citations"]
    failed = [check for check in sentence["checks"] if not check["ok"]]
    assert any("911.1" in check["claimed"] and "811.1" in check["found"] for check in failed)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    done = aiqyn(tmp_path / "library", "check", str(tmp_path / "none.jsonl"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "none.jsonl cannot be read" in done.stderr
