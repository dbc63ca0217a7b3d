"""The one way in: page, command line, API and evaluation all call this.

with Service.open(Settings()) as service:
    service.ingest(["news/"])
    answer = service.ask("What did the ministers agree on?")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from threading import Lock
from types import TracebackType
from typing import Any, Self

from ingest.chunk import CHUNKER
from ingest.index import Progress, Report, encode_articles, ingest
from ingest.read import Given
from ingest.samples import is_sample, sample_folder

from .answer import Answerer
from .answerable import Answerability
from .chain import answer_chain
from .choice import Choosing
from .desk import Desk
from .domain import Answer, Article, Draft, Filters, Style, Verdict, Writing
from .draft import HEADLINES, Drafter, Order
from .embedding import Embedder
from .errors import InputError, LibraryBusy
from .followup import leans, standalone
from .ground import CheckedText, Checker
from .judge import Judge, load_judge
from .library import Listed
from .llm import ChatModel, ModelFailed, open_chat
from .manifest import Recipe
from .retrieve import Found, Retriever
from .sentences import sentences
from .settings import EXTRACTIVE, Settings
from .stores import Stores
from .terms import ANALYSER
from .verifier import Verifier
from .writer import Writer

__all__ = ["Service"]

_REEMBED_BATCH = 16  # articles
# A text without given sources is held against the articles that its sentences find.
_LOOKED_UP = 60  # sentences of it, 30 ms each
_PASSAGES = 8  # found for each
_HELD_AGAINST = 12  # articles in all
# A chat model drafts from this many words of sentences, or as many as it can read: of each word, so many tokens.
_MOST_NOTES, _TOKENS_OF_A_WORD = 3000, 4


class Service:
    """A library, opened with its embedding model."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        stores: Stores,
        judge: Judge | None = None,
        model: ChatModel | None = None,
    ) -> None:
        self.settings = settings
        self.embedder = embedder
        self.stores = stores
        self.library = stores.library
        self._ingesting = Lock()
        self.retriever = Retriever(stores.library, stores.vectors, stores.lexical, embedder, stores.space)
        self._drafter = Drafter(stores.library, self.retriever)
        verifier = Verifier.bundled(embedder.fingerprint) if settings.verifier else None
        self.checker = Checker(embedder, stores.space, judge=judge, verifier=verifier)
        wrong = None if settings.wrong_answers is None else settings.wrong_answers / 100
        heard = settings.verifier and wrong is not None  # otherwise nobody asks the head, which is 30 MB
        head = Verifier.of_questions(embedder.fingerprint) if heard else None
        self.answerer = Answerer(Answerability(embedder, head, wrong))
        self.chain = answer_chain(self.retriever, self.answerer, self.checker)
        self._writer = Writer(model, self._against) if model else None
        self.choosing = Choosing(stores.library)
        made_with = {"model": settings.model, "embedding": embedder.name, "embedding_sha256": embedder.fingerprint}
        self.desk = Desk(stores.library, self.check_library, self.retriever.score, made_with)

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, embedder: Embedder | None = None, reembed: bool = False
    ) -> Service:
        """Open the library of the settings, made when it is not there. ``reembed`` embeds it anew with this model.

        An ``embedder`` that is already loaded may be given; it must be the one the settings name.

        Raises ModelError, LibraryBusy, ManifestMismatch, LibraryError or InputError; each says the cure.
        """
        settings = settings or Settings()
        model = None if settings.model == EXTRACTIVE else open_chat(settings)
        embedder = embedder or Embedder.load(settings)
        judge = load_judge(settings)
        recipe = Recipe(embedder.name, embedder.fingerprint, embedder.dimension, CHUNKER, ANALYSER)
        stores = Stores.open(settings, recipe, embedder, reembed=reembed)
        try:
            service = cls(settings, embedder, stores, judge, model)
            if reembed:
                service._reembed(recipe)
        except BaseException:
            stores.close()  # and not when the service happens to be collected: another may want the library now
            raise
        return service

    def close(self) -> None:
        """Let go of the library."""
        self.stores.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- questions and drafts

    def search(self, query: str, k: int = 10, filters: Filters = Filters()) -> Found:
        """The ``k`` best passages for a query."""
        return self.retriever.search(query, k, filters)

    def ask(self, question: str, filters: Filters = Filters(), before: Sequence[str] = ()) -> Answer:
        """Cited sentences that answer, or none and the reason; ``before``: questions that this one may lean on."""
        *_, answer = self.ask_stream(question, filters, before)
        assert isinstance(answer, Answer)
        return answer

    def ask_stream(
        self, question: str, filters: Filters = Filters(), before: Sequence[str] = ()
    ) -> Iterator[Writing | Answer]:
        """The same as it comes: where a chat model writes, how far it is; the answer last."""
        asked = self._standalone(question, before)
        searched = "" if asked == question else asked
        quoted: Answer = self.chain.invoke({"question": asked, "filters": filters})
        if self._writer is None or quoted.abstained:
            yield replace(quoted, question=question, searched=searched)
            return
        for event in self._writer.answer(quoted):
            yield replace(event, question=question, searched=searched) if isinstance(event, Answer) else event

    def _standalone(self, question: str, before: Sequence[str]) -> str:
        if not before or not leans(question):
            return question
        try:
            return self._writer.standalone(question, before) if self._writer else standalone(question, before)
        except ModelFailed:
            return standalone(question, before)

    def draft(
        self,
        topic: str = "",
        article_ids: Sequence[str] = (),
        *,
        style: Style = Style.BRIEF,
        words: int = 150,
        order: Order = Order.READING,
        filters: Filters = Filters(),
        audience: str = "",
    ) -> Draft:
        """A summary of the articles given, or of what the library holds on a topic, of about ``words`` words.

        ``audience``: a note on its readers, for the model that writes and at the head of what is exported.
        """
        *_, made = self.draft_stream(
            topic, article_ids, style=style, words=words, order=order, filters=filters, audience=audience
        )
        assert isinstance(made, Draft)
        return made

    def draft_stream(
        self,
        topic: str = "",
        article_ids: Sequence[str] = (),
        *,
        style: Style = Style.BRIEF,
        words: int = 150,
        order: Order = Order.READING,
        filters: Filters = Filters(),
        audience: str = "",
    ) -> Iterator[Writing | Draft]:
        """The same as it comes. A chat model reads the passages themselves, in parts where they do not fit at once."""
        quote = partial(self._drafter.draft, topic, article_ids, style=style, filters=filters, audience=audience)
        quoted = self._confirmed(quote(words=words, order=order))
        if self._writer is None or not quoted.sentences:
            yield quoted
            return
        longer = max(words, min(_MOST_NOTES, self._writer.room // _TOKENS_OF_A_WORD))
        notes = partial(quote, words=longer, order=Order.IMPORTANCE)
        passages = self._drafter.passages(topic, article_ids, filters)
        yield from self._writer.draft(quoted, notes, passages, words)

    def _confirmed(self, made: Draft) -> Draft:
        """A quoted draft with its verdicts, the articles that still are cited, and of headlines those that stand."""
        articles = {a.id: a for a in made.articles}
        sentences = tuple(self.checker.confirmed(s, articles) for s in made.sentences)
        if made.style is Style.HEADLINES:
            sentences = tuple(s for s in sentences if s.verdict is Verdict.SUPPORTED)[:HEADLINES]
        cited = dict.fromkeys(c.article_id for s in sentences for c in s.citations)
        return replace(made, sentences=sentences, articles=tuple(articles[i] for i in cited))

    def would_cite(
        self, topic: str, article_ids: Sequence[str] = (), words: int = 150, filters: Filters = Filters()
    ) -> tuple[Article, ...]:
        """The articles that a quoting draft of ``words`` words would cite; in less than a second, whatever writes."""
        shape: dict[str, Any] = {"style": Style.BRIEF, "order": Order.READING}
        return self._drafter.draft(topic, article_ids, words=words, filters=filters, **shape).articles

    def _against(self, article_ids: Sequence[str]) -> Callable[[str], CheckedText]:
        """What holds a text against these articles."""

        @cache
        def held() -> Callable[[str], CheckedText]:  # laid out when the first sentence is there, not before the call
            return self.checker.against(list(self.library.records(list(dict.fromkeys(article_ids)))))

        return cache(lambda text: held()(text))  # a model that mends a text writes most of it again

    def check(self, sources: Sequence[str | Article], text: str) -> CheckedText:
        """Verdicts on the sentences of ``text``, held against texts or articles, and a score for the whole."""
        return self.checker.check(text, sources)

    def check_library(self, text: str, article_ids: Sequence[str] = (), filters: Filters = Filters()) -> CheckedText:
        """Verdicts on ``text`` by these articles, or by those of the library that are nearest to its sentences.

        Raises NotFound for an unknown article, InputError when the library is empty.
        """
        ids = [self.library.article(i).id for i in article_ids] or self._nearest(text, filters)
        if not ids and not self.library.ids():
            raise InputError("The library is empty: there is nothing to hold the text against. Add articles first.")
        return self.checker.check_records(text, list(self.library.records(ids)))

    def _nearest(self, text: str, filters: Filters) -> list[str]:
        """Articles in which the sentences of a text are looked for: those that come first for most of them."""
        votes: dict[str, float] = {}
        for span in sentences(text)[:_LOOKED_UP]:
            found = self.retriever.search(text[span.start : span.end], _PASSAGES, filters)
            for place, article_id in enumerate(dict.fromkeys(p.article.id for p in found.passages)):
                votes[article_id] = votes.get(article_id, 0) + 1 / (1 + place)
        return sorted(votes, key=votes.__getitem__, reverse=True)[:_HELD_AGAINST]

    # -- the library

    def ingest(
        self,
        locations: Sequence[str],
        given: Given = Given(),
        *,
        progress: Callable[[Progress], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Read files, folders, addresses and feeds into the library. Raises LibraryBusy while another ingest runs."""
        if not self._ingesting.acquire(blocking=False):
            raise LibraryBusy("Articles are being added already. Wait until that is done, then add yours.")
        try:
            return ingest(locations, self.stores, self.embedder, given, progress=progress, stopped=stopped)
        finally:
            self._ingesting.release()

    def articles(self, filters: Filters = Filters(), containing: str = "") -> list[Listed]:
        """Articles of the library, newest first."""
        return self.library.articles(filters, containing)

    def article(self, article_id: str) -> Article:
        """One article, by its id or the beginning of it. Raises NotFound."""
        return self.library.article(article_id)

    def remove(self, article_ids: Sequence[str]) -> list[Article]:
        """Remove articles from every store; those removed. Raises NotFound, and removes none, when one is unknown."""
        articles = {a.id: a for a in map(self.library.article, article_ids)}
        self.stores.remove(list(articles))
        return list(articles.values())

    def repair(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both indexes anew from the articles; number of chunks in them. Needs no embedding."""
        return self.stores.rebuild(progress)

    def _reembed(self, recipe: Recipe) -> None:
        """Cut and embed every article anew, then note the new recipe."""
        # From here until the last article is done no model may open the library: it holds vectors of two.
        self.stores.adopt(replace(recipe, embedding=f"{recipe.embedding}, unfinished", fingerprint="unfinished"))
        self.stores.vectors.clear()
        self.stores.lexical.clear()
        ids = self.library.ids()
        for i in range(0, len(ids), _REEMBED_BATCH):
            old = {r.article.id: r for r in self.library.records(ids[i : i + _REEMBED_BATCH])}
            encoded = encode_articles([r.article for r in old.values()], self.embedder, self.stores.space)
            self.stores.put([replace(r, signature=old[r.article.id].signature) for r in encoded])
        self.stores.adopt(recipe)

    # -- the sample library

    def add_sample(self, progress: Callable[[Progress], None] | None = None) -> Report:
        """Put the sample articles that come with Aiqyn into the library."""
        return self.ingest([str(sample_folder())], progress=progress)

    def remove_sample(self) -> int:
        """Remove the sample articles; their number."""
        ids = [listed.article.id for listed in self.articles() if is_sample(listed)]
        self.stores.remove(ids)
        return len(ids)
