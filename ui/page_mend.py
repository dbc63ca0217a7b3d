"""On the desk: where one sentence, or the whole text, is changed."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag.domain import Sentence
from rag.errors import InputError
from rag.revisions import Revision
from rag.service import Service

from .failing import failure
from .words import Words

__all__ = ["MendPage"]

Updates = dict[Any, Any]  # of Gradio components


class MendPage:
    """The tabs *One sentence* and *Whole text*; what their buttons do to the draft is wired by the desk.

    ``notice`` is where a failure is told.
    """

    def __init__(self, service: Service, words: Words, notice: Any) -> None:
        self._service = service
        self._words = words
        self._notice = notice
        with gr.Tab(words("one_sentence"), id="sentence"):
            self._sentence()
        with gr.Tab(words("whole_text"), id="whole"):
            self.whole = gr.Textbox(
                "", label=words("whole_text"), info=words("whole_hint"), lines=8, max_lines=30, elem_id="desk-whole"
            )
            with gr.Row(elem_classes="exports"):
                self.keep = gr.Button(words("keep_text"), variant="primary", size="sm", elem_id="desk-keep")
                self.discard = gr.Button(words("discard_text"), size="sm", elem_id="desk-discard")

    def _sentence(self) -> None:
        words = self._words
        self.picked = gr.Number(0, visible=False)
        self.pick = gr.Button("", elem_id="desk-pick", elem_classes="unseen")  # pressed by the page's own script
        with gr.Row():
            self.place = gr.Dropdown([], label=words("sentence_to_mend"), min_width=160, scale=1, elem_id="desk-place")
            self.text = gr.Textbox(
                "", label=words("its_text"), lines=2, max_lines=8, scale=5, min_width=260, elem_id="desk-text"
            )
        with gr.Row(elem_classes="exports"):
            self.edit = gr.Button(words("check_and_replace"), variant="primary", size="sm", elem_id="desk-edit")
            self.quote = gr.Button(words("its_quotation"), size="sm", elem_id="desk-quote")
            self.show = gr.Button(words("show_alternatives"), size="sm", elem_id="desk-alternatives")
            self.drop = gr.Button(words("drop_sentence"), size="sm", elem_id="desk-drop")
        self.others = gr.Radio([], label=words("alternatives"), visible=False, elem_id="desk-others")
        self.accept = gr.Button(
            words("accept_alternative"), size="sm", visible=False, elem_id="desk-accept", elem_classes="quiet"
        )
        with gr.Row(elem_classes="composer"):
            self.reason = gr.Textbox(
                "", label=words("reason"), info=words("reason_hint"), scale=5, min_width=260, elem_id="desk-reason"
            )
            self.take = gr.Button(words("take_on"), scale=1, min_width=160, elem_id="desk-take")

    @property
    def changed(self) -> list[Any]:
        """Components that change with the draft on the desk."""
        return [self.place, self.text, self.others, self.accept, self.reason, self.whole]

    def connect(self, draft: Any, tabs: Any) -> None:
        """Wire what changes no draft; ``draft`` tells which is on the desk."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        chosen = [self.place, self.text, self.others, self.accept]
        self.place.input(self._chosen, [draft, self.place], chosen, **quiet)
        self.pick.click(
            lambda draft, place: {tabs: gr.update(selected="sentence"), **self._chosen(draft, place)},
            [draft, self.picked],
            [tabs, *chosen],
            js="(draft) => [draft, aiqyn.picked()]",
            **quiet,
        )
        self.show.click(self._alternatives, [draft, self.place], [self.others, self.accept, self._notice], **quiet)

    def put(self, revision: Revision) -> Updates:
        """A draft on the desk; its first sentence that does not stand is chosen, or the first."""
        lines = revision.lines
        wrong = (n for n, line in enumerate(lines, 1) if line.sentence.verdict.value != "supported")
        place = next((n for n in wrong if not lines[n - 1].taken_on), 1)
        choices = [(f"{n}. {line.text[:40]}…", n) for n, line in enumerate(lines, 1)]
        return {
            **self._hidden(),
            self.place: gr.update(choices=choices, value=place if lines else None),
            self.text: lines[place - 1].text if lines else "",
            self.reason: "",
            self.whole: revision.text,
        }

    def _hidden(self) -> Updates:
        """No alternatives: those that were shown belong to another sentence."""
        return {self.others: gr.update(choices=[], value=None, visible=False), self.accept: gr.update(visible=False)}

    def _chosen(self, draft: str | None, place: int | None) -> Updates:
        lines = self._service.desk.revision(draft).lines if draft else ()
        if not place or place > len(lines):
            return self._hidden()
        return {self.place: place, self.text: lines[place - 1].text, **self._hidden()}

    def _alternatives(self, draft: str | None, place: int | None) -> Updates:
        words = self._words
        try:
            if not draft or not place:
                raise InputError(words("desk_needs"))
            found = self._service.desk.alternatives(draft, place)
            if not found:
                raise InputError(words("no_alternatives"))
            choices = [(f"{s.text} — {self._source(s)}", s.text) for s in found]
            return {
                self.others: gr.update(choices=choices, value=found[0].text, visible=True),
                self.accept: gr.update(visible=True),
                self._notice: "",
            }
        except Exception as error:
            return {**self._hidden(), self._notice: failure(error, words)}

    def _source(self, sentence: Sentence) -> str:
        article = self._service.article(sentence.citations[0].article_id)
        return ", ".join(filter(None, [article.source or article.title, str(article.published or "")]))
