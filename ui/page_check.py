"""The tab *Check*: a pasted text, held sentence by sentence against the articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from rag.errors import InputError
from rag.service import Service

from .failing import failure
from .render import text
from .render_check import checked
from .shelf import Shelf
from .words import Words

__all__ = ["CheckPage"]

Updates = dict[Any, Any]  # of Gradio components

_LONGEST = 20_000  # characters that are checked at once


class CheckPage:
    """Components of the tab, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        gr.HTML(f'<p class="hint">{text(words("check_intro"))}</p>', apply_default_css=False)
        self.empty = gr.HTML(
            f'<p class="abstained">{text(words("library_empty"))}</p>',
            visible=False,
            apply_default_css=False,
            elem_id="check-empty",
        )
        self.text = gr.Textbox(
            "", label=words("check_text"), info=words("check_text_hint"), lines=7, max_lines=20, elem_id="check-text"
        )
        self.articles = gr.Dropdown(
            [],
            value=[],
            multiselect=True,
            label=words("articles"),
            info=words("check_articles_hint"),
            elem_id="check-articles",
        )
        self.make = gr.Button(words("make_check"), variant="primary", elem_id="make-check")
        self.notice = gr.HTML("", apply_default_css=False)
        self.result = gr.HTML("", apply_default_css=False, elem_id="checked", elem_classes="sheet")

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the library."""
        return [self.articles, self.empty]

    def connect(self) -> None:
        """Wire the components."""
        self.make.click(
            self._check,
            [self.text, self.articles],
            [self.notice, self.result],
            show_progress="hidden",
            api_visibility="private",
        )

    def refresh(self, shelf: Shelf, chosen: Sequence[str]) -> Updates:
        """The articles that can be chosen now; ``chosen`` are those chosen so far."""
        known = {one.article.id for one in shelf.listed}
        return {
            self.articles: gr.update(
                choices=shelf.article_choices(self._words), value=[i for i in chosen if i in known]
            ),
            self.empty: gr.update(visible=not known),
        }

    def _check(self, pasted: str, articles: list[str]) -> Iterator[Updates]:
        words = self._words
        try:
            if not pasted.strip():
                raise InputError(words("check_needs"))
            if len(pasted) > _LONGEST:
                raise InputError(words("check_too_long", given=_grouped(len(pasted)), limit=_grouped(_LONGEST)))
            if not self._service.articles():
                raise InputError(words("library_empty"))
            busy = f'<p class="busy" role="status">{text(words("checking"))}</p>'
            yield {self.notice: "", self.result: busy}
            result = self._service.check_library(pasted, articles)
            yield {self.result: checked(pasted, result, words)}
        except Exception as error:
            yield {self.notice: failure(error, words), self.result: ""}


def _grouped(count: int) -> str:
    """A number as all four languages can read it: thousands parted by a narrow space (ISO 80000)."""
    return f"{count:,}".replace(",", "\u202f")
