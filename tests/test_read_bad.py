"""Files that cannot be read: each gives one sentence with the cure."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read import SUFFIXES, Failed, Found, Location, expand, read
from tests.news import BODY, META, SHELL, failure, page, pdf, save, word

PDF, WORD = pdf(), word()


def zip_bomb() -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as member,
    ):
        for _ in range(250):
            member.write(bytes(1_000_000))
    return stream.getvalue()


def bare_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "no document")
    return stream.getvalue()


APP = '<html><head><script src="a.js"></script></head><body><div id="root"></div></body></html>'
BAD: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "empty": ("a.txt", b"", "empty"),
    "white space": ("a.txt", b" \n\t\r\n\xc2\xa0", "white space"),
    "white space html": ("a.html", b" \n", "white space"),
    "picture": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG picture"),
    "binary": ("a.md", bytes(range(256)) * 4, "not text"),
    "undecodable": ("a.txt", b"\xff\xff\xfe\x81\x8d\x90" * 40, "encoding"),
    "pdf in txt": ("a.txt", b"%PDF-1.7 ...", "is a PDF"),
    "encrypted pdf": ("a.pdf", lambda: pdf(password="secret"), "password"),
    "scanned pdf": ("a.pdf", lambda: pdf(text=False), "OCR"),
    "truncated pdf": ("a.pdf", lambda: pdf()[:900], "damaged"),
    "no pdf": ("a.pdf", b"hello", "damaged"),
    "docx no zip": ("a.docx", b"hello", "not a .docx"),
    "docx other zip": ("a.docx", bare_zip, "not a Word document"),
    "docx cut": ("a.docx", lambda: word()[:3000], "not a .docx"),
    "docx bomb": ("a.docx", zip_bomb, "250 MB"),
    "login": ("a.html", SHELL.encode(), "without article text"),
    "app": ("a.html", APP.encode(), "without article text"),
    "no feed": ("a.xml", b"<note><to>you</to></note>", "not an RSS or Atom feed"),
    "html as feed": ("a.rss", SHELL.encode(), "not an RSS or Atom feed"),
    "other kind": ("a.exe", b"MZ", "cannot be read"),
    "only boilerplate": ("a.txt", b"Number of shows: 50\n\nAll rights reserved", "no article text"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_bad_files_fail_in_one_sentence(tmp_path: Path, case: tuple[str, bytes | Callable[[], bytes], str]) -> None:
    name, content, reason = case
    assert reason in failure(save(tmp_path, name, content if isinstance(content, bytes) else content()))


def test_a_missing_file(tmp_path: Path) -> None:
    assert "No such file" in failure(tmp_path / "nothing.txt")


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (failed,) = read(expand([str(tmp_path)])[0])
    assert isinstance(failed, Failed)
    assert "holds no file that can be read; " in failed.reason


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 900), st.sampled_from(sorted(SUFFIXES)))
def test_no_bytes_make_it_raise(noise: bytes, at: int, suffix: str) -> None:
    whole = {".pdf": PDF, ".docx": WORD}.get(suffix, page(head=META).encode())
    with tempfile.TemporaryDirectory() as folder:
        path = save(Path(folder), f"a{suffix}", whole[:at] + noise + whole[at + len(noise) :])
        for result in read(expand([str(path)])[0]):
            assert result.article.text.strip() if isinstance(result, Found) else ";" in result.reason


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    assert "larger than 50 MB" in failure(path)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = save(tmp_path, "a.txt", BODY)
    path.chmod(0)
    location = Location(str(path), path.stat().st_size)
    with _not_root():
        (failed,) = read(location)
    assert isinstance(failed, Failed)
    assert "Permission denied" in failed.reason
    assert failed.size == location.size


def test_a_folder_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        inner = Path(folder, "inner")
        inner.mkdir(mode=0)
        with _not_root():
            (failed,) = [result for location in expand([folder]) for result in read(location)]
        assert isinstance(failed, Failed)
        assert failed.location == str(inner)
        assert "Permission denied" in failed.reason


@contextlib.contextmanager
def _not_root() -> Iterator[None]:
    """Root may read everything; for a while be nobody."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_pipes_and_devices(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "pipe" in failure(tmp_path / "a.txt")
    assert "device" in failure(Path("/dev/zero"))


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.symlink_to(path)
    assert "cannot be read" in failure(path)


def test_other_schemes(tmp_path: Path) -> None:
    for place in ("ftp://x.example/a", f"file://{tmp_path}/a.txt"):
        (failed,) = read(Location(place))
        assert isinstance(failed, Failed)
        assert "http://" in failed.reason
