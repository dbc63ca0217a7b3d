"""The tab *Evaluate*: measure, compare with an earlier run, look at the figures, and give cases a second opinion."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from eval.cases import agreement, kept, kept_file, review, unreviewed
from eval.report import page
from eval.runs import Run, compared
from eval.suite import Suite
from eval.suites import Plan, finish, kept_runs, measure
from rag.errors import InputError, LibraryBusy
from rag.service import Service

from .failing import failure
from .render import text
from .render_evaluate import evaluation, passages
from .words import Words

__all__ = ["EvaluatePage"]

_SEEN = 3  # passages shown with a case
_measuring = threading.Lock()  # the machine measures one thing at a time, in whatever language it was asked to

Updates = dict[Any, Any]  # of Gradio components


class EvaluatePage:
    """Components of the tab, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        self._library = service.settings.library
        gr.HTML(f'<p class="hint">{text(words("evaluate_intro"))}</p>', apply_default_css=False)
        names = words.table("suites")
        self.suites = gr.CheckboxGroup(
            [(names[s.value], s.value) for s in Suite],
            value=[Suite.ANSWERS.value],
            label=words("suites_label"),
            info=words("suites_hint"),
            elem_id="suites",
        )
        with gr.Row():
            self.data = gr.Textbox(
                "", label=words("data_folder"), info=words("data_hint"), min_width=260, elem_id="data"
            )
            self.cases = gr.Checkbox(False, label=words("own_cases", count=0), min_width=200, elem_id="own-cases")
            self.k = gr.Number(5, label=words("recall_at"), precision=0, minimum=1, maximum=100, min_width=120)
        self.start = gr.Button(words("measure"), variant="primary", elem_id="measure")
        self.notice = gr.HTML("", apply_default_css=False)
        self.progress = gr.HTML("", apply_default_css=False, elem_id="measuring")
        with gr.Row():
            self.run = gr.Dropdown([], label=words("run"), min_width=220, elem_id="run")
            self.baseline = gr.Dropdown([], label=words("baseline"), min_width=220, elem_id="baseline")
        self.result = gr.HTML("", apply_default_css=False, elem_id="evaluated", elem_classes="sheet")
        self._review()

    def _review(self) -> None:
        words = self._words
        with gr.Accordion(words("second_opinion"), open=False, elem_id="second-opinion"):
            self.agreed = gr.HTML("", apply_default_css=False)
            self.case = gr.State("")
            self.shown = gr.HTML("", apply_default_css=False, elem_classes="sheet")
            with gr.Row():
                self.yes = gr.Button(words("is_answered"), min_width=160, elem_id="is-answered")
                self.no = gr.Button(words("is_not_answered"), min_width=160, elem_id="is-not-answered")

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the runs and cases that are kept."""
        return [self.run, self.baseline, self.cases, self.agreed, self.case, self.shown, self.yes, self.no]

    def connect(self) -> None:
        """Wire the components."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.start.click(
            self._measure,
            [self.suites, self.data, self.cases, self.k, self.baseline],
            [self.notice, self.progress, self.result, self.run, self.baseline],
            **quiet,
        )
        gr.on(
            [self.run.input, self.baseline.input],
            self._show,
            [self.run, self.baseline],
            [self.notice, self.result],
            **quiet,
        )
        opinion = [self.notice, self.agreed, self.case, self.shown, self.yes, self.no]
        self.yes.click(lambda case: self._say(case, answerable=True), self.case, opinion, **quiet)
        self.no.click(lambda case: self._say(case, answerable=False), self.case, opinion, **quiet)

    def refresh(self, run: str | None, baseline: str | None) -> Updates:
        """The runs and cases there are; what is chosen stays chosen."""
        names = [folder.name for folder in kept_runs(self._service.settings)]
        try:
            count, second = len(kept(self._library)), self._next()
        except InputError as error:
            count, second = 0, {self.agreed: failure(error, self._words)}
        return {
            **self._choices(names, run, baseline),
            self.cases: gr.update(label=self._words("own_cases", count=count), interactive=bool(count)),
            **second,
        }

    def _choices(self, names: list[str], run: str | None, baseline: str | None) -> Updates:
        return {
            self.run: gr.update(choices=names, value=run if run in names else None),
            self.baseline: gr.update(
                choices=[(self._words("no_baseline"), ""), *((name, name) for name in names)],
                value=baseline if baseline in names else "",
            ),
        }

    def _measure(self, suites: list[str], data: str, own: bool, k: int, baseline: str) -> Iterator[Updates]:
        words = self._words
        if not _measuring.acquire(blocking=False):
            yield {self.notice: failure(LibraryBusy(words("measuring_busy")), words)}
            return
        try:
            plan = Plan(
                tuple(Suite(name) for name in suites),
                Path(data.strip()).expanduser() if data.strip() else None,
                kept_file(self._library) if own else None,
                int(k or 5),
            )
            plan.check()
            yield {self.notice: "", self.result: "", self.progress: _busy(words("measuring"))}
            folder: Path | None = None
            for said in self._measured(plan):
                if isinstance(said, Path):
                    folder = said
                else:
                    yield {self.progress: _busy(said)}
            assert folder is not None
            names = [kept_run.name for kept_run in kept_runs(self._service.settings)]
            yield {
                self.progress: "",
                **self._choices(names, folder.name, baseline),
                **self._show(folder.name, baseline),
            }
        except Exception as error:
            yield {self.notice: failure(error, words), self.progress: ""}
        finally:
            _measuring.release()

    def _measured(self, plan: Plan) -> Iterator[str | Path]:
        """What is told while measuring, then the folder of the run. Raises what measuring raises."""
        told: queue.Queue[str | Path | Exception] = queue.Queue()

        def work() -> None:
            service = self._service
            try:
                run, folder = measure(plan, service.embedder, service.settings, service=service, tell=told.put)
                finish(run, folder, page(run))
                told.put(folder)
            except Exception as error:
                told.put(error)

        threading.Thread(target=work, daemon=True).start()
        while True:
            said = told.get()
            if isinstance(said, Exception):
                raise said
            yield said
            if isinstance(said, Path):
                return

    def _show(self, name: str | None, baseline: str | None) -> Updates:
        folders = {folder.name: folder for folder in kept_runs(self._service.settings)}
        if not name or name not in folders:
            return {self.result: ""}
        try:
            run = Run.read(folders[name])
            before = Run.read(folders[baseline]) if baseline and baseline in folders and baseline != name else None
            changes = compared(run, before) if before else []
            shown = evaluation(run, name, changes, baseline or "" if before else "", self._words)
            return {self.notice: "", self.result: shown}
        except Exception as error:
            return {self.notice: failure(error, self._words), self.result: ""}

    def _next(self) -> Updates:
        """The next case that nobody has reviewed, with the passages nearest to it and without its label."""
        words = self._words
        left = unreviewed(self._library)
        value, count = agreement(self._library)
        agreed = words("agreement", kappa=f"{value:.2f}", count=count) if count else words("agreement_none")
        found = self._service.search(left[0].question, _SEEN).passages if left else ()
        return {
            self.agreed: f"<p>{text(agreed)}</p>",
            self.case: left[0].id if left else "",
            self.shown: passages(left[0].question, found, words)
            if left
            else f"<p>{text(words('nothing_to_review'))}</p>",
            self.yes: gr.update(interactive=bool(left)),
            self.no: gr.update(interactive=bool(left)),
        }

    def _say(self, case: str, *, answerable: bool) -> Updates:
        try:
            if case:
                review(self._library, case, answerable=answerable)
            return {self.notice: "", **self._next()}
        except Exception as error:
            return {self.notice: failure(error, self._words)}


def _busy(said: str) -> str:
    return f'<p class="busy" role="status">{text(said)}</p>'
