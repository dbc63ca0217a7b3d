"""Relative dates resolved in brackets, in four languages; days and ages in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datesaid import age, day, long_day, stretch
from rag.domain import LANGUAGES, Article, Sentence, Verdict
from rag.reldates import additions, pieces, resolved

THURSDAY = date(2023, 11, 30)


def shown(text: str, language: str, published: date | None = THURSDAY) -> str:
    return "".join(piece for piece, _ in pieces(text, resolved(text, language, published)))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Talks began last Monday.", "Talks began last Monday [Monday, 27 November 2023]."),
        ("en", "It closed on Thursday.", "It closed on Thursday [Thursday, 30 November 2023]."),
        ("en", "It closed last Thursday.", "It closed last Thursday [Thursday, 23 November 2023]."),
        ("en", "It is open this Friday.", "It is open this Friday [Friday, 1 December 2023]."),
        ("en", "They will vote next Friday.", "They will vote next Friday [Friday, 1 December 2023]."),
        ("en", "Last year's record fell.", "Last year's [2022] record fell."),
        ("en", "Prices rose last week.", "Prices rose last week [20–26 Nov 2023]."),
        ("en", "Exports fell last quarter.", "Exports fell last quarter [third quarter of 2023]."),
        ("ru", "Вчера он уехал.", "Вчера [среда, 29 ноября 2023 года] он уехал."),
        ("ru", "В прошлый четверг он уехал.", "В прошлый четверг [четверг, 23 ноября 2023 года] он уехал."),
        ("ru", "В прошлом месяце цены упали.", "В прошлом месяце [октябрь 2023 года] цены упали."),
        ("kk", "Кеше ол кетті.", "Кеше [2023 жылғы 29 қараша, сәрсенбі] ол кетті."),
        ("kk", "Өткен дүйсенбіде ол кетті.", "Өткен дүйсенбіде [2023 жылғы 27 қараша, дүйсенбі] ол кетті."),
        ("kk", "Былтыр баға өсті.", "Былтыр [2022 жыл] баға өсті."),
        ("zh", "会谈上周一开始。", "会谈上周一[2023年11月20日，星期一]开始。"),
        ("zh", "去年价格上涨。", "去年[2022年]价格上涨。"),
        ("zh", "本周五开会。", "本周五[2023年12月1日，星期五]开会。"),
    ],
)
def test_the_day_stands_beside_the_words(language: str, text: str, expected: str) -> None:
    assert shown(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The vote will be held on Friday."),  # the last one or the next?
        ("en", "In 2021 it sold 40, against 36 a year earlier."),  # a year before 2021
        ("en", "“We met yesterday in the town of Otar,” he said."),
        ("en", "It opened on Wednesday, 29 November."),
        ("en", "It opened on 3 May 2021."),
        ("ru", "В 2021 году продали 40, годом ранее — 36."),
        ("ru", "Заседание пройдёт в пятницу."),
        ("kk", "Бір жыл бұрын ол кетті."),
        ("zh", "会议将于星期五举行。"),
    ],
)
def test_what_is_not_sure_is_left_alone(language: str, text: str) -> None:
    assert shown(text, language) == text


def test_without_a_day_of_publication_or_a_known_language_nothing_is_added() -> None:
    assert shown("It fell last year.", "en", None) == "It fell last year."
    assert shown("Es fiel last year.", "de") == "Es fiel last year."


def test_only_words_of_the_article_are_resolved() -> None:
    article = Article.of("T", "It fell last year.", published=THURSDAY, language="en")
    quoted = Sentence(article.text, Verdict.SUPPORTED, (article.cite(0, len(article.text)),))
    assert [one.text for one in additions(quoted, {article.id: article})] == ["2022"]
    assert quoted.text == quoted.citations[0].quote
    assert additions(replace(quoted, text="It fell, they say, last year."), {article.id: article}) == []
    assert additions(replace(quoted, citations=()), {article.id: article}) == []
    assert additions(quoted, {}) == []


@given(st.text(), st.sampled_from(LANGUAGES))
def test_without_what_is_added_the_text_is_as_it_was(text: str, language: str) -> None:
    parts = pieces(text, resolved(text, language, THURSDAY))
    assert "".join(piece for piece, ours in parts if not ours) == text


def test_days_in_four_languages() -> None:
    assert [day(date(2023, 11, 3), language) for language in LANGUAGES] == [
        "3 Nov 2023",
        "3 ноября 2023 г.",
        "2023 жылғы 3 қараша",
        "2023年11月3日",
    ]
    assert long_day(THURSDAY, "ru") == "четверг, 30 ноября 2023 года"
    assert stretch(date(2022, 1, 1), date(2022, 6, 30), "en") == "January–June 2022"
    assert stretch(date(2022, 11, 1), date(2023, 2, 28), "en") == "November 2022 – February 2023"
    assert stretch(date(2023, 11, 27), date(2023, 12, 3), "ru") == "27 ноября 2023 г. – 3 декабря 2023 г."
    assert stretch(date(9999, 12, 1), date(9999, 12, 31), "en")  # the last day that there is


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (date(2026, 11, 25), ("from today", "сегодня", "бүгін", "今天")),
        (date(2026, 11, 24), ("1 day old", "1 день назад", "1 күн бұрын", "1天前")),
        (date(2026, 11, 22), ("3 days old", "3 дня назад", "3 күн бұрын", "3天前")),
        (date(2026, 11, 14), ("11 days old", "11 дней назад", "11 күн бұрын", "11天前")),
        (date(2026, 9, 20), ("2 months old", "2 месяца назад", "2 ай бұрын", "2个月前")),
        (date(2023, 11, 3), ("3 years old", "3 года назад", "3 жыл бұрын", "3年前")),
        (date(2005, 1, 3), ("21 years old", "21 год назад", "21 жыл бұрын", "21年前")),
        (date(2027, 1, 1), ("", "", "", "")),
    ],
)
def test_ages(then: date, expected: tuple[str, ...]) -> None:
    assert tuple(age(then, date(2026, 11, 25), language) for language in LANGUAGES) == expected
