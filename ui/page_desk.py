"""On the tab *Draft*: a kept draft, mended sentence by sentence with the checker alive, and signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

from rag.errors import InputError
from rag.revisions import Revision, problems
from rag.service import Service

from .failing import failure
from .render import notice
from .render_desk import revision as revision_html
from .words import Words

__all__ = ["DeskPage"]

Updates = dict[Any, Any]  # of Gradio components


class DeskPage:
    """Components of the desk, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        with gr.Accordion(words("desk"), open=False, elem_id="desk") as self.box:
            self.kept = gr.Dropdown([], label=words("kept_drafts"), elem_id="kept-drafts")
            self.notice = gr.HTML("", apply_default_css=False, elem_id="desk-notice")
            self.shown = gr.HTML("", apply_default_css=False, elem_id="on-desk", elem_classes="sheet")
            with gr.Column(visible=False) as self.tools:
                self._tools()

    def _tools(self) -> None:
        words = self._words
        with gr.Row():
            self.place = gr.Dropdown([], label=words("sentence_to_mend"), min_width=160, scale=1, elem_id="desk-place")
            self.text = gr.Textbox("", label=words("its_text"), lines=2, max_lines=8, scale=5, elem_id="desk-text")
        with gr.Row(elem_classes="exports"):
            self.edit = gr.Button(words("check_and_replace"), variant="primary", size="sm", elem_id="desk-edit")
            self.drop = gr.Button(words("drop_sentence"), size="sm", elem_id="desk-drop")
        with gr.Row(elem_classes="composer"):
            self.reason = gr.Textbox(
                "", label=words("reason"), info=words("reason_hint"), scale=5, elem_id="desk-reason"
            )
            self.take = gr.Button(words("take_on"), scale=1, min_width=160, elem_id="desk-take")
        with gr.Row(elem_classes="composer"):
            self.name = gr.Textbox("", label=words("editor_name"), scale=5, elem_id="desk-name")
            self.approve = gr.Button(words("approve"), scale=1, min_width=160, elem_id="desk-approve")
        with gr.Row():
            self.earlier = gr.Dropdown([], label=words("revisions"), scale=5, elem_id="desk-revisions")
            self.restore = gr.Button(words("restore"), scale=1, min_width=160, elem_id="desk-restore")

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the drafts that are kept."""
        return [self.kept]

    @property
    def changed(self) -> list[Any]:
        """Components that change with the draft on the desk."""
        return [self.kept, self.notice, self.shown, self.tools, self.place, self.text, self.earlier]

    def connect(self) -> None:
        """Wire the components."""
        desk = self._service.desk
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.kept.input(self._open, self.kept, self.changed, **quiet)
        self.place.input(self._text_of, [self.kept, self.place], self.text, **quiet)

        def wire(button: Any, step: Callable[..., Revision], inputs: list[Any]) -> None:
            button.click(partial(self._step, step), [self.kept, *inputs], self.changed, **quiet)

        wire(self.edit, desk.edit, [self.place, self.text])
        wire(self.drop, desk.drop, [self.place])
        wire(self.take, desk.take_on, [self.place, self.reason])
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

    def _step(self, step: Callable[..., Revision], draft: str | None, *given: Any) -> Updates:
        try:
            if not draft or None in given:
                raise InputError(self._words("desk_needs"))
            return self._shown(step(draft, *given))
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _text_of(self, draft: str | None, place: int | None) -> str:
        lines = self._service.desk.revision(draft).lines if draft else ()
        return lines[place - 1].sentence.text if place and place <= len(lines) else ""

    def _shown(self, revision: Revision) -> Updates:
        words = self._words
        desk, lines, signed = self._service.desk, revision.lines, revision.approved_by
        wrong = next((n for n, line in enumerate(lines, 1) if line.sentence.verdict.value != "supported"), 1)
        return {
            **self.refresh(revision.draft),
            self.notice: notice(words("signed", name=signed), "done", words) if signed else "",
            self.shown: revision_html(
                revision,
                desk.there(revision),
                [*problems(revision, words.language), *desk.stale(revision, words.language)],
                words,
            ),
            self.tools: gr.update(visible=True),
            self.place: gr.update(
                choices=[(f"{n}. {line.sentence.text[:40]}…", n) for n, line in enumerate(lines, 1)], value=wrong
            ),
            self.text: lines[wrong - 1].sentence.text if lines else "",
            self.earlier: gr.update(
                choices=[(f"{r.number}. {r.what}", r.number) for r in desk.revisions(revision.draft)],
                value=revision.number,
            ),
        }
