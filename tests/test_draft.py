"""Drafts: lengths, orders, no news twice, and why there may be none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Draft, Filters, Sentence, Style, Verdict, count_words
from rag.draft import Order
from rag.embedding import Embedder
from rag.errors import InputError, NotFound
from rag.furniture import told_in
from rag.language import reader_language
from rag.service import Service
from rag.settings import Settings
from rag.texts import say
from rag.timeline import event_of

TOPIC = "Containers through Khorgos"
ONE_DAY = date(2024, 4, 6)
FLOOD = "Rescue workers moved 4,200 people from seven villages along the Ishim river on Saturday night."
ONE = {
    "title": "Flood on the Ishim",
    "published": "2024-04-06",
    "text": f"{FLOOD} Schools of the district will stay closed until the water falls below six metres.",
}
SAME = {
    "title": "Thousands leave their homes",
    "published": "2024-04-07",
    "text": f"{FLOOD} The regional hospital sent its patients to Kokshetau by train.",
}
OTHER = {
    "title": "More people moved",
    "published": "2024-04-08",
    "text": f"{FLOOD.replace('4,200', '5,900')} Two bridges near the town were closed to lorries.",
}


def length(draft: Draft) -> int:
    return sum(count_words(s.text) for s in draft.sentences)


def figures(draft: Draft) -> set[str]:
    return {f for s in draft.sentences for f in re.findall(r"\d,\d00", s.text)}


@pytest.fixture(scope="module")
def floods(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Service]:
    """Two articles that tell the same, and one with another figure."""
    folder = tmp_path_factory.mktemp("floods")
    (folder / "floods.jsonl").write_text("\n".join(map(json.dumps, (ONE, SAME, OTHER))))
    with Service.open(Settings(library=folder / "library"), embedder=embedder) as service:
        assert len(service.ingest([str(folder / "floods.jsonl")]).added) == 3
        yield service


@pytest.mark.parametrize("words", [10, 60, 1000])
def test_a_draft_is_never_longer_than_a_tenth_more_than_asked(sample: Service, words: int) -> None:
    drafts = [sample.draft(topic, words=words) for topic in (TOPIC, "экспорт зерна", "жел электр", "中欧班列")]
    drafts += [sample.draft(article_ids=[a.article.id], words=words) for a in sample.articles()]
    for draft in drafts:
        assert length(draft) <= 1.1 * words
        assert bool(draft.sentences) is not bool(draft.reason)
    assert any(d.sentences for d in drafts)


def test_a_longer_draft_says_more(sample: Service) -> None:
    article = sample.articles()[0].article
    lengths = [length(sample.draft(article_ids=[article.id], words=words)) for words in (40, 80, 160)]
    assert lengths == sorted(set(lengths))
    assert lengths[0] > 10


@pytest.mark.parametrize("style", [style for style in Style if style not in (Style.TIMELINE, Style.HEADLINES)])
@pytest.mark.parametrize("order", Order)
def test_orders(sample: Service, style: Style, order: Order) -> None:
    draft = sample.draft(TOPIC, style=style, order=order, words=250)
    assert (draft.style, draft.title) == (style, TOPIC)
    assert len(draft.articles) > 1
    cited = [s.citations[0] for s in draft.sentences]
    days = {a.id: a.published for a in draft.articles}
    assert next(iter(days)) == cited[0].article_id
    if order is Order.READING:
        places = [(days[c.article_id], c.article_id, c.start) for c in cited]
        assert places == sorted(places)


def test_importance_puts_other_sentences_first_but_chooses_the_same(sample: Service) -> None:
    reading, important = (sample.draft(TOPIC, order=order, words=250).sentences for order in Order)
    assert {s.text for s in reading} == {s.text for s in important}
    assert reading != important


def test_the_same_news_is_told_once_unless_its_figures_differ(floods: Service) -> None:
    for draft in (
        floods.draft("people moved from villages along the Ishim", words=300),
        floods.draft(article_ids=[a.article.id for a in floods.articles()], words=300),
    ):
        told = [s.text for s in draft.sentences if "Rescue workers" in s.text]
        assert len(told) == len(set(told)) == 2
        assert figures(draft) == {"4,200", "5,900"}
    assert figures(floods.draft("people moved from villages", words=300, filters=Filters(until=ONE_DAY))) == {"4,200"}


def test_one_article_is_enough(sample: Service) -> None:
    for listed in sample.articles():
        draft = sample.draft(article_ids=[listed.article.id], words=120)
        assert [a.id for a in draft.articles] == [listed.article.id]
        assert draft.title == listed.article.title
        assert draft.note == (say("too_little", "en", words=120, count=length(draft)) if length(draft) < 108 else "")


def test_several_articles_in_any_order_and_twice(sample: Service) -> None:
    one, other = (a.article.id for a in sample.articles(Filters(languages=("en",)))[:2])
    draft = sample.draft(article_ids=[one, other, one], words=300)
    assert {a.id for a in draft.articles} == {one, other}
    assert len({s.citations[0] for s in draft.sentences}) == len(draft.sentences)


def test_the_beginning_of_an_id_will_do(sample: Service) -> None:
    article = sample.articles()[0].article
    assert sample.draft(article_ids=[article.id[:8]]).articles == (article,)


def test_a_topic_turns_articles_towards_it(sample: Service) -> None:
    (article,) = (a.article for a in sample.articles(containing="wind") if a.article.language == "en")
    draft = sample.draft("price of electricity", [article.id], words=40)
    assert draft.articles == (article,)
    assert any("tenge" in s.text for s in draft.sentences)


def test_filters_hold(sample: Service) -> None:
    draft = sample.draft(TOPIC, words=300, filters=Filters(sources=("Silk Route Monitor",)))
    assert {a.source for a in draft.articles} == {"Silk Route Monitor"}


def test_no_sentence_leans_on_one_that_is_not_there(sample: Service) -> None:
    for listed in sample.articles(Filters(languages=("en",))):
        for sentence in sample.draft(article_ids=[listed.article.id], words=300).sentences:
            assert not re.match(r"(He|She|They|It|This|But|However)\b", sentence.text)


TOPICS = {
    "en": "penguins of Antarctica",
    "ru": "пингвины Антарктиды",
    "kk": "Антарктиданың пингвиндері туралы",
    "zh": "南极洲的企鹅",
}


@pytest.mark.parametrize(("language", "topic"), TOPICS.items())
def test_why_there_is_none_is_said_in_the_language_of_the_topic(
    service: Service, sample: Service, language: str, topic: str
) -> None:
    assert service.draft(topic).reason == say("empty_library", language)
    nobody = sample.draft(topic, filters=Filters(sources=("Nobody",)))
    assert (nobody.sentences, nobody.reason) == ((), say("nothing_passes_filters", language))
    assert sample.draft(topic).reason == say("nothing_on_topic", language)


@pytest.mark.parametrize(
    ("topic", "language"),
    [("flood on the river", "en"), ("наводнение на реке", "ru"), ("өзендегі су тасқыны", "kk"), ("河流洪水", "zh")],
)
def test_too_short_and_in_another_language(floods: Service, topic: str, language: str) -> None:
    ids = [listed.article.id for listed in floods.articles(Filters(until=ONE_DAY))]
    assert floods.draft(topic, ids, words=10).reason == say("too_short", language, words=10)
    draft = floods.draft(topic, ids)
    assert draft.sentences
    other = "" if language == "en" else " " + say("other_language", language, languages=_ENGLISH[language])
    assert draft.note == say("too_little", language, words=150, count=length(draft)) + other


_ENGLISH = {"ru": "английский", "kk": "ағылшын", "zh": "英语"}


def test_sentences_that_cannot_stand_alone_make_no_draft(service: Service, tmp_path: Path) -> None:
    (tmp_path / "he.txt").write_text("A short report\n\nHe said so twice. But they did not believe him at all.\n")
    (entry,) = service.ingest([str(tmp_path / "he.txt")]).added
    draft = service.draft(article_ids=[entry.article_id])
    assert (draft.sentences, draft.reason) == ((), say("nothing_stands_alone", "en"))


@pytest.mark.parametrize("topic", ["", "   ", "\n"])
def test_neither_topic_nor_article(sample: Service, topic: str) -> None:
    with pytest.raises(InputError, match="--about TOPIC or --article ID"):
        sample.draft(topic)


@pytest.mark.parametrize("words", [-1, 0, 9, 5001])
def test_lengths_that_make_no_sense(sample: Service, words: int) -> None:
    with pytest.raises(InputError, match="10 to 5000"):
        sample.draft(TOPIC, words=words)


@pytest.mark.parametrize("unknown", ["ffffffffffffffff", "nobody", "", "%", "\ud800"])
def test_an_unknown_article(sample: Service, unknown: str) -> None:
    known = sample.articles()[0].article.id
    with pytest.raises(NotFound):
        sample.draft(TOPIC, [known, unknown])


@pytest.mark.parametrize(
    "topic", ["who is the", "😀", "\ud800 port", "a\x00b", "port " * 5000], ids=lambda t: ascii(t)[:12]
)
def test_odd_topics(sample: Service, topic: str) -> None:
    draft = sample.draft(topic, words=50)
    assert bool(draft.sentences) is not bool(draft.reason)


@pytest.mark.parametrize("words", [60, 100, 150, 300])
def test_the_length_is_kept_where_the_articles_hold_enough(sample: Service, words: int) -> None:
    drafts = [sample.draft(article_ids=[a.article.id], words=words) for a in sample.articles()]
    drafts += [sample.draft(topic, words=words) for topic in (TOPIC, "экспорт зерна", "жел электр станциясы")]
    for draft in drafts:
        assert draft.sentences
        assert length(draft) <= 1.1 * words
        short = say("too_little", reader_language(draft.title), words=words, count=length(draft))
        assert (length(draft) < 0.9 * words) is draft.note.startswith(short)
    if words <= 100:
        assert all(length(draft) >= 0.9 * words for draft in drafts)


def test_a_fact_that_two_articles_tell_is_one_sentence_with_both_sources(floods: Service) -> None:
    draft = floods.draft("people moved from villages along the Ishim", words=300)
    (told,) = [s for s in draft.sentences if s.text == FLOOD]
    titles = {a.id: a.title for a in draft.articles}
    assert {titles[c.article_id] for c in told.citations} == {ONE["title"], SAME["title"]}
    assert (told.verdict, told.quoted) == (Verdict.SUPPORTED, True)
    (conflict,) = draft.conflicts
    assert {side.value for side in conflict.sides} == {"4,200 people", "5,900 people"}


def test_a_source_that_says_less_is_not_cited(floods: Service) -> None:
    one, other = (next(a.article for a in floods.articles(containing=t)) for t in (ONE["title"], "More people moved"))
    start = one.text.index(FLOOD)
    less = other.text.index("Two bridges")
    sentence = Sentence(FLOOD, Verdict.SUPPORTED, (one.cite(start, start + len(FLOOD)), other.cite(less, less + 50)))
    confirmed = floods.checker.confirmed(sentence, {one.id: one, other.id: other})
    assert confirmed.citations == sentence.citations[:1]


def test_a_timeline_is_in_the_order_of_what_happened(sample: Service) -> None:
    draft = sample.draft(TOPIC, style=Style.TIMELINE, words=250)
    events = [event_of(s, {a.id: a for a in draft.articles}) for s in draft.sentences]
    days = [(e.first or date.max, e.last or date.max) for e in events]
    assert days == sorted(days)
    assert {e.named for e in events} == {True, False}


@pytest.mark.parametrize(
    "topic", ["Khorgos", "ремонт на станции Отар-2", "Жоңғар қақпасындағы жел электр стансасы", "兰州文物展览"]
)
def test_headlines_are_titles_and_clauses_of_the_articles(sample: Service, topic: str) -> None:
    draft = sample.draft(topic, style=Style.HEADLINES)
    assert 1 <= len(draft.sentences) <= 3
    titles = {a.article.title for a in sample.articles()}
    for headline in draft.sentences:
        assert headline.verdict is Verdict.SUPPORTED
        assert headline.citations
        assert headline.text in titles or headline.text == headline.citations[0].quote
        assert count_words(headline.text) <= 30


@pytest.mark.parametrize(
    ("text", "title", "told"),
    [
        ("Exports grew by a tenth last year.", "T", "Exports grew by a tenth last year."),
        ("ASTANA, 27 November (KazTAG) — Exports grew.", "T", "Exports grew."),
        ("АСТАНА, 27 ноября — Экспорт вырос.", "T", "Экспорт вырос."),
        ("新华社北京11月28日电（记者张三）出口增长。", "T", "出口增长。"),
        ("Thursday, May 7, 2015 Exports grew.", "T", "Exports grew."),
        ("США — крупнейший покупатель этого зерна.", "T", "США — крупнейший покупатель этого зерна."),
        ("Ports are full", "T", None),
        ("Ports are full.", "Ports are full", None),
        ("A crane at work. Photo: A. Smith.", "T", None),
        ("Рабочие порта. Фото: А. Иванов.", "T", None),
        ("Read more about exports here.", "T", None),
        ("Читайте также о портах.", "T", None),
        ("We met there in the spring.", "T", None),
        ("Why did it fall so fast?", "T", None),
        ("“We met there in the spring,” she said.", "T", "“We met there in the spring,” she said."),
        ("", "", None),
    ],
)
def test_what_tells_no_news_is_left_out(text: str, title: str, told: str | None) -> None:
    span = told_in(text, title)
    assert (text[span.start : span.end] if span else None) == told
