"""``make bench``: how fast ingest and asking are on this machine. Prints; judges nothing.

    python -m eval.bench [ingest|ask|served|check|draft|edit|choose] …

*ingest*: articles into a fresh library by the ordinary path, against bare ``SentenceTransformer.encode`` of the same
chunks, in turns; the ratio of their speeds. *ask*: the sample questions on the sample library, in the process that
holds it. *served*: the same, each asked by a command ``aiqyn ask`` of its own, of a library that ``aiqyn serve`` holds.
*check*: a draft of 400 words against ten articles of a library, for the first time, and after a change in one sentence.
*draft*: 400 words from twenty articles. *edit*: that draft on the desk, a figure of one sentence changed at a time.
*choose*: the tab Draft's list and mix of sources, of 10,000 articles.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ingest.chunk import chunk_articles
from ingest.read import Found, expand, read
from ingest.samples import sample_folder
from rag.bundled import bundled_model
from rag.choice import Choice, Choosing
from rag.domain import Article, count_words
from rag.embedding import Embedder
from rag.library import Library, Record
from rag.mix import Mix
from rag.service import Service
from rag.settings import Settings

from .sample_library import sample_library

__all__ = ["main"]

_COPIES = 4  # of the sample library, paragraphs turned about so that no two articles are alike
_ROUNDS = 3
_DRAFT, _HELD_AGAINST = 400, 10  # words of a draft, and articles that it is checked against
_DRAWN_ON = 20  # articles of a large draft
_MANY = 10_000  # articles to choose among
_UNIT = re.compile(r"[\u3400-\u9fff]\W*|[^\s\u3400-\u9fff]+\s*")
_QUESTIONS = Path(__file__).parents[1] / "tests" / "data" / "sample_questions.jsonl"


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    settings = Settings()
    embedder = Embedder.load(settings)
    suites: dict[str, Callable[[Settings, Embedder], None]] = {
        "ingest": bench_ingest,
        "ask": bench_ask,
        "served": bench_served,
        "check": bench_check,
        "draft": bench_draft,
        "edit": bench_edit,
        "choose": bench_choose,
    }
    for name in sys.argv[1:] or suites:
        suites[name](settings, embedder)


def bench_ingest(settings: Settings, embedder: Embedder) -> None:
    """Speed of the whole ingest as a share of the speed of bare encoding."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bundled_model(settings.cache)), local_files_only=True)
    articles = _articles()
    chunks = [chunk.text for some in chunk_articles(articles, embedder) for chunk in some]
    ratios = []
    for _ in range(_ROUNDS):
        bare = _seconds(lambda: model.encode(chunks, prompt_name="passage", show_progress_bar=False))
        whole = _ingest_seconds(articles, settings, embedder)
        ratios.append(bare / whole)
        print(
            f"ingest: {len(chunks)} chunks of {len(articles)} articles: {len(chunks) / whole:.1f} a second; "
            f"bare encode {len(chunks) / bare:.1f}; ratio {bare / whole:.2f}"
        )
    print(f"ingest: median ratio {statistics.median(ratios):.2f} over {_ROUNDS} rounds")


def bench_ask(settings: Settings, embedder: Embedder) -> None:
    """Milliseconds from question to answer."""
    questions = _questions()
    with sample_library(settings, embedder) as service:
        service.ask(questions[0])
        timings = [service.ask(question).timings_ms for question in questions]
    _print("ask", timings)
    print(f"ask: {len(questions)} questions in four languages on the sample library")


def bench_served(settings: Settings, _embedder: Embedder) -> None:
    """Milliseconds that the server works on a question, and that a reader waits for the command ``aiqyn ask``."""
    questions = _questions()
    with tempfile.TemporaryDirectory() as folder, _serving(folder, settings) as aiqyn:
        timings = []
        for question in [questions[0], *questions]:
            began = time.perf_counter()
            told = subprocess.run(
                [*aiqyn, "ask", question, "--json"], capture_output=True, check=True, env=_env(folder, settings)
            )
            waited = (time.perf_counter() - began) * 1000
            timings.append({**json.loads(told.stdout)["timings_ms"], "command": waited})
    _print("served", timings[1:])  # the first question warms the server up


