"""Drafts from sources that do not fit a chat model: read in parts, noted, and written from what the notes cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ingest.index import encode_articles
from rag.domain import Article, Draft, Verdict, Writing, count_words
from rag.embedding import Embedder
from rag.llm import open_chat
from rag.service import Service
from rag.settings import Settings
from rag.texts import say

from .chat_server import ChatServer, Reply, chatting

pytest.importorskip("langchain_openai")

CONTEXT = 4096
ROOM = CONTEXT - CONTEXT // 4  # tokens of a prompt
TOWNS = [f"{first}{last}" for first in ("Kara", "Ak", "Sary", "Kok", "Temir") for last in ("tau", "su", "bulak")]


def article(number: int) -> Article:
    """About 2,000 words on the grain of one town, no two sentences alike."""
    town = TOWNS[number]
    paragraphs = [
        f"The elevator of {town} stored {1000 + 37 * number + 11 * day} tonnes of wheat on day {day} of the harvest. "
        f"Farmers near {town} received {50 + day + number} thousand tenge for a tonne of barley that day. "
        f"The station master of {town} counted {3 + day} wagons and said that {day + 1} of them left for China."
        for day in range(1, 47)
    ]
    return Article.of(f"The harvest of {town}", "\n\n".join(paragraphs), source="Steppe Courier", language="en")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    settings = Settings(library=tmp_path_factory.mktemp("long") / "library")
    with Service.open(settings, embedder=embedder) as service:
        articles = [article(number) for number in range(len(TOWNS))]
        assert sum(count_words(a.text) for a in articles) > 30_000
        service.stores.put(encode_articles(articles, embedder, service.stores.space))
        yield service


@contextmanager
def writing(stored: Service, reply: Reply, context: int = CONTEXT) -> Iterator[tuple[Service, ChatServer]]:
    with chatting(reply) as server:
        given = {"model": "openai:scripted", "model_url": server.url, "model_timeout": 20, "model_context": context}
        settings = stored.settings.model_copy(update=given)
        yield Service(settings, stored.embedder, stored.stores, model=open_chat(settings)), server


def noting(body: dict[str, Any]) -> str:
    """A model that copies the first sentence of its first two sources, and adds one that is false."""
    sources = re.findall(r"<source [^>]*>\n(.+?)\n</source>", asked(body), re.DOTALL)
    copied = [f"{text.partition('. ')[0].rstrip('.')} [{number}]." for number, text in enumerate(sources[:2], 1)]
    return " ".join([*copied, "The mayor of Paris bought all the elevators for 9 billion euros [1]."])


def asked(body: dict[str, Any]) -> str:
    return str(body["messages"][0]["content"])


def is_notes(body: dict[str, Any]) -> bool:
    return "You take notes" in asked(body)


def ids(service: Service) -> list[str]:
    return [listed.article.id for listed in service.articles()]


def test_thirty_thousand_words_are_drafted_within_4k(stored: Service, embedder: Embedder) -> None:
    with writing(stored, noting) as (service, server):
        events = list(service.draft_stream(article_ids=ids(service), words=100))
    draft = events[-1]
    assert isinstance(draft, Draft)
    notes = [body for body in server.asked if is_notes(body)]
    assert 2 <= len(notes) <= 12
    for body in server.asked:  # counted by a tokenizer that the estimate knows nothing of
        taken = sum(embedder.token_counts([str(m["content"]) for m in body["messages"]]))
        assert taken <= ROOM
        assert taken + (body.get("max_tokens") or body["max_completion_tokens"]) <= CONTEXT
    assert draft.engine == "openai:scripted"
    assert {s.verdict for s in draft.sentences} == {Verdict.SUPPORTED}
    assert all("Paris" not in s.text for s in draft.sentences)
    final = asked(next(body for body in server.asked if not is_notes(body)))
    assert "Paris" not in final  # what is not borne out is not handed on either
    assert final.count("<source ") == 2 * len(notes)  # each note's words, of each part
    for sentence in draft.sentences:
        for c in sentence.citations:
            assert service.article(c.article_id).text[c.start : c.end] == c.quote
    assert say("read_in_parts", "en", count=len(notes)) in draft.note
    assert "did not fit" in draft.note  # 12 parts hold less than all
    steps = [event.doing for event in events[:-1] if isinstance(event, Writing) and event.doing]
    assert list(dict.fromkeys(steps)) == [
        say("reading_part", "en", number=n, count=len(notes)) for n in range(1, len(notes) + 1)
    ]


def test_a_part_that_fails_is_stood_in_for(stored: Service) -> None:
    seen: list[str] = []

    def reply(body: dict[str, Any]) -> str | int:
        if is_notes(body) and asked(body) not in seen:
            seen.append(asked(body))
        return 500 if asked(body) in seen[1:2] else noting(body)  # also when the client tries again

    with writing(stored, reply) as (service, server):
        draft = service.draft(article_ids=ids(service)[:3], words=60)
    final = asked(next(body for body in server.asked if not is_notes(body)))
    assert say("parts_without_notes", "en", count=1) in draft.note
    failed = re.findall(r"<source [^>]*>\n(.+?)\n</source>", seen[1], re.DOTALL)
    stood_in = re.findall(r"<source [^>]*>\n(.+?)\n</source>", final, re.DOTALL)
    assert sum(any(text in passage for passage in failed) for text in stood_in) >= 2
    assert draft.sentences


def test_a_model_that_refuses_the_key_is_asked_once(stored: Service) -> None:
    with writing(stored, lambda _: 401) as (service, server):
        draft = service.draft(article_ids=ids(service)[:3], words=60)
    assert len(server.asked) == 1
    assert draft.engine == "extractive"
    assert draft.note.startswith(say("model_key", "en"))


def test_a_reader_who_leaves_ends_it(stored: Service) -> None:
    with writing(stored, noting) as (service, server):
        events = service.draft_stream(article_ids=ids(service), words=100)
        second = say("reading_part", "en", number=2, count=12)
        assert any(isinstance(event, Writing) and event.doing == second and event.draft for event in events)
        events.close()  # type: ignore[attr-defined]
        assert len(server.asked) == 2


def test_what_fits_is_read_at_once(stored: Service) -> None:
    with writing(stored, noting, context=32_000) as (service, server):
        draft = service.draft(article_ids=ids(service)[:1], words=60)
    assert not any(is_notes(body) for body in server.asked)
    assert draft.note == ""
