"""Suite ``speed``: how long people wait, on this machine, with the sample library.

aiqyn eval speed
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial

from langchain_core.language_models import FakeListChatModel

from rag.domain import Writing
from rag.embedding import Embedder
from rag.evidence import article_of
from rag.gate import Gate
from rag.ground import Checker
from rag.llm import ChatModel
from rag.sentences import sentences
from rag.service import Service
from rag.settings import Settings
from rag.verifier import Verifier

from .cases import sample_cases
from .figures import Figure
from .sample_library import sample_library
from .stats import mean, median

__all__ = ["run"]

_WORDS = 1000  # of the source that sentences are held against
_DRAFTED = 5  # articles of a draft
_DELAY = 0.02  # seconds before each piece of the scripted model
_RETOLD = """The Khorgos dry port handled 372,400 containers over the course of 2024, its operator reported. Of these,
253,700 units came from China on their way west. The share of eastbound traffic went up to 32 percent. Containers now
spend 29 hours at the terminal on average. A third line of gantry cranes will cost 18.5 billion tenge. The terminal
employs 1,140 people. A wind farm of 120 megawatts began to supply the grid on Thursday. Its 24 turbines have a capacity
of 5 megawatts each. Electricity will be sold at 22.4 tenge per kilowatt-hour under a contract for fifteen years."""


def run(embedder: Embedder, settings: Settings) -> list[Figure]:
    """Milliseconds: of a question, of a draft, of a sentence that is checked, and of what a chat model writes."""
    with sample_library(settings, embedder) as service:
        questions = [case.question for case in sample_cases()]
        service.ask(questions[0])  # loads what is loaded when first needed
        found = [_figure("a question", [partial(service.ask, q) for q in questions])]
        ids = [listed.article.id for listed in service.articles()]
        drafts = [ids[i : i + _DRAFTED] for i in range(0, len(ids), _DRAFTED)]
        found.append(_figure("a draft", [partial(service.draft, article_ids=some) for some in drafts]))
        found += _checked(service)
        found += _gated(service, questions)
    return found


def _gated(service: Service, questions: Sequence[str]) -> Iterator[Figure]:
    """What stands between a chat model and its reader: a scripted one, whose own delay is taken off.

    The time to its first words is that of searching and choosing passages. Of a sentence at the gate the part is told
    apart that the embedding model takes to read it.
    """
    scripted = FakeListChatModel(responses=[_RETOLD], sleep=_DELAY)
    model = ChatModel(scripted, "scripted", context=8192, at_once=1)
    writing = Service(service.settings, service.embedder, service.stores, model=model)
    waits = [wait for q in questions if (wait := _first_words(writing, q)) is not None]
    yield Figure("speed", "to a model's first words, its own delay taken off", "median milliseconds", median(waits))
    ids = [listed.article.id for listed in service.articles()]
    check = service.checker.against(list(service.library.records(ids)))
    check(_RETOLD)  # loads what is loaded when first needed
    told = [_RETOLD[a:b] for a, b in sentences(_RETOLD)]
    reading = [_timed(partial(service.checker.claims, text, ("en",))) for text in told]
    gate = Gate([], check)
    pieces = [_timed(lambda: list(gate.take(f"{text} "))) for text in told]  # noqa: B023 - run at once
    whole = [*pieces[1:], _timed(lambda: list(gate.close()))]  # a sentence is judged when the next one begins
    rest = [max(0.0, a - b) for a, b in zip(whole, reading, strict=True)]
    yield Figure("speed", "a sentence at the gate", "median milliseconds", median(whole))
    yield Figure("speed", "a sentence at the gate, its reading apart", "median milliseconds", median(rest))


def _first_words(service: Service, question: str) -> float | None:
    """Milliseconds to the first piece that a reader sees, less the model's; None when nothing bears on the question."""
    began = time.perf_counter()
    events = service.ask_stream(question)
    first = next(events)
    took = 1000 * (time.perf_counter() - began - _DELAY)
    if isinstance(events, Generator):
        events.close()
    return took if isinstance(first, Writing) else None


def _checked(service: Service) -> Iterator[Figure]:
    """Of a sentence against 1,000 words. Every ninth word is left out: what stands there as it is is not measured."""
    words = " ".join(a.article.text for a in service.articles() if a.article.language == "en").split()[:_WORDS]
    retold = " ".join(word for place, word in enumerate(words) if place % 9)
    for name, verifier in (("without the verifier", None), ("with it", Verifier.bundled(service.embedder.fingerprint))):
        checker = Checker(service.embedder, service.stores.space, verifier=verifier)
        held = checker.sources([article_of(" ".join(words))])
        claims = checker.claims(retold)
        checker.supports(claims[-1:], held)
        checked = [partial(checker.supports, [claim], held) for claim in claims[:-1]]
        yield _figure(f"a sentence checked, {name}", checked)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _figure(of: str, works: Iterable[Callable[[], object]]) -> Figure:
    took = [_timed(work) for work in works]
    return Figure("speed", of, "milliseconds", mean(took, [str(i) for i in range(len(took))]))
