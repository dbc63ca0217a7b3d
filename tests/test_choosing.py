"""Choosing articles: what is left, where it comes from, sets that are saved; also among ten thousand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.choice import Choice, Choosing
from rag.domain import Article, Filters
from rag.errors import InputError, NotFound
from rag.library import Library
from rag.mix import Card, Mix
from rag.tables import Record
from ui.render_choose import mix
from ui.words import Words

STEPPE = {"source": "Steppe Courier", "url": "https://courier.kz/1", "language": "en"}
GRAIN = Article.of("Grain at Aktau", "The port shipped grain.", published=date(2025, 5, 2), **STEPPE)
RAILS = Article.of("Rails at Khorgos", "Rails were laid at Khorgos.", published=date(2025, 6, 3), **STEPPE)
PORT = Article.of("Хоргос", "Сухой порт Хоргос растёт.", source="Меридиан", url="https://m.ru/2", language="ru")
BARE = Article.of("Unsigned", "Nobody knows where this is from.", url="https://blog.io/3", language="en")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.in_folder(tmp_path)
    library.put([Record(a, (), ()) for a in (GRAIN, RAILS, PORT, BARE)])
    yield library
    library.close()


@pytest.fixture
def choosing(library: Library) -> Choosing:
    return Choosing(library)


def titles(cards: list[Card]) -> list[str]:
    return [card.title for card in cards]


def test_a_choice_narrows_by_words_filters_and_a_set(choosing: Choosing) -> None:
    assert titles(choosing.cards()) == [RAILS.title, GRAIN.title, BARE.title, PORT.title]
    assert titles(choosing.cards(Choice(words="хоргос"))) == [PORT.title]
    assert titles(choosing.cards(Choice(words="the port steppe"))) == [GRAIN.title]
    assert titles(choosing.cards(Choice(Filters(since=date(2025, 6, 1))))) == [RAILS.title]
    assert titles(choosing.cards(Choice(Filters(languages=("ru",))))) == [PORT.title]
    choosing.save("Two", [GRAIN.id, PORT.id])
    assert titles(choosing.cards(Choice(set="Two"))) == [GRAIN.title, PORT.title]
    assert titles(choosing.cards(Choice(Filters(languages=("ru",)), set="Two"))) == [PORT.title]
    assert titles(choosing.cards(Choice(Filters(article_ids=(BARE.id,))))) == [BARE.title]


def test_a_set_is_replaced_deleted_and_remembers_what_is_lost(choosing: Choosing, library: Library) -> None:
    assert choosing.save("  My   set ", [GRAIN.id, GRAIN.id]) == "My set"
    choosing.save("My set", [GRAIN.id, RAILS.id])
    assert choosing.sets() == {"My set": 2}
    library.forget([GRAIN.id])
    assert titles(choosing.cards(Choice(set="My set"))) == [RAILS.title]
    assert choosing.saved("My set") == (GRAIN.id, RAILS.id)
    choosing.delete("My set")
    with pytest.raises(NotFound, match="no set"):
        choosing.cards(Choice(set="My set"))
    with pytest.raises(NotFound, match="no set"):
        choosing.delete("My set")


@pytest.mark.parametrize("name", ["", "  \n", "x" * 81])
def test_a_set_needs_a_name_and_articles(choosing: Choosing, name: str) -> None:
    with pytest.raises(InputError, match="name of up to 80 characters"):
        choosing.save(name, [GRAIN.id])
    with pytest.raises(InputError, match="Widen it"):
        choosing.save("Empty", [])


def test_hostile_words_and_names_are_only_words(choosing: Choosing) -> None:
    hostile = "'; drop table articles; -- %_\ud800"
    assert choosing.cards(Choice(words=hostile)) == []
    assert choosing.saved(choosing.save(hostile, [GRAIN.id])) == (GRAIN.id,)
    assert len(choosing.cards()) == 4
    with pytest.raises(InputError, match="20 words at most"):
        choosing.cards(Choice(words="a " * 5000))


def test_what_a_draft_draws_on(choosing: Choosing) -> None:
    english = Choice(Filters(languages=("en",)))
    assert choosing.drawn_on(english, "Grain") == ((), english.filters)  # the topic chooses
    assert choosing.drawn_on(english, " ") == ((RAILS.id, GRAIN.id, BARE.id), Filters())
    picked = Choice(Filters(article_ids=(BARE.id, RAILS.id)))
    assert choosing.drawn_on(picked, "Grain")[0] == (BARE.id, RAILS.id)  # in the order in which they were picked
    with pytest.raises(InputError, match="Type a topic or choose articles"):
        choosing.drawn_on(Choice(), "")
    with pytest.raises(InputError, match="Widen it"):
        choosing.drawn_on(Choice(words="nowhere"), "Grain")


def test_a_mix_counts_and_does_not_guess(choosing: Choosing) -> None:
    found = Mix.of(choosing.cards())
    assert (found.articles, found.first, found.last, found.undated) == (4, date(2025, 5, 2), date(2025, 6, 3), 2)
    assert found.outlets == (("Steppe Courier", 2), ("Меридиан", 1), ("", 1))
    assert found.countries == (("KZ", 2), ("RU", 1), ("", 1))  # .io is used all over the world
    assert not found.one_source
    assert Mix.of(choosing.cards(Choice(words="steppe"))).one_source
    assert Mix.of([]).one_source is False


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.bbc.co.uk/news", "GB"),
        ("https://inform.KZ:8080/a", "KZ"),
        ("https://a.com", ""),
        ("https://10.0.0.12", ""),
        ("https://[::1", ""),
        ("", ""),
        ("https://a.tv", ""),
    ],
)
def test_a_country_is_what_the_address_says(url: str, country: str) -> None:
    assert Mix.of([Card("1", "t", "", url, None, "en")]).countries == ((country, 1),)


def test_an_outlet_lends_its_country_unless_its_addresses_disagree() -> None:
    def card(outlet: str, url: str) -> Card:
        return Card(url, "t", outlet, url, None, "en")

    agreed = [card("A", "https://a.kz/1"), card("A", "https://a.com/2")]
    assert Mix.of(agreed).countries == (("KZ", 2),)
    assert Mix.of([*agreed, card("A", "https://a.cn/3")]).countries == (("CN", 1), ("KZ", 1), ("", 1))


@pytest.mark.parametrize("language", ["en", "ru", "kk", "zh"])
def test_the_mix_is_shown_in_each_language_and_warns(choosing: Choosing, language: str) -> None:
    words = Words(language)
    shown = mix(Mix.of(choosing.cards()), words)
    assert {"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан", "zh": "哈萨克斯坦"}[language] in shown
    assert words("unknown") in shown
    assert "wrong" not in shown
    one = mix(Mix.of(choosing.cards(Choice(words="steppe"))), words, missing=3)
    assert words("one_source", outlet="Steppe Courier") in one
    assert words("set_missing", count=3) in one
    assert words("one_unknown") in mix(Mix.of(choosing.cards(Choice(words="unsigned"))), words)


def test_ten_thousand_articles(tmp_path: Path) -> None:
    library = Library.in_folder(tmp_path)
    text = "The port of Aktau shipped grain to the south. " * 40
    for start in range(0, 10_000, 2000):
        numbers = range(start, start + 2000)
        articles = [Article.of(f"News {n}", f"{n} {text}", source=f"Outlet {n % 300}", language="en") for n in numbers]
        library.put([Record(a, (), ()) for a in articles])
    choosing = Choosing(library)
    began = time.perf_counter()
    cards = choosing.cards(Choice(words="aktau 77"))
    found = Mix.of(choosing.cards())
    assert time.perf_counter() - began < 10  # 0.4 s here: it would be minutes if each were looked up
    assert (found.articles, len(found.outlets)) == (10_000, 300)
    assert 0 < len(cards) < 2000
    with pytest.raises(InputError, match="10000 articles are chosen, and a draft is made of 200 at most"):
        choosing.drawn_on(Choice(words="aktau"), "")
    library.close()
