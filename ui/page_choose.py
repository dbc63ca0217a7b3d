"""On the tab *Draft*: which articles a draft is made of, how many they are, and from how many sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.choice import Choice
from rag.domain import Draft, Filters
from rag.mix import Card, Mix
from rag.service import Service

from .failing import failure
from .render import notice
from .render_choose import mix
from .shelf import Shelf, filters
from .words import Words

__all__ = ["ChoosePage"]

_OFFERED = 50  # articles that can be picked one by one: a browser does not bear a list of thousands
_TYPICAL = 150  # words of the draft whose sources are foretold while a topic is typed

Updates = dict[Any, Any]  # of Gradio components


class ChoosePage:
    """Components that choose, and what happens when they are used."""

    def __init__(self, service: Service, words: Words) -> None:
        self._service = service
        self._words = words
        self.version = gr.State(0)  # goes up when the page is brought up to date
        with gr.Accordion(words("choose"), open=False, elem_classes="filters", elem_id="choose"):
            self._fields()
        self.notice = gr.HTML("", apply_default_css=False, elem_id="choose-notice")
        self.mix = gr.HTML("", apply_default_css=False, elem_id="mix")

    def _fields(self) -> None:
        words = self._words
        with gr.Row():
            self.find = gr.Textbox("", label=words("find_articles"), scale=2, min_width=260, elem_id="choose-find")
            self.since, self.until = (
                gr.Textbox(
                    "",
                    label=words(key),
                    placeholder=words("date_hint"),
                    max_length=10,
                    min_width=130,
                    elem_id=f"choose-{key}",
                )
                for key in ("since", "until")
            )
        with gr.Row():
            self.outlets, self.languages = (
                gr.Dropdown([], label=words(key), multiselect=True, value=[], min_width=220, elem_id=f"choose-{key}")
                for key in ("outlets", "languages")
            )
            self.set = gr.Dropdown([], label=words("saved_set"), min_width=220, elem_id="choose-set")
        self.articles = gr.Dropdown(
            [],
            value=[],
            multiselect=True,
            label=words("pick"),
            info=words("pick_hint"),
            elem_id="draft-articles",
        )
        with gr.Row(elem_classes="composer"):
            self.name = gr.Textbox("", label=words("set_name"), scale=5, min_width=200, elem_id="set-name")
            self.save = gr.Button(words("save_set"), scale=1, min_width=160, elem_id="save-set")
            self.delete = gr.Button(words("delete_set"), scale=1, min_width=160, elem_id="delete-set")

    @property
    def fields(self) -> list[Any]:
        """Components that say what is chosen, as ``choice`` takes them."""
        return [self.find, self.since, self.until, self.outlets, self.languages, self.set, self.articles]

    @property
    def refreshed(self) -> list[Any]:
        """Components that change with the library, as ``refresh`` takes them."""
        return [self.outlets, self.languages, self.set, self.version]

    def connect(self, topic: Any) -> None:
        """Wire the components; ``topic`` is where a topic is typed."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # One event tells, whatever the reason, so that an earlier choice never comes after a later one.
        gr.on(
            [
                self.find.change,
                *(event for field in (self.since, self.until) for event in (field.submit, field.blur)),
                *(field.input for field in (self.outlets, self.languages, self.set, self.articles)),
                topic.change,
                self.version.change,
            ],
            self._told,
            [*self.fields, topic],
            [self.articles, self.mix, self.notice],
            trigger_mode="always_last",
            **quiet,
        )
        gr.on(
            [self.save.click, self.name.submit],
            self._save,
            [self.name, *self.fields],
            [self.notice, self.set, self.name],
            **quiet,
        )
        changed = [self.notice, self.set, self.version]
        self.delete.click(self._delete, [self.set, self.version], changed, **quiet)

    def choice(self, *fields: Any) -> Choice:
        """What ``fields`` say; articles picked one by one are all that is meant. Raises InputError for a wrong date."""
        find, since, until, outlets, languages, saved, picked = fields
        if picked:
            return Choice(Filters(article_ids=tuple(picked)))
        return Choice(filters(since, until, outlets, languages, self._words), find.strip(), saved or "")

    def refresh(
        self, shelf: Shelf, outlets: Sequence[str], languages: Sequence[str], saved: str | None, version: int
    ) -> Updates:
        """The choices that the library now leaves; the fields keep what is still there of what they say."""
        words = self._words
        return {
            self.outlets: gr.update(choices=list(shelf.outlets), value=[o for o in outlets if o in shelf.outlets]),
            self.languages: gr.update(
                choices=shelf.language_choices(words), value=[c for c in languages if c in shelf.languages]
            ),
            self.set: self._sets(saved),
            self.version: version + 1,
        }

    def _sets(self, chosen: str | None) -> Any:
        sets = self._service.choosing.sets()
        choices = [("—", ""), *((f"{name} ({count})", name) for name, count in sets.items())]
        return gr.update(choices=choices, value=chosen if chosen in sets else "")

    def _told(self, *given: Any) -> Updates:
        """The articles that can be picked, and where those that are chosen come from."""
        words, choosing, (*fields, picked, topic) = self._words, self._service.choosing, given
        try:
            narrowed = self.choice(*fields, ())
            left = choosing.cards(narrowed)
            chosen = choosing.cards(self.choice(*fields, picked)) if picked else left
            offered = dict.fromkeys([*(chosen if picked else ()), *left[:_OFFERED]])
            few = len(left) <= _OFFERED
            hint = words("pick_hint") if few else words("pick_more", shown=_OFFERED, count=len(left))
            missing = 0
            if narrowed.set and not picked:
                missing = len(choosing.saved(narrowed.set)) - len(choosing.cards(Choice(set=narrowed.set)))
            ids = [card.id for card in chosen] if picked else []
            return {
                self.articles: gr.update(choices=[self._option(c) for c in offered], value=ids, info=hint),
                self.mix: mix(Mix.of(chosen), words, missing=missing)
                + self._foretold(self.choice(*fields, ids), topic),
                self.notice: "",
            }
        except Exception as error:
            return {self.notice: failure(error, words)}

    def _foretold(self, choice: Choice, topic: str) -> str:
        """Where the articles come from that a draft on the topic would cite; nothing for one that cannot be made."""
        if not topic.strip():
            return ""
        try:
            ids, passing = self._service.choosing.drawn_on(choice, topic)
            articles = self._service.would_cite(topic, ids, _TYPICAL, passing)
        except Exception as error:
            return failure(error, self._words)
        found = Mix.of(list(map(Card.of, articles)))
        return mix(found, self._words, heading=self._words("would_cite")) if articles else ""

    def warning(self, draft: Draft) -> str:
        """Where the articles come from that a draft cites, when that is one source."""
        found = Mix.of(list(map(Card.of, draft.articles)))
        return mix(found, self._words, heading=self._words("cites")) if found.one_source else ""

    def _option(self, card: Card) -> tuple[str, str]:
        words = self._words
        day = card.published.isoformat() if card.published else words("undated")
        return f"{card.title} — {card.source or words('no_source')}, {day}", card.id

    def _save(self, name: str, *fields: Any) -> Updates:
        words, choosing = self._words, self._service.choosing
        try:
            choice = self.choice(*fields)
            ids = [card.id for card in choosing.cards(choice)] if choice != Choice() else []
            kept = choosing.save(name, ids)
            told = notice(words("set_saved", name=kept, count=len(ids)), "done", words)
            return {self.notice: told, self.set: self._sets(choice.set), self.name: ""}
        except Exception as error:
            return {self.notice: failure(error, words)}

    def _delete(self, name: str | None, version: int) -> Updates:
        words = self._words
        try:
            self._service.choosing.delete(name or "")
            told = notice(words("set_deleted", name=name), "done", words)
            return {self.notice: told, self.set: self._sets(None), self.version: version + 1}
        except Exception as error:
            return {self.notice: failure(error, words)}
