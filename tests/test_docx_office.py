"""What an office program makes of our Word documents: it opens each, and its footnotes are the citations."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from rag.datesaid import day
from rag.domain import Draft, Style, Verdict
from rag.revisions import Held, Line, Revision, Step
from ui.export import to_docx
from ui.plain import one_line

from .test_export import HOSTILE, hostile, trade

SOFFICE = shutil.which("soffice")
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

pytestmark = pytest.mark.skipif(
    not SOFFICE, reason="LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-writer"
)


def doubtful(style: Style) -> Draft:
    whole = trade(style)
    verdicts = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.PARTIAL, Verdict.NOT_JUDGED, Verdict.SUPPORTED)
    marked = tuple(replace(s, verdict=verdict) for s, verdict in zip(whole.sentences, verdicts, strict=True))
    return replace(whole, sentences=(marked[0], replace(marked[1], citations=()), *marked[2:]))


def signed(style: Style) -> Draft:
    """As the desk exports it."""
    draft = trade(style)
    held = tuple(Held(a.id, a.title, a.source, a.url, a.published, a.language, a.content_hash) for a in draft.articles)
    lines = tuple(Line(s) for s in draft.sentences)
    revision = Revision("d1", 2, "", Step.APPROVED, draft.title, style, lines, held, draft.engine, {})
    return replace(revision, approved_by="A. Editor", approved_at="2025-06-01T10:00:00+00:00").as_draft


DRAFTS = {
    f"{kind}-{style.value}": made
    for style in Style
    for kind, made in (
        ("plain", trade(style)),
        ("hostile", hostile(HOSTILE, style)),
        ("doubtful", doubtful(style)),
        ("signed", signed(style)),
    )
} | {"empty": Draft("Trade", Style.BRIEF, (), (), "extractive", reason="Nothing bears on this topic.")}


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Each document as LibreOffice reads it, ``.odt``, and prints it, ``.pdf``, by the name of the draft."""
    assert SOFFICE
    folder = tmp_path_factory.mktemp("office")
    documents = []
    for name, draft in DRAFTS.items():
        documents.append(folder / f"{name}.docx")
        documents[-1].write_bytes(to_docx(draft))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # nobody's own settings are read or changed
    for suffix in ("odt", "pdf"):
        command = [
            SOFFICE,
            "--headless",
            profile,
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            *map(str, documents),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: folder / name for name in DRAFTS}


def read(path: Path) -> tuple[str, list[str]]:
    """The text of an OpenDocument without its footnotes, and they in the order of their numbers."""
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("content.xml"))
    notes = []
    for note in root.iter(f"{TEXT}note"):
        body = note.find(f"{TEXT}note-body")
        assert body is not None
        notes.append(" ".join("".join(body.itertext()).split()))
        note.clear()
    return " ".join(" ".join(root.itertext()).split()), notes


@pytest.mark.parametrize("name", DRAFTS)
def test_libreoffice_finds_every_citation_in_a_footnote(converted: Mapping[str, Path], name: str) -> None:
    draft = DRAFTS[name]
    text, notes = read(converted[name].with_suffix(".odt"))
    articles = {a.id: a for a in draft.articles}
    cited = [c for s in draft.sentences for c in s.citations]
    assert len(notes) == len(cited)
    for c in cited:
        article, quote = articles[c.article_id], f"“{one_line(c.quote)}”"
        told = [n for n in notes if n.endswith(quote)]
        assert told, quote
        published = day(article.published, "en") if article.published else "undated"
        for part in (article.source, article.title, article.url, published):
            assert one_line(part) in told[0]
    for sentence in draft.sentences:
        assert one_line(sentence.text) in text
    doubts = {Verdict.CONTRADICTED: "contradicted by the source", Verdict.UNSUPPORTED: "not found in the sources"}
    for verdict, mark in doubts.items():
        assert text.count(f"({mark})") == sum(s.verdict is verdict for s in draft.sentences)
    assert ("Approved by A. Editor, 2025-06-01 10:00 UTC." in text) == name.startswith("signed")


@pytest.mark.parametrize("name", DRAFTS)
def test_it_prints_with_its_footnotes(converted: Mapping[str, Path], name: str) -> None:
    pages = PdfReader(io.BytesIO(converted[name].with_suffix(".pdf").read_bytes())).pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    if name.startswith(("plain", "signed")):
        for quote in {c.quote for s in DRAFTS[name].sentences for c in s.citations}:
            assert printed.count("".join(quote.split())) >= 2  # once in the text, once in a footnote
    assert pages