def bench_check(settings: Settings, embedder: Embedder) -> None:
    """Seconds until every sentence of a draft has its verdict."""
    with sample_library(settings, embedder) as service:
        articles = [listed.article for listed in service.articles()[:_HELD_AGAINST]]
        parts = [_retold(a.text, _DRAFT // _HELD_AGAINST) for a in articles]
        ids = [a.id for a in articles]
        service.check_library("The bridge is open. Мост открыт.", ids[:1])  # loads what is loaded when first needed
        for name, some in (("first", parts), ("changed", [f"Not {parts[0]}", *parts[1:]])):
            text = " ".join(some)
            began = time.perf_counter()
            checked = service.check_library(text, ids)
            took = time.perf_counter() - began
            print(
                f"check: {name:7} {took:.2f} s for {count_words(text)} words, {len(checked.sentences)} sentences, "
                f"against {len(ids)} articles in the languages {', '.join(sorted({a.language for a in articles}))}"
            )


def bench_draft(settings: Settings, embedder: Embedder) -> None:
    """Seconds until a draft of many articles is there, with its verdicts and facts."""
    with _copied(settings, embedder) as service:
        ids = [listed.article.id for listed in service.articles()][:_DRAWN_ON]
        for turn in ("first", "again"):
            began = time.perf_counter()
            made = service.draft(article_ids=ids, words=_DRAFT)
            took = time.perf_counter() - began
            print(f"draft: {turn} {took:.2f} s for {len(made.sentences)} sentences from {len(ids)} articles")


def bench_edit(settings: Settings, embedder: Embedder) -> None:
    """Seconds from a change in one sentence to the verdicts on the whole text."""
    with _copied(settings, embedder) as service:
        ids = [listed.article.id for listed in service.articles()][:_DRAWN_ON]
        kept = service.desk.keep(service.draft(article_ids=ids, words=_DRAFT), {"articles": ids})
        figures = list(re.finditer(r"\d+", kept.text))
        took = []
        for figure in figures:
            text = f"{kept.text[: figure.start()]}{int(figure[0]) + 1}{kept.text[figure.end() :]}"
            took.append(_seconds(partial(service.desk.proposed, kept.draft, text)))
    first, *others = took
    print(f"edit: first {first:.2f} s, then median {statistics.median(others):.2f} s, greatest {max(others):.2f} s, "
          f"{len(others)} edits, held against {len(ids)} articles")  # fmt: skip


def bench_choose(_settings: Settings, _embedder: Embedder) -> None:
    """Seconds until a choice among many articles is listed and counted."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.in_folder(Path(folder))
        samples = _articles()
        for n in range(0, _MANY, 1000):
            some = [samples[i % len(samples)] for i in range(n, n + 1000)]
            told = (Article.of(f"{a.title} {n + i}", a.text, source=a.source) for i, a in enumerate(some))
            library.put([Record(a, (), ()) for a in told])
        choosing = Choosing(library)
        for name, choice in (("all", Choice()), ("two words", Choice(words="Khorgos border"))):
            took = [_seconds(lambda: Mix.of(choosing.cards(choice))) for _ in range(_ROUNDS)]  # noqa: B023
            left = len(choosing.cards(choice))
            print(f"choose: {name}: median {statistics.median(took):.2f} s, {left} of {_MANY} articles")
        library.close()


@contextmanager
def _copied(settings: Settings, embedder: Embedder) -> Iterator[Service]:
    """A library of the sample articles, each several times with its paragraphs turned about."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in map(_row, _articles()[:_DRAWN_ON])), "utf-8")
        opened = settings.model_copy(update={"library": Path(folder) / "library"})
        with Service.open(opened, embedder=embedder) as service:
            service.ingest([str(file)])
            yield service


def _row(article: Article) -> dict[str, str]:
    return {"title": article.title, "text": article.text, "source": article.source, "language": article.language}


def _retold(text: str, words: int) -> str:
    """The beginning of a text without every ninth word: a sentence that stands there as it is would not be measured."""
    units = _UNIT.findall(text)[: words * 5 // 4]
    return "".join(unit for i, unit in enumerate(units) if i % 9 != 4)


@contextmanager
def _serving(folder: str, settings: Settings) -> Iterator[list[str]]:
    """A server of the sample library; yields the words that begin a command to it."""
    aiqyn = [sys.executable, "-c", "from ui.cli import main; main()"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*aiqyn, "serve", "--no-browser", "--port", str(port)],
        env=_env(folder, settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while server.poll() is None and not (Path(folder) / "served.json").exists():
            time.sleep(0.1)
        yield aiqyn
    finally:
        server.terminate()
        server.wait()


def _env(folder: str, settings: Settings) -> dict[str, str]:
    return {**os.environ, "AIQYN_LIBRARY": folder, "AIQYN_CACHE": str(settings.cache)}


def _questions() -> list[str]:
    return [json.loads(line)["question"] for line in _QUESTIONS.read_text("utf-8").splitlines()]


def _print(suite: str, timings: Sequence[Mapping[str, float]]) -> None:
    for part in timings[0]:
        values = sorted(t[part] for t in timings)
        median, high = statistics.median(values), values[int(0.95 * len(values))]
        print(f"{suite}: {part:8} median {median:6.1f} ms, 95th percentile {high:6.1f} ms")


def _articles() -> list[Article]:
    found = [r.article for location in expand([str(sample_folder())]) for r in read(location) if isinstance(r, Found)]
    copies = []
    for turn in range(_COPIES):
        for a in found:
            paragraphs = a.text.split("\n\n")
            text = "\n\n".join(paragraphs[turn:] + paragraphs[:turn])
            copies.append(Article.of(f"{a.title} ({turn})", text, source=a.source, language=a.language))
    return copies


def _ingest_seconds(articles: list[Article], settings: Settings, embedder: Embedder) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in map(_row, articles)), "utf-8")
        opened = settings.model_copy(update={"library": Path(folder) / "library"})
        with Service.open(opened, embedder=embedder) as service:
            return _seconds(lambda: service.ingest([str(file)]))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
