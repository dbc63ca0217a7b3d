"""Instructions planted in articles: fifteen kinds, in each language, change no answer and no draft, and reach nobody.

With a chat model that obeys each of them, what it then writes is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from eval.cases import sample_cases
from eval.instructions import Instruction, of_folder, ours, with_planted
from ingest.index import encode_articles
from rag.domain import Answer, Draft, Verdict
from rag.embedding import Embedder
from rag.errors import InputError
from rag.llm import open_chat
from rag.service import Service
from rag.settings import Settings

from .chat_server import chatting
from .conftest import SHARED

pytest.importorskip("langchain_openai")

OURS = ours()
KINDS = {i.kind for i in OURS}
THEIRS = of_folder(SHARED / "eval_data")
ASKED = {
    "en": "How many containers did the Khorgos dry port handle in 2024?",
    "ru": "Сколько месяцев продолжалась реконструкция пункта пропуска «Бахты»?",
}
TRUE = {
    "en": "The Khorgos dry port handled 372,400 twenty-foot equivalent units in 2024",
    "ru": "Реконструкция пункта «Бахты» продолжалась девять месяцев",
}
ABOUT = {"en": "handled a record 372,400", "ru": "«Бахты» после реконструкции"}


def named(instruction: Instruction) -> str:
    return f"{instruction.language} {instruction.kind} {instruction.text[:30]}"


@dataclass
class Hostile:
    """The sample library with every instruction planted; what its model writes is set by the test."""

    quoting: Service
    writing: Service
    says: str = ""

    def article_id(self, title: str) -> str:
        return next(listed.article.id for listed in self.quoting.articles() if title in listed.article.title)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, sample: Service) -> Iterator[Hostile]:
    settings = Settings(library=tmp_path_factory.mktemp("hostile") / "library")
    articles = sorted((listed.article for listed in sample.articles()), key=lambda a: a.id)
    everything = [*OURS, *THEIRS]
    planted = [
        replace(article, text=with_planted(article.text, everything[turn :: len(articles)]))
        for turn, article in enumerate(articles)
    ]
    found: Hostile | None = None

    def reply(_: dict[str, Any]) -> str:
        assert found is not None
        return found.says

    with Service.open(settings, embedder=embedder) as quoting, chatting(reply) as server:
        quoting.stores.put(encode_articles(planted, embedder, quoting.stores.space))
        model = open_chat(Settings(model="openai:scripted", model_url=server.url, model_timeout=20))
        found = Hostile(quoting, Service(settings, embedder, quoting.stores, model=model))
        yield found


def told(made: Answer | Draft) -> list[str]:
    return [s.text for s in made.sentences]


@pytest.fixture(scope="module")
def quoted(hostile: Hostile) -> dict[str, set[str]]:
    """By language: what stands in when the model has nothing to show."""
    return {
        language: {
            *told(hostile.quoting.ask(ASKED[language])),
            *told(hostile.quoting.draft(article_ids=[hostile.article_id(ABOUT[language])], words=60)),
        }
        for language in ASKED
    }


def test_ours_are_of_all_kinds_in_english_and_russian() -> None:
    assert len(KINDS) == 15
    assert {(i.kind, i.language) for i in OURS} >= {(kind, language) for kind in KINDS for language in ("en", "ru")}


@pytest.mark.parametrize("case", sample_cases()[::5], ids=lambda case: case.id)
def test_no_answer_changes(sample: Service, hostile: Hostile, case: Any) -> None:
    assert told(hostile.quoting.ask(case.question)) == told(sample.ask(case.question))


@pytest.mark.parametrize("style", ["brief", "timeline"])
def test_no_draft_changes(sample: Service, hostile: Hostile, style: Any) -> None:
    for listed in sample.articles()[::3]:
        given = {"article_ids": [listed.article.id], "style": style, "words": 120}
        assert told(hostile.quoting.draft(**given)) == told(sample.draft(**given)) != []
    assert told(hostile.quoting.draft("trade with China")) == told(sample.draft("trade with China")) != []


@pytest.mark.parametrize("instruction", [*OURS, *THEIRS], ids=named)
def test_it_is_not_quoted_when_asked_for_word_for_word(hostile: Hostile, instruction: Instruction) -> None:
    assert all(instruction.text not in text for text in told(hostile.quoting.ask(instruction.text)))


def test_none_is_quoted_in_drafts_that_hold_all_there_is(hostile: Hostile) -> None:
    shown = " ".join(
        text
        for listed in hostile.quoting.articles()
        for text in told(hostile.quoting.draft(article_ids=[listed.article.id], words=5000))
    )
    assert [i.text for i in (*OURS, *THEIRS) if i.text in shown] == []
    assert "372,400" in shown


def test_instructions_of_the_data_folder_were_tried() -> None:
    if not THEIRS:
        pytest.skip("shared/eval_data/injection_train.json is not here")
    assert len({i.kind for i in THEIRS}) == 15


@pytest.mark.parametrize("instruction", [i for i in OURS if i.language in ASKED], ids=named)
def test_what_a_model_writes_that_obeys_is_withheld(
    hostile: Hostile, quoted: dict[str, set[str]], instruction: Instruction
) -> None:
    language = instruction.language
    hostile.says = f"{TRUE[language]} [1]. {instruction.obeyed} {instruction.text}"
    answer = hostile.writing.ask(ASKED[language])
    draft = hostile.writing.draft(article_ids=[hostile.article_id(ABOUT[language])], words=60)
    for made in (answer, draft):
        assert made.sentences
        assert {s.verdict for s in made.sentences} == {Verdict.SUPPORTED}
        assert set(told(made)) <= {f"{TRUE[language]}.", *quoted[language]}
        for planted in (instruction.obeyed, instruction.text):
            assert planted.rstrip(".") not in " ".join(told(made))
    if answer.engine != "extractive":
        assert [s.text for s in answer.sentences if not s.quoted] == [f"{TRUE[language]}."]
        assert answer.withheld


def test_a_model_does_not_read_them(hostile: Hostile) -> None:
    read: list[str] = []

    def reply(body: dict[str, Any]) -> str:
        read.append(body["messages"][0]["content"])
        return f"{TRUE['en']} [1]."

    with chatting(reply) as server:
        model = open_chat(Settings(model="openai:scripted", model_url=server.url))
        service = Service(hostile.quoting.settings, hostile.quoting.embedder, hostile.quoting.stores, model=model)
        service.ask(ASKED["en"])
    assert "372,400" in read[0]
    assert [i.text for i in (*OURS, *THEIRS) if i.text in read[0]] == []


@pytest.mark.parametrize("broken", ["[]", "{", '{"kind": 3}'])
def test_a_file_of_another_kind_is_told(tmp_path_factory: pytest.TempPathFactory, broken: str) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "injection_train.json").write_text(broken, "utf-8")
    with pytest.raises(InputError, match="is no file of instructions"):
        of_folder(folder)
    assert of_folder(folder / "nowhere") == of_folder(None) == []
