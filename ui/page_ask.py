"""The tab *Ask*: a question, its answer as it comes, and the words of the articles that bear it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from eval.cases import keep
from rag.domain import LANGUAGES, Answer
from rag.language import reader_language
from rag.service import Service
from rag.texts import say

from .failing import failure
from .render import Turn, conversation, notice, text
from .shelf import Shelf, filters
from .words import EXAMPLES, Words

__all__ = ["AskPage"]

_TURNS = 30  # that a conversation keeps

Updates = dict[Any, Any]  # of Gradio components


class AskPage:
    """Components of the tab, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        self.turns = gr.State([])
        with gr.Row(elem_classes="composer"):
            self.box = gr.Textbox(
                "",
                label=words("question"),
                placeholder=words("question_hint"),
                show_label=False,
                container=False,
                max_lines=4,
                scale=8,
                min_width=200,
                autofocus=True,
                elem_id="question",
            )
            self.send = gr.Button(words("send"), variant="primary", scale=1, min_width=96, elem_id="ask")
        with gr.Accordion(words("filters"), open=False, elem_classes="filters"):
            self._filters()
        self.notice = gr.HTML("", apply_default_css=False)
        self.conversation = gr.HTML(
            conversation([], words), apply_default_css=False, elem_id="conversation", elem_classes="sheet"
        )
        with gr.Row(visible=False, elem_classes="examples") as self.examples:
            gr.HTML(f"<p>{text(words('examples'))}</p>", apply_default_css=False)
            self._examples = [(gr.Button(EXAMPLES[code], size="sm"), EXAMPLES[code]) for code in LANGUAGES]
        with gr.Row(visible=False, elem_classes="after") as self.after:
            self.clear = gr.Button(words("clear"), size="sm", elem_classes="quiet")
            self.wrong = gr.Button(words("not_right"), size="sm", elem_id="not-right", elem_classes="quiet")
        with gr.Row(visible=False, elem_classes="composer") as self.case:
            self.fact = gr.Textbox(
                "", label=words("case_fact"), info=words("case_fact_hint"), scale=6, min_width=260, elem_id="case-fact"
            )
            self.keep = gr.Button(words("keep_case"), scale=1, min_width=140, elem_id="keep-case")

    def _filters(self) -> None:
        words = self._words
        with gr.Row():
            self.since, self.until = (
                gr.Textbox(
                    "",
                    label=words(key),
                    placeholder=words("date_hint"),
                    max_length=10,
                    min_width=140,
                    elem_id=f"ask-{key}",
                )
                for key in ("since", "until")
            )
            self.outlets = gr.Dropdown([], label=words("outlets"), multiselect=True, value=[], min_width=220)
            self.languages = gr.Dropdown([], label=words("languages"), multiselect=True, value=[], min_width=220)

    @property
    def filtered(self) -> list[Any]:
        """Controls that say which articles may be used."""
        return [self.since, self.until, self.outlets, self.languages]

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the library."""
        return [self.outlets, self.languages, self.examples, self.conversation]

    def connect(self) -> None:
        """Wire the components."""
        changed = [self.box, self.turns, self.notice, self.conversation, self.after, self.case, self.examples]
        gr.on(
            [self.box.submit, self.send.click],
            self._ask,
            [self.box, self.turns, *self.filtered],
            changed,
            show_progress="hidden",
            api_visibility="private",
            concurrency_id="ask",
        )
        for button, question in self._examples:
            button.click(
                self._ask,
                [gr.State(question), self.turns, *self.filtered],
                changed,
                show_progress="hidden",
                api_visibility="private",
                concurrency_id="ask",
            )
        self.clear.click(
            self._clear,
            None,
            [self.turns, self.conversation, self.after, self.case, self.notice],
            api_visibility="private",
        )
        self.wrong.click(
            lambda: {self.case: gr.update(visible=True), self.fact: ""},
            None,
            [self.case, self.fact],
            api_visibility="private",
        )
        gr.on(
            [self.keep.click, self.fact.submit],
            self._keep,
            [self.turns, self.fact],
            [self.notice, self.case],
            show_progress="hidden",
            api_visibility="private",
        )

    def refresh(self, shelf: Shelf, outlets: Sequence[str], languages: Sequence[str], turns: Sequence[Turn]) -> Updates:
        """The choices that the library now leaves; ``outlets`` and ``languages`` are those chosen so far."""
        words = self._words
        updates: Updates = {
            self.outlets: gr.update(choices=list(shelf.outlets), value=[o for o in outlets if o in shelf.outlets]),
            self.languages: gr.update(
                choices=shelf.language_choices(words), value=[c for c in languages if c in shelf.languages]
            ),
            self.examples: gr.update(visible=bool(shelf.samples) and not turns),
        }
        if not turns:
            updates[self.conversation] = conversation([], words, empty_library=not shelf.listed)
        return updates

    def _ask(
        self,
        question: str,
        turns: list[Turn],
        since: str,
        until: str,
        outlets: list[str],
        languages: list[str],
    ) -> Iterator[Updates]:
        words = self._words
        question = question.strip()
        if not question:
            yield {self.notice: notice(say("empty_question", words.language), words=words)}
            return
        try:
            chosen = filters(since, until, outlets, languages, words)
            yield {
                self.notice: "",
                self.box: "",
                self.examples: gr.update(visible=False),
                self.case: gr.update(visible=False),
                self.conversation: conversation([*turns, Turn(question)], words),
            }
            before = [t.answer.searched or t.question for t in turns if t.answer]
            answer: Answer | None = None
            for event in self._service.ask_stream(question, chosen, before):
                if isinstance(event, Answer):
                    answer = event
                else:
                    yield {self.conversation: conversation([*turns, Turn(question, writing=event)], words)}
            assert answer is not None
            turns = [*turns, Turn(question, answer, len(answer.sentences))][-_TURNS:]
            for shown in range(1, len(answer.sentences)):
                yield {self.conversation: conversation([*turns[:-1], Turn(question, answer, shown)], words)}
            yield {
                self.conversation: conversation(turns, words),
                self.turns: turns,
                self.after: gr.update(visible=True),
            }
        except Exception as error:
            yield {
                self.notice: failure(error, words),
                self.box: question,
                self.conversation: conversation(turns, words),
            }

    def _clear(self) -> Updates:
        words = self._words
        return {
            self.turns: [],
            self.conversation: conversation([], words),
            self.after: gr.update(visible=False),
            self.case: gr.update(visible=False),
            self.notice: "",
        }

    def _keep(self, turns: list[Turn], fact: str) -> Updates:
        """The last question becomes a case of the evaluation."""
        words = self._words
        try:
            last = turns[-1]
            articles = dict.fromkeys(p.article for p in last.answer.passages) if last.answer else ()
            language = reader_language(last.question)
            case = keep(self._service.settings.library, last.question, language, fact.strip(), articles)
        except Exception as error:
            return {self.notice: failure(error, words)}
        return {self.notice: notice(words("case_kept", id=case.id), "done", words), self.case: gr.update(visible=False)}
