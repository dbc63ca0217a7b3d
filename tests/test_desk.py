"""An editor's work on a draft: checked edits, decisions, signature, revisions, and what becomes of it later."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from rag.audit import audit_of
from rag.domain import Verdict
from rag.embedding import Embedder
from rag.errors import InputError, NotFound
from rag.ground import CheckedText
from rag.prompts import fingerprint
from rag.revisions import Revision, State, Step, from_json, problems, to_json
from rag.service import Service
from rag.settings import Settings
from rag.texts import Refusal, say
from ui.cli import main
from ui.remote import SERVED, Served

from .browsing import served

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


def test_a_revision_that_was_stored_before_steps_had_names_is_read(kept: Revision) -> None:
    new = json.loads(to_json(kept))
    old = {key: value for key, value in new.items() if key not in ("step", "place", "made_with")}
    for what, step, place in (("edited sentence 3", Step.EDITED, 3), ("took on sentence 2", Step.TAKEN, 2)):
        read = from_json(json.dumps({**old, "what": what, "versions": kept.made_with}))
        assert read == replace(kept, step=step, place=place)
        assert read.what() == what
    assert from_json(json.dumps({**old, "what": "drafted", "versions": kept.made_with})) == kept


def test_a_wrong_figure_is_refused_until_it_is_mended(desk: Service, kept: Revision) -> None:
    place = next(n for n, line in enumerate(kept.lines, 1) if line.sentence.text == TRUE)
    wrong = desk.desk.edit(kept.draft, place, WRONG)
    assert wrong.lines[place - 1].sentence.verdict is Verdict.CONTRADICTED
    assert wrong.state is State.DRAFT
    with pytest.raises(InputError, match=f"Sentence {place} is contradicted.*It says 8,200.*the source says 9,200"):
        desk.desk.approve(kept.draft, "A. Editor")
    with pytest.raises(InputError, match="cannot be taken on"):
        desk.desk.take_on(kept.draft, place, "I was there")
    mended = desk.desk.edit(kept.draft, place, TRUE)
    assert mended.state is State.CHECKED
    signed = desk.desk.approve(kept.draft, " A. Editor ")
    assert (signed.state, signed.approved_by) == (State.APPROVED, "A. Editor")
    assert signed.approved_at
    assert [r.what() for r in desk.desk.revisions(kept.draft)] == [
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
    audit = json.loads(json.dumps(audit_of([kept])))
    assert desk.desk.holds(audit) == []
    audit["revision"]["lines"][0]["sentence"]["text"] = "Altered."
    assert desk.desk.holds(audit)[0] == "The file was changed after it was written."
    desk.remove([kept.articles[0].id])
    (told,) = desk.desk.stale(kept)
    assert "“The bridge” (Ishim News, 2025-06-02)" in told
    with pytest.raises(InputError, match="was changed or removed since"):
        desk.desk.approve(kept.draft, "A. Editor")
    assert desk.desk.holds(json.loads(json.dumps(audit_of([kept])))) == [told]
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


def test_only_what_is_new_in_a_text_is_checked(desk: Service, kept: Revision) -> None:
    desk.desk.edit(kept.draft, 1, f"{kept.lines[0].text} {UNKNOWN}")
    taken = desk.desk.take_on(kept.draft, 2, "I asked them")
    checked: list[str] = []

    def noted(text: str, ids: Sequence[str]) -> CheckedText:
        checked.append(text)
        return check(text, ids)

    check = desk.desk._check
    desk.desk._check = noted
    rows = taken.text.splitlines()
    moved = desk.desk.proposed(kept.draft, "\n".join([*reversed(rows), WRONG]))
    assert checked == [WRONG]
    assert [line.sentence.verdict for line in moved.lines[-1:]] == [Verdict.CONTRADICTED]
    assert sorted(moved.lines[:-1], key=lambda line: line.text) == sorted(taken.lines, key=lambda line: line.text)
    assert desk.desk.revision(kept.draft) == taken  # nothing is kept until that is asked for
    joined = desk.desk.rewrite(kept.draft, f"  {' '.join(rows)}  {WRONG}")
    assert checked == [WRONG]  # what was checked once is remembered, and sentences are found in a paragraph too
    assert joined.lines == (*taken.lines, *moved.lines[-1:])
    assert joined.what() == "edited the text"
    assert desk.desk.rewrite(kept.draft, joined.text) == joined
    with pytest.raises(InputError, match="no sentence"):
        desk.desk.rewrite(kept.draft, " \n ")
    with pytest.raises(InputError, match="Shorten it"):
        desk.desk.proposed(kept.draft, "x" * 50_000)


def test_a_sentence_is_mended_by_its_quotation_or_another(desk: Service, kept: Revision) -> None:
    place = next(n for n, line in enumerate(kept.lines, 1) if line.text == TRUE)
    wrong = desk.desk.edit(kept.draft, place, WRONG)
    assert desk.desk.quotation(kept.draft, place) == TRUE
    others = desk.desk.alternatives(kept.draft, place)
    assert TRUE in [s.text for s in others]
    assert not {s.text for s in others} & {line.text for line in wrong.lines}
    mended = desk.desk.edit(kept.draft, place, others[0].text)
    assert mended.state is State.CHECKED
    assert others[0].text not in [s.text for s in desk.desk.alternatives(kept.draft, place)]
    desk.desk.edit(kept.draft, place, UNKNOWN)
    with pytest.raises(InputError, match=f"Sentence {place} cites nothing"):
        desk.desk.quotation(kept.draft, place)


def test_an_audit_file_has_all_that_is_known(desk: Service, kept: Revision) -> None:
    desk.desk.edit(kept.draft, 1, UNKNOWN)
    desk.desk.take_on(kept.draft, 1, "I was there")
    audit = json.loads(json.dumps(desk.desk.audit(kept.draft)))
    revision = audit["revision"]
    assert [step["what"] for step in audit["steps"]] == ["drafted", "edited sentence 1", "took on sentence 1"]
    assert revision["asked"]["articles"] == [kept.articles[0].id]
    assert revision["articles"][0]["content_hash"] == desk.article(kept.articles[0].id).content_hash
    assert {"model", "embedding", "embedding_sha256", "aiqyn", "torch"} <= revision["made_with"].keys()
    assert revision["lines"][0]["taken_on"] == "I was there"
    assert desk.desk.holds(audit) == []
    forged = {**audit, "revision": {**revision, "lines": [{**revision["lines"][0], "taken_on": ""}]}}
    assert desk.desk.holds(forged) == ["The file was changed after it was written."]
    assert desk.desk.holds(forged, "zh") == ["此文件写成后被改动过。"]
    with pytest.raises(InputError, match="format 1"):
        desk.desk.holds({**audit, "aiqyn_audit": 1})
    with pytest.raises(InputError, match="no audit file"):
        desk.desk.holds([1])


def test_an_audit_file_that_a_model_wrote_names_its_prompts(desk: Service) -> None:
    draft = replace(desk.draft(article_ids=[desk.articles()[0].article.id], words=60), engine="openai:some-model")
    made_with = desk.desk.keep(draft, {}).made_with
    assert made_with["prompts"] == fingerprint("draft", "repair")
    assert len(made_with["prompts"]) == 64


@pytest.mark.parametrize("language", ["en", "ru", "kk", "zh"])
def test_what_was_done_is_told_in_each_language(language: str) -> None:
    for step in Step:
        told = say(f"step_{step.value}", language, number=7)
        assert told
        assert "{" not in told
    assert Refusal("desk_no_place", count=3, number=9).told(language) != Refusal("desk_say_why").told(language)


def test_the_command_line_does_the_same(
    desk: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIQYN_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    with served(desk) as address:  # as the page's server does, which spares opening the library for each command
        mark = Served(address, os.getpid(), "key")
        (tmp_path / "library" / SERVED).write_text(json.dumps(asdict(mark)))
        _an_editors_morning(capsys)


def _an_editors_morning(capsys: pytest.CaptureFixture[str]) -> None:

    def aiqyn(*words: str) -> Any:
        code = main([*words, "--json"])
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    (added,) = aiqyn("library", "list")["articles"]
    kept = aiqyn("draft", "--article", added["article_id"], "--keep")["draft_id"]
    assert [d["draft_id"] for d in aiqyn("drafts", "list")["drafts"]] == [kept]
    lines = aiqyn("drafts", "show", kept)["draft"]["lines"]
    place = str(1 + next(i for i, line in enumerate(lines) if line["text"] == TRUE))
    assert aiqyn("drafts", "edit", kept, place, WRONG)["draft"]["state"] == "draft"
    assert "contradicted by its source" in aiqyn("drafts", "approve", kept, "--name", "A. Editor")
    assert "Say why" in aiqyn("drafts", "keep", kept, place, "--reason", " ")
    assert aiqyn("drafts", "restore", kept, "1")["draft"]["state"] == "checked"
    assert aiqyn("drafts", "approve", kept[:6], "--name", "A. Editor")["draft"]["approved_by"] == "A. Editor"
    (change,) = aiqyn("drafts", "diff", kept, "1", "2")["changes"]
    assert (change["before"], change["after"]) == (int(place), int(place))
    assert [part for part in change["parts"] if part[0] != "same"] == [["out", "9,200"], ["in", "8,200"]]
    assert aiqyn("drafts", "alternatives", kept, place)["quotation"] == TRUE
    for name in ("draft.docx", "draft.md", "draft.html", "audit.json"):
        aiqyn("drafts", "export", kept, name)
    assert 'href="#n1"' in Path("draft.html").read_text("utf-8")
    assert main(["drafts", "diff", kept, "1", "2"]) == 0
    assert "[-9,200-]{+8,200+}" in capsys.readouterr().out
    Path("whole.txt").write_text(f"{TRUE}\n{UNKNOWN}\n", "utf-8")
    whole = aiqyn("drafts", "rewrite", kept, "whole.txt")["draft"]
    assert [line["verdict"] for line in whole["lines"]] == ["supported", "unsupported"]
    assert aiqyn("drafts", "restore", kept, "4")["draft"]["state"] == "checked"
    assert aiqyn("drafts", "approve", kept, "--name", "A. Editor")["draft"]["revision"] == 7
    assert aiqyn("drafts", "sets", "save", "Bridges", "--containing", "Ishim")["mix"]["articles"] == 1
    assert aiqyn("drafts", "sets", "list") == {"sets": [{"name": "Bridges", "articles": 1}]}
    assert aiqyn("draft", "--set", "Bridges")["articles"][0]["article_id"] == added["article_id"]
    assert "no set" in aiqyn("draft", "--set", "Tunnels")
    assert aiqyn("drafts", "sets", "delete", "Bridges") == {"sets": []}
    assert "[^1]" in Path("draft.md").read_text("utf-8")
    assert Path("draft.docx").read_bytes().startswith(b"PK")
    assert aiqyn("drafts", "verify", "audit.json") == {"holds": True, "told": []}
    assert main(["drafts", "show", kept]) == 0
    assert "approved by A. Editor" in capsys.readouterr().out
    assert main(["drafts", "verify", "draft.md"]) == 1
