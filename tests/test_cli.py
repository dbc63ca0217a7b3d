"""The command line on a served library, run as a user runs it: a process with arguments, streams and an exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.samples import sample_folder
from tests.command import AIQYN, Here, aiqyn, environment, free_port, json_of
from ui.remote import served

NO_OP = r"16 unchanged; 0 embeddings computed in [\d.]+ s\.\n"
QUESTION = "How many megawatts does the wind farm at the Dzungarian Gate have?"


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(tmp_path / "library", capsys)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample, ingested twice by commands of their own and then served: so commands on it take no second."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    report = json_of(folder, "ingest", str(sample_folder()))
    assert len(report["added"]) == 16
    assert report["embeddings"] > 16
    assert report["failed"] == report["duplicates"] == report["removed"] == []
    again = aiqyn(folder, "ingest", str(sample_folder()))
    assert (again.returncode, again.stderr) == (0, "")
    assert re.fullmatch(NO_OP, again.stdout)
    command = [*AIQYN, "serve", "--no-browser", "--port", free_port()]
    with subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if not process.stdout.readline():
            raise AssertionError(process.stderr.read())
        yield folder
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert not (folder / "served.json").exists()


def test_ask_has_the_keys_of_the_contract(library: Path) -> None:
    payload = json_of(library, "ask", QUESTION)
    keys = {"question", "abstained", "reason", "answer", "engine", "sentences", "passages", "timings_ms"}
    assert keys <= payload.keys()
    assert payload["question"] == QUESTION
    assert payload["abstained"] is False
    assert "120-megawatt" in payload["answer"]
    assert {"article_id", "chunk_id", "start", "end", "score"} <= payload["passages"][0].keys()
    cited = 0
    for sentence in payload["sentences"]:
        assert {"text", "verdict", "citations", "checks"} <= sentence.keys()
        for citation in sentence["citations"]:
            assert {"article_id", "title", "source", "published", "url", "start", "end", "quote"} <= citation.keys()
            text = json_of(library, "library", "show", citation["article_id"])["text"]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
            cited += 1
    assert cited


def test_ask_for_people_numbers_its_sources(library: Path) -> None:
    done = aiqyn(library, "ask", QUESTION)
    assert re.search(r"“A 120-megawatt .*” \[1\]\n", done.stdout)
    assert re.search(r"^\[1\] Steppe .* · 3 Oct 2025, \d+ \w+ old\n    https://", done.stdout, re.MULTILINE)
    assert not re.search(r" $|\x1b", done.stdout, re.MULTILINE)


def test_ask_abstains_with_its_reason_and_code_0(library: Path) -> None:
    payload = json_of(library, "ask", "Who won the 2022 World Cup?")
    assert payload["abstained"] is True
    assert payload["sentences"] == []
    done = aiqyn(library, "ask", "Who won the 2022 World Cup?")
    assert (done.returncode, done.stdout) == (0, payload["reason"] + "\n")


def test_search_is_filtered_and_limited(library: Path) -> None:
    payload = json_of(library, "search", "ветер", "--k", "3", "--language", "EN", "--since", "2025-10-03")
    assert 0 < len(payload["passages"]) <= 3
    keys = {"article_id", "chunk_id", "title", "source", "published", "language", "start", "end", "text", "score"}
    for passage in payload["passages"]:
        assert keys <= passage.keys()
        assert passage["language"] == "en"
        assert passage["published"] >= "2025-10-03"
    assert {"query", "timings_ms"} <= payload.keys()


def test_draft_is_written_as_asked(library: Path, tmp_path: Path) -> None:
    articles = json_of(library, "library", "list", "--source", "Steppe Courier")["articles"]
    ids = [a["article_id"] for a in articles[:2]]
    out = tmp_path / "draft.md"
    chosen = [part for article_id in ids for part in ("--article", article_id[:8])]
    payload = json_of(library, "draft", *chosen, "--style", "bullets", "--words", "80", "--out", str(out))
    assert 72 <= payload["words"] <= 88
    assert {c["article_id"] for s in payload["sentences"] for c in s["citations"]} <= set(ids)
    assert out.read_text(encoding="utf-8").count("\n- ") == len(payload["sentences"]) - 1 + 1
    done = aiqyn(library, "draft", "--about", "wind power", "--out", str(tmp_path / "draft.docx"))
    assert re.fullmatch(r"\d+ words written to .*draft\.docx\.\n", done.stdout)
    assert (tmp_path / "draft.docx").read_bytes().startswith(b"PK")


def test_an_empty_draft_is_not_written(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "draft.md"
    done = aiqyn(library, "draft", "--about", "wind", "--until", "1999-01-01", "--out", str(out))
    assert (done.returncode, done.stdout) == (1, "")
    assert "was not written" in done.stderr
    assert not out.exists()


def test_export_goes_back_in_as_the_same_articles(library: Path, tmp_path: Path, here: Here) -> None:
    out = tmp_path / "all.jsonl"
    two = ("--language", "zh", "--language", "kk")
    assert json_of(library, "library", "export", str(out), *two) == {"articles": 8, "path": str(out)}
    assert len(here.json("ingest", str(out))["added"]) == 8
    copies = here.json("library", "list")["articles"]
    listed = json_of(library, "library", "list", *two)["articles"]
    fields = ("article_id", "title", "source", "author", "published", "url", "language")
    assert [[a[f] for f in fields] for a in copies] == [[a[f] for f in fields] for a in listed]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["library", "show", "ffff"], 'no article "ffff". `aiqyn library list` shows the ids.'),
        (["library", "remove", "ffff"], 'no article "ffff"'),
        (["draft", "--article", "ffff"], 'no article "ffff"'),
        (["ask", "wind?", "--model", "openai:gpt"], "Leave --model away"),
        (["draft", "--about", "wind", "--out", "x.pdf"], "name it .md, .docx, .html or .json"),
        (["library", "export", "x.csv"], "name the file .jsonl"),
        (["ingest", "/no/such/place.txt"], "/no/such/place.txt cannot be read (No such file or directory)"),
    ],
)
def test_a_failure_is_one_sentence_on_stderr(library: Path, arguments: list[str], sentence: str) -> None:
    done = aiqyn(library, *arguments)
    assert done.returncode == 1
    assert sentence not in done.stdout
    assert sentence in done.stderr
    assert done.stderr.startswith("aiqyn: ")
    assert done.stderr.count("\n") == 1


def test_a_terminal_without_these_letters_does_not_crash(library: Path) -> None:
    done = aiqyn(library, "library", "list", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert "16 articles" in done.stdout


def test_json_is_utf_8_whatever_the_terminal(library: Path) -> None:
    payload = aiqyn(library, "library", "list", "--json", PYTHONUTF8="0", PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert "河谷新报" in payload.stdout


def test_undecodable_arguments_survive(library: Path) -> None:
    command = [*(os.fsencode(part) for part in AIQYN), b"search", b"wind \xff", b"--json"]
    done = subprocess.run(command, env=environment(library), capture_output=True, timeout=300)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["query"] == "wind \udcff"


def test_a_closed_pipe_is_silent(library: Path) -> None:
    with subprocess.Popen(
        [*AIQYN, "library", "list", "--json"], env=environment(library), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_served_library_writes_where_the_caller_stands(library: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert json_of(library, "draft", "--about", "wind power", "--out", "draft.md")["sentences"]
    assert (tmp_path / "draft.md").exists()


def test_a_served_library_can_be_added_to(library: Path) -> None:
    assert re.fullmatch(NO_OP, aiqyn(library, "ingest", str(sample_folder())).stdout)


def test_a_question_to_a_served_library_imports_nothing_heavy(library: Path) -> None:
    code = (
        "import sys; from ui.cli import main; code = main(['ask', 'Where is the wind farm?', '--json']); "
        "print(*{m.split('.')[0] for m in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(library), capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0
    heavy = {"torch", "chromadb", "gradio", "langchain_core", "numpy", "sqlalchemy", "fastapi", "rich"}
    assert heavy & set(done.stderr.split()) == set()


def test_serving_twice_names_the_address(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = Here(library, capsys)("serve", "--no-browser", "--port", free_port(), code=1)
    mark = served(library)
    assert mark
    assert f"is served already, at {mark.url}" in err
