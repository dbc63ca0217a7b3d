"""Articles into the library: what is new is cut, embedded and stored; what is known costs nothing.

For each article that is read, one of these holds, and the report says which:

    unchanged   the library has it, title and text
    updated     the same, but its date, outlet, author, address or language is known better now; only another language
                makes it be embedded again
    duplicate   another article of the library has the same text; only the place is noted
    replaced    the same place held another text before; the old article leaves every store
    added       none of these
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rag.domain import Article, Encoded, Span
from rag.embedding import Embedder, Reading
from rag.space import Space, pack
from rag.stores import Stores
from rag.tables import Record

from .chunk import chunk_articles
from .duplicates import NearDuplicates, signature
from .read import Failed, Fetcher, Found, Given, Location, expand, read

__all__ = ["Entry", "NearDuplicate", "Progress", "Report", "encode_articles", "ingest"]

_BATCH = 64  # chunks that are embedded and stored together: what Ctrl-C or a crash can cost, about 5 s on two cores
_CHUNK_SIZE = 700  # characters, near enough; a Chinese chunk has fewer, so batches of Chinese are larger
_ADDRESS_SIZE = 50_000  # bytes that an address counts for in the progress, before anything of it is known


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the report."""

    article_id: str
    title: str
    origin: str


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two articles that share most of their wording."""

    article_id: str
    other_id: str
    similarity: float  # estimated Jaccard similarity of their word triples, 0.7 to 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come."""

    done: int  # bytes
    total: int  # bytes
    articles: int  # that were read
    chunks: int  # that were embedded
    seconds: float  # since it began

    @property
    def rate(self) -> float:
        """Chunks embedded per second."""
        return self.chunks / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds still to go at the speed so far; None before anything is known."""
        return self.seconds * (self.total - self.done) / self.done if self.done else None


@dataclass(slots=True)
class Report:
    """What an ingest did."""

    added: list[Entry] = field(default_factory=list)
    replaced: list[Entry] = field(default_factory=list)
    updated: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    duplicates: list[Entry] = field(default_factory=list)  # article_id is that of the article already there
    near_duplicates: list[NearDuplicate] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # ids of articles whose places now hold something else
    embeddings: int = 0  # chunks that were embedded
    seconds: float = 0.0
    interrupted: bool = False


def ingest(
    locations: Sequence[str],
    stores: Stores,
    embedder: Embedder,
    given: Given = Given(),
    *,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
    fetcher: Fetcher | None = None,
) -> Report:
    """Read the locations and bring the library up to date with them.

    Ctrl-C, or ``stopped`` turning true, ends it early with a whole library and ``interrupted`` in the report; the next
    run goes on. Raises LibraryError when the library cannot be written.
    """
    run = _Run(stores, embedder, progress)
    try:
        run.over(expand(locations), given, stopped, fetcher or Fetcher())
    except KeyboardInterrupt:
        stores.recover()
        run.report.interrupted = True
    run.report.seconds = time.perf_counter() - run.began
    return run.report


def encode_articles(articles: Sequence[Article], embedder: Embedder, space: Space) -> list[Record]:
    """Articles with chunks and vectors: one forward pass a chunk gives its own, its sentences' and its tokens'."""
    chunked = chunk_articles(articles, embedder)
    flat = [(a, chunk) for a, chunks in zip(articles, chunked, strict=True) for chunk in chunks]
    spans = [[Span(s.start - c.start, s.end - c.start) for s in c.sentences] for _, c in flat]
    readings = embedder.encode([c.told for _, c in flat], spans)
    encoded = (_encoded(r, s, a, space) for r, s, (a, _) in zip(readings, spans, flat, strict=True))
    return [
        Record(a, chunks, tuple(next(encoded) for _ in chunks)) for a, chunks in zip(articles, chunked, strict=True)
    ]


def _encoded(reading: Reading, sentences: Sequence[Span], article: Article, space: Space) -> Encoded:
    starts = np.array([s.start for s in sentences])
    owners = np.searchsorted(starts, [s.start for s in reading.spans], side="right") - 1
    tokens = pack(space.project(reading.tokens, article.language))
    return Encoded(reading.vector, reading.sentences, tokens, owners.astype(np.int16))


@dataclass(slots=True)
class _Waiting:
    """An article that is to be stored with the next batch."""

    article: Article
    origins: list[str]
    signed: bytes


class _Run:
    """One ingest: what it has read, what waits to be stored, what it did."""

    def __init__(self, stores: Stores, embedder: Embedder, progress: Callable[[Progress], None] | None) -> None:
        self.began = time.perf_counter()
        self.report = Report()
        self._stores, self._library, self._embedder = stores, stores.library, embedder
        self._progress = progress
        self._near: NearDuplicates | None = None  # read only once something is new
        self._waiting: dict[str, _Waiting] = {}
        self._size = 0  # characters that wait
        self._read = 0
        self._done, self._total = 0, 1

    def over(self, locations: Sequence[Location], given: Given, stopped: Callable[[], bool], fetcher: Fetcher) -> None:
        sizes = [location.size or _ADDRESS_SIZE for location in locations]
        self._total = max(1, sum(sizes))
        before = 0
        for location, size in zip(locations, sizes, strict=True):
            if stopped():
                self.report.interrupted = True
                break
            self._location(location, given, stopped, fetcher)
            before += size
            self._done = before
        self._store()
        self._tell()

    def _location(self, location: Location, given: Given, stopped: Callable[[], bool], fetcher: Fetcher) -> None:
        seen: set[str] = set()
        whole = True
        for result in read(location, given, fetcher):
            if isinstance(result, Failed):
                self.report.failed.append(result)
                whole = False
            else:
                seen.add(result.origin)
                self._article(result)
            self._done = min(self._total, self._done + result.size)
            if stopped():
                self.report.interrupted = True
                return
        if whole and seen:
            self._drop([o for o in self._library.by_origin(location.place) if o not in seen])

    def _article(self, found: Found) -> None:
        self._read += 1
        article, origin = found.article, found.origin
        twin = self._twin(article)
        if twin is None:
            self._wait(article, origin)
        elif twin == article.id:
            self._known(article, origin)
        else:
            self.report.duplicates.append(Entry(twin, article.title, origin))
            self._link(twin, origin)

    def _twin(self, article: Article) -> str | None:
        """The id of an article of the library, or one about to enter it, with the same text."""
        if article.id in self._waiting:
            return article.id
        for waiting in self._waiting.values():
            if waiting.article.content_hash == article.content_hash:
                return waiting.article.id
        same = self._library.with_content(article.content_hash)
        return article.id if article.id in same else next(iter(same), None)

    def _known(self, article: Article, origin: str) -> None:
        entry = Entry(article.id, article.title, origin)
        waiting = self._waiting.get(article.id)
        if waiting:
            if origin not in waiting.origins:
                waiting.origins.append(origin)
                self.report.duplicates.append(entry)
            return
        known = origin in self._library.origins(article.id)
        stored = self._library.article(article.id)
        better = _better(stored, article) if known else stored
        if better != stored:
            self._improve(better, other_language=better.language != stored.language)
            self.report.updated.append(entry)
        elif known:
            self.report.unchanged.append(entry)
        else:
            self.report.duplicates.append(entry)
        self._link(article.id, origin)

    def _improve(self, article: Article, *, other_language: bool) -> None:
        if other_language:  # it decides what terms the words have and where in the token space its tokens lie
            (record,) = encode_articles([article], self._embedder, self._stores.space)
            self._stores.put([replace(record, signature=signature(article.text))])
            self.report.embeddings += len(record.chunks)
        else:
            self._library.update(article)
            self._stores.refresh([article.id])

    def _link(self, article_id: str, origin: str) -> None:
        """Note one more place of an article; the one that stood there before leaves, unless it has other places."""
        waiting = self._waiting.get(article_id)
        if waiting:
            waiting.origins.append(origin)
        elif origin not in self._library.origins(article_id):
            self._drop([o for o in self._library.by_origin(origin) if o == origin])
            self._library.link(article_id, [origin])

    def _drop(self, origins: Sequence[str]) -> None:
        if origins:
            gone = self._library.unlink(origins)
            self._stores.remove(gone)
            self.report.removed.extend(gone)

    def _wait(self, article: Article, origin: str) -> None:
        self._waiting[article.id] = _Waiting(article, [origin], signature(article.text))
        self._size += len(article.text)
        if self._size > _BATCH * _CHUNK_SIZE:
            self._store()

    def _store(self) -> None:
        waiting = list(self._waiting.values())
        if not waiting:
            return
        encoded = encode_articles([w.article for w in waiting], self._embedder, self._stores.space)
        records = [
            replace(record, signature=w.signed, origins=tuple(w.origins))
            for w, record in zip(waiting, encoded, strict=True)
        ]
        before = {o: i for w in waiting for o in w.origins for k, i in self._library.by_origin(o).items() if k == o}
        self._stores.put(records)
        self.report.embeddings += sum(len(r.chunks) for r in records)
        old = [i for i in dict.fromkeys(before.values()) if not self._library.origins(i)]
        self._stores.remove(old)
        self.report.removed.extend(old)
        for w in waiting:
            entry = Entry(w.article.id, w.article.title, w.origins[0])
            (self.report.replaced if any(o in before for o in w.origins) else self.report.added).append(entry)
            self._compare(w)
        self._waiting.clear()
        self._size = 0
        self._tell()

    def _compare(self, waiting: _Waiting) -> None:
        if self._near is None:
            self._near = NearDuplicates({i: s for i, s in self._library.signatures().items() if i not in self._waiting})
        gone = set(self.report.removed)
        for other, similarity in self._near.like(waiting.signed):
            if other not in gone:
                self.report.near_duplicates.append(NearDuplicate(waiting.article.id, other, round(similarity, 2)))
        self._near.add(waiting.article.id, waiting.signed)

    def _tell(self) -> None:
        if self._progress:
            seconds = time.perf_counter() - self.began
            self._progress(Progress(self._done, self._total, self._read, self.report.embeddings, seconds))


def _better(stored: Article, read_now: Article) -> Article:
    """The stored article with what is now known of it; what was known and is not found again stays."""
    return replace(
        stored,
        source=read_now.source or stored.source,
        url=read_now.url or stored.url,
        author=read_now.author or stored.author,
        published=read_now.published or stored.published,
        language=read_now.language,
    )
