"""On the tab *Draft*: a kept draft, mended with the checker alive, compared with what it was, and signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.comparing import compare
from rag.errors import InputError
from rag.revisions import Revision, problems
from rag.service import Service
from rag.texts import Refusal

from .desk_commands import audit_file
from .failing import failure
from .page_mend import MendPage
from .render import notice
from .render_desk import changes
from .render_desk import revision as revision_html
from .words import Words

__all__ = ["DeskPage"]

Updates = dict[Any, Any]  # of Gradio components
Seen = tuple[int, str]  # number and text of the revision that its reader has before her


class DeskPage:
    """Components of the desk, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        self.seen = gr.State((0, ""))
        with gr.Accordion(words("desk"), open=False, elem_id="desk") as self.box:
            self.kept = gr.Dropdown([], label=words("kept_drafts"), elem_id="kept-drafts")
            self.notice = gr.HTML("", apply_default_css=False, elem_id="desk-notice")
            with gr.Column(visible=False, elem_id="desk-tools") as self.tools:
                self._tools()
            self.shown = gr.HTML("", apply_default_css=False, elem_id="on-desk", elem_classes="sheet")
            with gr.Row(elem_classes="exports"):
                self.audit = gr.UploadButton(
                    words("check_audit"), file_types=[".json"], size="sm", elem_id="desk-audit"
                )

    def _tools(self) -> None:
        words = self._words
        with gr.Tabs() as self.tabs:
            self.mend = MendPage(self._service, words, self.notice)
            with gr.Tab(words("revisions"), id="revisions"):
                with gr.Row(elem_classes="compare"):
                    self.earlier, self.later = (
                        gr.Dropdown([], label=words(key), scale=3, elem_id=elem_id)
                        for key, elem_id in (("compare_from", "desk-revisions"), ("compare_to", "desk-later"))
                    )
                    self.restore = gr.Button("", scale=1, min_width=160, elem_id="desk-restore")
                self.changes = gr.HTML("", apply_default_css=False, elem_id="desk-changes", elem_classes="sheet")
        with gr.Row(elem_classes="composer"):
            self.name = gr.Textbox("", label=words("editor_name"), scale=5, min_width=260, elem_id="desk-name")
            self.approve = gr.Button(
                words("approve"), variant="primary", scale=1, min_width=160, elem_id="desk-approve"
            )

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the drafts that are kept."""
        return [self.kept]

    @property
    def changed(self) -> list[Any]:
        """Components that change with the draft on the desk."""
        compared = [self.earlier, self.later, self.restore, self.changes]
        return [self.kept, self.seen, self.notice, self.shown, self.tools, *self.mend.changed, *compared]

    def connect(self) -> None:
        """Wire the components."""
        desk, mend = self._service.desk, self.mend
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.kept.input(self._open, self.kept, self.changed, **quiet)
        mend.discard.click(self._open, self.kept, self.changed, **quiet)
        mend.connect(self.kept, self.tabs)
        mend.whole.change(  # and not input, which a paste into a field that was just shown does not raise
            self._proposed, [self.kept, mend.whole], [self.notice, self.shown], trigger_mode="always_last", **quiet
        )
        gr.on([self.earlier.input, self.later.input], self._compare, [self.kept, self.earlier, self.later],
              [self.notice, self.changes, self.restore], trigger_mode="always_last", **quiet)  # fmt: skip
        self.audit.upload(self._audit, self.audit, self.notice, **quiet)

        def wire(button: Any, step: Callable[..., Revision], inputs: list[Any], *, of_whole: bool = False) -> None:
            work = partial(self._step, step, of_whole)
            button.click(work, [self.kept, self.seen, mend.whole, *inputs], self.changed, **quiet)

        wire(mend.edit, desk.edit, [mend.place, mend.text])
        wire(mend.accept, desk.edit, [mend.place, mend.others])
        wire(mend.quote, self._quote, [mend.place])
        wire(mend.drop, desk.drop, [mend.place])
        wire(mend.take, desk.take_on, [mend.place, mend.reason])
        wire(mend.keep, desk.rewrite, [mend.whole], of_whole=True)
        wire(self.approve, partial(desk.approve, language=self._words.language), [self.name])
        wire(self.restore, desk.restore, [self.earlier])

    def refresh(self, chosen: str | None) -> Updates:
        """The drafts there are; the one on the desk stays."""
        latest = self._service.desk.latest()
        states = self._words.table("states")
        choices = [(f"{r.title} — {states[r.state.value]}, {r.made[:16].replace('T', ' ')}", r.draft) for r in latest]
        return {self.kept: gr.update(choices=choices, value=chosen if chosen in [r.draft for r in latest] else None)}

    def put(self, revision: Revision) -> Updates:
        """A draft that was just kept, on the desk."""
        return {**self._shown(revision), self.box: gr.update(open=True)}

    def _open(self, draft: str | None) -> Updates:
        try:
            if not draft:
                return {self.notice: "", self.shown: "", self.tools: gr.update(visible=False)}
            return self._shown(self._service.desk.revision(draft))
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _step(
        self, step: Callable[..., Revision], of_whole: bool, draft: str | None, seen: Seen, whole: str, *given: Any
    ) -> Updates:
        """A step on the revision that its reader has seen, and on no later one."""
        try:
            if not draft or None in given:
                raise InputError(self._words("desk_needs"))
            if not of_whole and whole != seen[1]:
                raise InputError(self._words("keep_first"))
            if self._service.desk.revision(draft).number != seen[0]:
                raise Refusal("desk_meanwhile")
            return self._shown(step(draft, *given))
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _quote(self, draft: str, place: int) -> Revision:
        """The words that a sentence cites, put in its place."""
        return self._service.desk.edit(draft, place, self._service.desk.quotation(draft, place))

    def _proposed(self, draft: str | None, whole: str) -> Updates:
        """The draft as it would be with this text, checked and not kept."""
        try:
            if not draft:
                raise InputError(self._words("desk_needs"))
            desk = self._service.desk
            proposed, now = desk.proposed(draft, whole), desk.revision(draft)
            if proposed.lines == now.lines:
                return {self.shown: self._html(now)}
            return {self.notice: "", self.shown: self._html(proposed, kept=False)}
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _audit(self, path: str) -> str:
        words = self._words
        try:
            told = self._service.desk.holds(audit_file(Path(path)), words.language)
        except Exception as error:
            return failure(error, words)
        return notice(" ".join(told), words=words) if told else notice(words("audit_holds"), "done", words)

    def _compare(self, draft: str | None, earlier: int | None, later: int | None) -> Updates:
        try:
            if not draft or not earlier or not later:
                raise InputError(self._words("desk_needs"))
            return {self.notice: "", **self._compared(draft, earlier, later)}
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _compared(self, draft: str, earlier: int, later: int) -> Updates:
        revisions = self._service.desk.revisions(draft)
        found = compare(revisions[earlier - 1], revisions[later - 1])
        return {
            self.changes: changes(found, self._words),
            self.restore: gr.update(value=self._words("restore", number=earlier)),
        }

    def _html(self, revision: Revision, *, kept: bool = True) -> str:
        desk, words = self._service.desk, self._words
        wrong = [*problems(revision, words.language), *desk.stale(revision, words.language)]
        return revision_html(revision, desk.there(revision), wrong, words, kept=kept)

    def _shown(self, revision: Revision) -> Updates:
        words, signed, number = self._words, revision.approved_by, revision.number
        earlier = max(1, number - 1)
        choices = [
            (f"{r.number}. {r.what(words.language)}", r.number) for r in self._service.desk.revisions(revision.draft)
        ]
        return {
            **self.refresh(revision.draft),
            **self.mend.put(revision),
            self.seen: (number, revision.text),
            self.notice: notice(words("signed", name=signed), "done", words) if signed else "",
            self.shown: self._html(revision),
            self.tools: gr.update(visible=True),
            self.earlier: gr.update(choices=choices, value=earlier),
            self.later: gr.update(choices=choices, value=number),
            **self._compared(revision.draft, earlier, number),
        }
