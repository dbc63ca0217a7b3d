"""Suite ``speed``: how long people wait, on this machine, with the sample library.

aiqyn eval speed
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from rag.embedding import Embedder
from rag.evidence import article_of
from rag.ground import Checker
from rag.service import Service
from rag.settings import Settings
from rag.verifier import Verifier

from .cases import sample_cases
from .figures import Figure
from .sample_library import sample_library
from .stats import mean

__all__ = ["run"]

_WORDS = 1000  # of the source that sentences are held against
_DRAFTED = 5  # articles of a draft


def run(embedder: Embedder, settings: Settings) -> list[Figure]:
    """Mean milliseconds: of a question, of a draft, and of a sentence that is checked, its text having been read."""
    with sample_library(settings, embedder) as service:
        questions = [case.question for case in sample_cases()]
        service.ask(questions[0])  # loads what is loaded when first needed
        found = [_figure("a question", [partial(service.ask, q) for q in questions])]
        ids = [listed.article.id for listed in service.articles()]
        drafts = [ids[i : i + _DRAFTED] for i in range(0, len(ids), _DRAFTED)]
        found.append(_figure("a draft", [partial(service.draft, article_ids=some) for some in drafts]))
        found += _checked(service)
    return found


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
