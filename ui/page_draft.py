"""The tab *Draft*: a cited summary of chosen articles or of a topic, to copy, to download and to edit."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.domain import Draft, Style
from rag.draft import Order
from rag.errors import InputError
from rag.service import Service
from rag.texts import Refusal

from .export import SUFFIXES, write, write_bytes
from .failing import failure
from .markdown import to_markdown
from .page_choose import ChoosePage
from .page_desk import DeskPage
from .render import text
from .render_draft import draft as draft_html
from .render_model import written
from .shelf import Shelf
from .template import filled, read_template
from .words import Words

__all__ = ["DraftPage"]

Updates = dict[Any, Any]  # of Gradio components

_COPY = "async (markdown) => { await aiqyn.copy(markdown); }"


class DraftPage:
    """Components of the tab, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        gr.HTML(f'<p class="hint">{text(words("draft_intro"))}</p>', apply_default_css=False)
        self.topic = gr.Textbox("", label=words("topic"), info=words("topic_hint"), elem_id="topic")
        self.choose = ChoosePage(service, words)
        with gr.Row():
            self.words = gr.Number(150, label=words("words"), precision=0, step=10, min_width=120)
            styles, orders = words.table("styles"), words.table("orders")
            self.style = gr.Dropdown(
                [(styles[s.value], s.value) for s in Style],
                value=Style.BRIEF.value,
                label=words("style"),
                filterable=False,
                min_width=160,
                elem_id="style",
            )
            self.order = gr.Dropdown(
                [(orders[o.value], o.value) for o in Order],
                value=Order.READING.value,
                label=words("order"),
                filterable=False,
                min_width=240,
            )
        with gr.Row():
            self.audience = gr.Textbox(
                "", label=words("audience"), info=words("audience_hint"), max_length=200, min_width=260
            )
            with gr.Accordion(words("template"), open=False, elem_id="template"):
                gr.HTML(f'<p class="hint">{text(words("template_hint"))}</p>', apply_default_css=False)
                self.template = gr.File(
                    show_label=False, file_types=[".md", ".txt"], height=90, elem_id="template-file"
                )
        self.make = gr.Button(words("make_draft"), variant="primary", elem_id="make-draft")
        self.notice = gr.HTML("", apply_default_css=False)
        self.markdown = gr.Textbox("", visible=False)
        with gr.Row(visible=False, elem_classes="exports") as self.exports:
            self.keep = gr.Button(words("keep_and_edit"), variant="primary", size="sm", elem_id="keep-draft")
            self.copy = gr.Button(words("copy"), size="sm", elem_id="copy")
            self.files = [
                gr.DownloadButton(
                    words("download", suffix=suffix), size="sm", elem_id=f"download{suffix.replace('.', '-')}"
                )
                for suffix in SUFFIXES
            ]
        self.result = gr.HTML("", apply_default_css=False, elem_id="draft", elem_classes="sheet")
        self.made = gr.State(None)  # the draft that is shown
        self.desk = DeskPage(service, words)

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the library."""
        return [*self.choose.refreshed, *self.desk.refreshed]

    def connect(self) -> None:
        """Wire the components."""
        changed = [self.notice, self.result, self.made, self.markdown, self.exports, *self.files]
        gr.on(
            [self.make.click, self.topic.submit],
            self._draft,
            [self.topic, self.words, self.style, self.order, self.audience, self.template, *self.choose.fields],
            changed,
            show_progress="hidden",
            api_visibility="private",
        )
        self.keep.click(
            self._keep,
            self.made,
            [self.notice, *self.desk.changed, self.desk.box],
            show_progress="hidden",
            api_visibility="private",
        )
        self.choose.connect(self.topic)
        self.desk.connect()
        self.copy.click(None, self.markdown, None, js=_COPY, api_visibility="private")

    def refresh(self, shelf: Shelf, *given: Any) -> Updates:
        """What can be chosen now; ``given`` is what ``refreshed`` say so far."""
        *chosen, on_desk = given
        return {**self.choose.refresh(shelf, *chosen), **self.desk.refresh(on_desk)}

    def _draft(
        self,
        topic: str,
        length: float | None,
        style: str,
        order: str,
        audience: str,
        template: str | None,
        *chosen: Any,
    ) -> Iterator[Updates]:
        words = self._words
        try:
            form = read_template(Path(template), words) if template else ""
            choice = self.choose.choice(*chosen)
            articles, filters = self._service.choosing.drawn_on(choice, topic)
            if length is None or not 10 <= length <= 5000:
                raise InputError(words("bad_length"))
            yield {
                self.notice: "",
                self.result: f'<p class="busy" role="status">{text(words("drafting"))}</p>',
                self.exports: gr.update(visible=False),
            }
            made: Draft | None = None
            shape = {"style": style, "order": order, "words": int(length), "audience": audience}
            asked = {"about": topic, "articles": list(articles), **choice.told, **shape}
            for event in self._service.draft_stream(
                topic,
                articles,
                style=Style(style),
                words=int(length),
                order=Order(order),
                filters=filters,
                audience=audience,
            ):
                if isinstance(event, Draft):
                    made = event
                else:
                    yield {self.result: written(event, words)}
            assert made is not None
            with tempfile.TemporaryDirectory(prefix="aiqyn-") as folder:  # Gradio has its copies when this is resumed
                exports = self._exports(made, form, Path(folder)) if made.sentences else {}
                shown = self.choose.warning(made) + draft_html(made, words)
                yield {self.result: shown, self.made: (made, asked), **exports}
        except Exception as error:
            yield {self.notice: failure(error, words), self.result: "", self.exports: gr.update(visible=False)}

    def _keep(self, shown: tuple[Draft, dict[str, Any]] | None) -> Updates:
        """The draft that is shown is kept, and put on the desk."""
        try:
            if shown is None:
                raise Refusal("choose_something")
            return {self.notice: "", **self.desk.put(self._service.desk.keep(*shown))}
        except Exception as error:
            return {self.notice: failure(error, self._words)}

    def _exports(self, made: Draft, form: str, folder: Path) -> Updates:
        """The draft as Markdown to copy, in an editor's form where there is one, and as files to download."""
        markdown = filled(form, made) if form else to_markdown(made)
        updates: Updates = {self.markdown: markdown, self.exports: gr.update(visible=True)}
        for button, suffix in zip(self.files, SUFFIXES, strict=True):
            path = folder / f"{_file_name(made.title)}{suffix}"
            if suffix == ".md":
                write_bytes(path, [markdown.encode()])
            else:
                write(made, path)
            updates[button] = gr.update(value=str(path))
        return updates


def _file_name(title: str) -> str:
    """A name for a file that any system can hold: letters and digits of the title."""
    return "-".join(re.findall(r"\w+", title))[:60].strip("-") or "draft"
