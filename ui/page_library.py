"""The tab *Library*: what is there, found, added and removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from ingest.index import Report
from rag.domain import Filters
from rag.errors import InputError, LibraryBusy
from rag.service import Service

from .adding import Adding
from .failing import failure
from .render import notice, text
from .render_library import outcome, progress, table
from .shelf import Shelf
from .words import Words

__all__ = ["LibraryPage"]

_SHOWN = 100  # articles of a list before its reader asks for more

Updates = dict[Any, Any]  # of Gradio components


class LibraryPage:
    """Components of the tab, and what happens when they are used."""

    def __init__(self, service: Service, adding: Adding, words: Words) -> None:
        self._service = service
        self._adding = adding
        self._words = words
        self.shown = gr.State(_SHOWN)
        self.version = gr.State(0)  # goes up when the page is brought up to date
        with gr.Row(visible=False, elem_classes="sample") as self.sample:
            self.banner = gr.HTML("", apply_default_css=False, scale=8, min_width=240)
            self.remove_sample = gr.Button(words("remove_sample"), size="sm", min_width=160, elem_id="remove-sample")
        self._add()
        self._list()

    def _list(self) -> None:
        words = self._words
        gr.HTML(f'<h2 class="section">{text(words("articles"))}</h2>', apply_default_css=False)
        with gr.Row():
            self.find = gr.Textbox("", label=words("find"), scale=2, min_width=240, elem_id="find")
            self.outlets = gr.Dropdown([], label=words("outlets"), multiselect=True, value=[], min_width=180)
            self.languages = gr.Dropdown([], label=words("languages"), multiselect=True, value=[], min_width=180)
        self.remove = gr.Button(words("remove"), size="sm", elem_id="remove", elem_classes="quiet")
        self.removed = gr.HTML("", apply_default_css=False, elem_id="removed")
        self.table = gr.HTML("", apply_default_css=False, elem_id="articles", elem_classes="sheet")
        self.more = gr.Button(words("more"), size="sm", visible=False, elem_classes="quiet")
        self.chosen = gr.JSON([], visible=False)  # ids of the articles that are ticked, filled by the browser

    def _add(self) -> None:
        words = self._words
        gr.HTML(f'<h2 class="section">{text(words("add"))}</h2>', apply_default_css=False)
        with gr.Row(elem_classes="composer"):
            self.url = gr.Textbox(
                "",
                label=words("url"),
                placeholder=words("url"),
                show_label=False,
                container=False,
                scale=6,
                min_width=200,
                elem_id="url",
            )
            self.url_add = gr.Button(words("url_add"), scale=1, min_width=140)
            self.upload = gr.UploadButton(
                words("upload"),
                file_count="multiple",
                variant="primary",
                scale=1,
                min_width=140,
                elem_id="upload",
            )
        gr.HTML(f'<p class="hint">{text(words("upload_hint"))}</p>', apply_default_css=False)
        self.progress = gr.HTML("", apply_default_css=False, elem_id="adding")
        self.cancel = gr.Button(words("cancel"), size="sm", visible=False, elem_id="cancel", elem_classes="quiet")
        self.added = gr.HTML("", apply_default_css=False, elem_id="added")

    @property
    def filtered(self) -> list[Any]:
        """Controls that say which articles are listed."""
        return [self.find, self.outlets, self.languages, self.shown]

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the library."""
        return [self.sample, self.banner, self.outlets, self.languages, self.version]

    def connect(self, refresh: dict[str, Any]) -> None:
        """Wire the components; ``refresh`` are the arguments of the event that brings the whole page up to date."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # One event lists, whatever the reason, so that an earlier list never comes after a later one.
        gr.on(
            [self.find.change, self.outlets.input, self.languages.input, self.shown.change, self.version.change],
            self._table,
            self.filtered,
            [self.table, self.more],
            trigger_mode="always_last",
            **quiet,
        )
        self.more.click(lambda shown: shown + _SHOWN, self.shown, self.shown, **quiet)
        removed = self.remove.click(
            self._remove, self.chosen, self.removed, js="() => aiqyn.confirmedSelection()", **quiet
        )
        sample_removed = self.remove_sample.click(self._remove_sample, None, self.removed, **quiet)
        outcome_of = [self.added, self.progress, self.cancel]
        uploaded = self.upload.upload(self._upload, self.upload, outcome_of, **quiet)
        fetched = gr.on(
            [self.url_add.click, self.url.submit], self._address, self.url, [*outcome_of, self.url], **quiet
        )
        for change in (removed, sample_removed, uploaded, fetched):
            change.then(**refresh)
        self.cancel.click(self._adding.cancel, None, None, **quiet)

    def refresh(self, shelf: Shelf, outlets: Sequence[str], languages: Sequence[str], version: int) -> Updates:
        """The library as it is now; the controls keep what is still there of what they say."""
        words = self._words
        banner = f'<p class="sample-text">{text(words("sample_banner", count=shelf.samples))}</p>'
        return {
            self.sample: gr.update(visible=bool(shelf.samples)),
            self.banner: banner,
            self.outlets: gr.update(choices=list(shelf.outlets), value=[o for o in outlets if o in shelf.outlets]),
            self.languages: gr.update(
                choices=shelf.language_choices(words), value=[c for c in languages if c in shelf.languages]
            ),
            self.version: version + 1,
        }

    def _table(self, find: str, outlets: list[str], languages: list[str], shown: int) -> Updates:
        wanted = Filters(sources=tuple(outlets), languages=tuple(languages))
        listed = self._service.articles(wanted, find)
        searched = bool(find.strip() or outlets or languages)
        return {
            self.table: table(listed, shown, self._words, searched=searched),
            self.more: gr.update(visible=len(listed) > shown),
        }

    def _remove(self, chosen: list[str] | None) -> str:
        if chosen is None:  # asked whether she was sure, the reader was not
            return ""
        try:
            if not chosen:
                raise InputError(self._words("remove_nothing"))
            count = len(self._service.remove(chosen))
        except Exception as error:
            return failure(error, self._words)
        return notice(self._words("removed", count=count), "done", self._words)

    def _remove_sample(self) -> str:
        try:
            count = self._service.remove_sample()
        except Exception as error:
            return failure(error, self._words)
        return notice(self._words("removed", count=count), "done", self._words)

    def _upload(self, paths: list[str]) -> Iterator[Updates]:
        yield from self._run(paths)
        for path in paths:  # Gradio keeps each upload in a folder of its own; the library has it now
            shutil.rmtree(Path(path).parent, ignore_errors=True)

    def _address(self, url: str) -> Iterator[Updates]:
        url = url.strip()
        try:
            parts = urlsplit(url)
            good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        except ValueError:
            good = False
        if not good:  # a path would be read from the disk of the server
            yield {self.added: failure(InputError(self._words("bad_url", url=url)), self._words)}
            return
        yield from self._run([url])
        yield {self.url: ""}

    def _run(self, locations: Sequence[str]) -> Iterator[Updates]:
        words = self._words
        try:
            yield {self.added: "", self.progress: progress(None, words), self.cancel: gr.update(visible=True)}
            for event in self._adding.run(locations, words("adding_busy")):
                if isinstance(event, Report):
                    yield {self.added: outcome(event, words)}
                else:
                    yield {self.progress: progress(event, words)}
        except LibraryBusy as error:  # the button stays: it cancels what runs, whoever began it
            yield {self.added: failure(error, words), self.progress: ""}
            return
        except Exception as error:
            yield {self.added: failure(error, words)}
        yield {self.progress: "", self.cancel: gr.update(visible=False)}
