"""An editor's work on a draft: checked edits, decisions, signature, revisions, and what becomes of it later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.domain import Verdict
from rag.embedding import Embedder
from rag.errors import InputError, NotFound
from rag.revisions import Revision, State, audit_of, from_json, problems, to_json
from rag.service import Service
from rag.settings import Settings
from ui.cli import main

TRUE = "The bridge over the Ishim carried 9,200 vehicles a day in May, the transport office said."
TEXT = f"{TRUE} It was built in 1974. Repairs will cost 310 million tenge and take two summers."
WRONG = "The bridge over the Ishim carried 8,200 vehicles a day in May, the transport office said."
UNKNOWN = "Fishermen of the town are unhappy about the noise at night."


@pytest.fixture
def desk(tmp_path: Path, embedder: Embedder) -> Iterator[Service]:
    with Service.open(Settings(library=tmp_path / "library"), embedder=embedder) as service:
        (tmp_path / "bridge.jsonl").write_text(
            json.dumps({"title": "The bridge", "text": TEXT, "source": "Ishim News", "published": "2025-06-02"}),
            "utf-8",
        )
        service.ingest([str(tmp_path / "bridge.jsonl")])
        yield service


@pytest.fixture
def kept(desk: Service) -> Revision:
    (article,) = desk.articles()
    draft = desk.draft(article_ids=[article.article.id], words=60)
    return desk.desk.keep(draft, {"articles": [article.article.id]})


def test_a_kept_draft_is_read_back_as_it_was(desk: Service, kept: Revision) -> None:
    assert desk.desk.revision(kept.draft[:5]) == kept
    assert from_json(to_json(kept)) == kept
    assert kept.state is State.CHECKED
    assert [r.draft for r in desk.desk.latest()] == [kept.draft]
    assert kept.as_draft.articles[0].source == "Ishim News"


def test_a_wrong_figure_is_refused_until_it_is_mended(desk: Service, kept: Revision) -> None:
    place = next(n for n, line in enumerate(kept.lines, 1) if line.sentence.text == TRUE)
    wrong = desk.desk.edit(kept.draft, place, WRONG)
    assert wrong.lines[place - 1].sentence.verdict is Verdict.CONTRADICTED
    assert wrong.state is State.DRAFT
    with pytest.raises(InputError, match=f"Sentence {place} is contradicted"):
        desk.desk.approve(kept.draft, "A. Editor")
    with pytest.raises(InputError, match="cannot be taken on"):
        desk.desk.take_on(kept.draft, place, "I was there")
    mended = desk.desk.edit(kept.draft, place, TRUE)
    assert mended.state is State.CHECKED
    signed = desk.desk.approve(kept.draft, " A. Editor ")
    assert (signed.state, signed.approved_by) == (State.APPROVED, "A. Editor")
    assert signed.approved_at
    assert [r.what for r in desk.desk.revisions(kept.draft)] == [
        "drafted",
        f"edited sentence {place}",
        f"edited sentence {place}",
        "approved",
    ]


def test_what_no_source_says_is_taken_on_with_a_reason_or_dropped(desk: Service, kept: Revision) -> None:
    added = desk.desk.edit(kept.draft, 1, f"{kept.lines[0].sentence.text} {UNKNOWN}")
    assert len(added.lines) == len(kept.lines) + 1
    assert added.lines[1].sentence.verdict is not Verdict.SUPPORTED
    with pytest.raises(InputError, match="take it on with a reason"):
        desk.desk.approve(kept.draft, "A. Editor")
    with pytest.raises(InputError, match="Say why"):
        desk.desk.take_on(kept.draft, 2, "  ")
    assert desk.desk.take_on(kept.draft, 2, "I asked them myself").state is State.CHECKED
    assert desk.desk.approve(kept.draft, "A. Editor").lines[1].taken_on == "I asked them myself"
    dropped = desk.desk.drop(kept.draft, 2)
    assert dropped.approved_by == ""  # a step after the signature takes it away
    assert [line.sentence.text for line in dropped.lines] == [line.sentence.text for line in kept.lines]
    assert desk.desk.restore(kept.draft, 2).lines == added.lines


def test_a_draft_says_when_an_article_is_gone_and_its_audit_too(desk: Service, kept: Revision) -> None:
    audit = json.loads(json.dumps(audit_of(kept)))
    assert desk.desk.holds(audit) == []
    audit["revision"]["lines"][0]["sentence"]["text"] = "Altered."
    assert desk.desk.holds(audit) == ["The file was changed after it was written."]
    desk.remove([kept.articles[0].id])
    (told,) = desk.desk.stale(kept)
    assert "“The bridge” (Ishim News, 2025-06-02)" in told
    with pytest.raises(InputError, match="was changed or removed since"):
        desk.desk.approve(kept.draft, "A. Editor")
    assert desk.desk.holds(json.loads(json.dumps(audit_of(kept)))) == [told]
    with pytest.raises(InputError, match="no audit file"):
        desk.desk.holds({"revision": {}})


def test_two_editors_at_once_lose_nothing(desk: Service, kept: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.desk, "revision", lambda *_: kept)  # both see the first revision
    desk.desk.drop(kept.draft, 1)
    with pytest.raises(InputError, match="Somebody else"):
        desk.desk.drop(kept.draft, 1)


def test_what_is_not_there_is_told(desk: Service, kept: Revision) -> None:
    with pytest.raises(NotFound, match="There is no draft"):
        desk.desk.revision("zzzz")
    with pytest.raises(NotFound, match="1 revisions"):
        desk.desk.revision(kept.draft, 7)
    with pytest.raises(InputError, match="none of the number 9"):
        desk.desk.drop(kept.draft, 9)
    with pytest.raises(InputError, match="no sentence in this text"):
        desk.desk.edit(kept.draft, 1, "  ")
    assert problems(kept) == []


def test_the_command_line_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIQYN_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    Path("bridge.txt").write_text(f"The bridge\n\n{TEXT}\n", "utf-8")

    def aiqyn(*words: str) -> Any:
        code = main([*words, "--json"])
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    (added,) = aiqyn("ingest", "bridge.txt")["added"]
    kept = aiqyn("draft", "--article", added["article_id"], "--keep")["draft_id"]
    assert [d["draft_id"] for d in aiqyn("drafts", "list")["drafts"]] == [kept]
    lines = aiqyn("drafts", "show", kept)["draft"]["lines"]
    place = str(1 + next(i for i, line in enumerate(lines) if line["text"] == TRUE))
    assert aiqyn("drafts", "edit", kept, place, WRONG)["draft"]["state"] == "draft"
    assert "contradicted by its source" in aiqyn("drafts", "approve", kept, "--name", "A. Editor")
    assert aiqyn("drafts", "restore", kept, "1")["draft"]["state"] == "checked"
    assert aiqyn("drafts", "approve", kept[:6], "--name", "A. Editor")["draft"]["approved_by"] == "A. Editor"
    for name in ("draft.docx", "draft.md", "audit.json"):
        aiqyn("drafts", "export", kept, name)
    assert "[^1]" in Path("draft.md").read_text("utf-8")
    assert Path("draft.docx").read_bytes().startswith(b"PK")
    assert aiqyn("drafts", "verify", "audit.json") == {"holds": True, "told": []}
    assert main(["drafts", "show", kept]) == 0
    assert "approved by A. Editor" in capsys.readouterr().out
    assert main(["drafts", "verify", "draft.md"]) == 1
