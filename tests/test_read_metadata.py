"""Dates, datelines, bylines and front matter in four languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.dates import parse_date
from ingest.metadata import Meta, declared, find_in_text, front_matter, is_dateline, is_label, language_code
from tests.news import EN, KK, RU, ZH

DAY = date(2023, 11, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-28", "2023-11-28T10:00:00+06:00", "2023/11/28", "28.11.2023", "28/11/2023", "28 November 2023",
        "28th of November 2023", "November 28, 2023", "Nov. 28, 2023", "28 Nov 2023, 10:30", "28-Nov-2023",
        "Tue, 28 Nov 2023 10:00:00 GMT", "28 ноября 2023 года", "28 ноября 2023 г.", "Вторник, 28 ноября 2023",
        "2023 жылғы 28 қараша", "28 қараша 2023 жыл", "2023 ж. 28 қараша", "2023年11月28日",
        "2023 年 11 月 28 日 10:30",
        "28.11.23", "28 нояб. 2023",
    ],
)  # fmt: skip
def test_a_date_in_many_spellings(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "", None, "28 November", "November 2023", "2023", "yesterday", "11月28日", "31.02.2023", "2023-13-01", "5",
        "$40 billion by 2030", "the year 1999 was good", "1200", "10:30", "28 November 2999", "99.99.9999",
        "the agreement was signed in Astana in the presence of the ministers and everybody else on 28 November 2023",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(text: str | None) -> None:
    assert parse_date(text) is None


def test_a_day_to_come_is_no_date() -> None:
    today = datetime.now(UTC)
    assert parse_date(today.date()) == today.date()
    assert parse_date(today + timedelta(days=2)) is None
    assert parse_date((today + timedelta(days=400)).strftime("%d.%m.%Y")) is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE", "JANE DOE"),
        ("By Jane Doe and Ann Lee", "Jane Doe and Ann Lee"),
        ("By Jane Doe, Steppe Press", "Jane Doe, Steppe Press"),
        ("Author: Jane van Doe", "Jane van Doe"),
        ("Автор: Анна Ким", "Анна Ким"),
        ("Автор: редакция", "редакция"),
        ("Авторы: Анна Ким, Олег Цой", "Анна Ким, Олег Цой"),
        ("Авторы — Анна Ким", ""),
        ("Тілші: Әсел Серік", "Әсел Серік"),
        ("作者：张三", "张三"),
        ("记者 李四", "李四"),
        ("本报记者 李四", "李四"),
    ],
)
def test_bylines(line: str, author: str) -> None:
    meta, texts = find_in_text([line, *EN])
    assert meta.author == author
    assert texts == (EN if author else [line, *EN])


@pytest.mark.parametrize(
    "line",
    [
        "28 November 2023", "Дата: 28.11.2023", "Date: 28 Nov 2023", "Published on 28 November 2023",
        "Күні: 2023 жылғы 28 қараша",
        "发布时间：2023年11月28日 10:30", "28.11.2023, 10:30", "Tuesday, 28 November 2023", "Astana, 28 November 2023",
        "28 ноября 2023 года", "Опубликовано: 28.11.2023", "2023年11月28日",
        "Published: Tuesday, 28th of Nov 2023 10:30 AM",
    ],
)  # fmt: skip
@pytest.mark.parametrize("at_end", [False, True])
def test_lines_that_are_dates(line: str, at_end: bool) -> None:
    meta, texts = find_in_text([*EN, line] if at_end else [line, *EN])
    assert meta == Meta(published=DAY)
    assert texts == EN


@pytest.mark.parametrize(
    ("lead", "meta"),
    [
        (f"ASTANA, 28 November 2023 — {EN[0]}", Meta(published=DAY)),
        (f"ASTANA, Nov. 28, 2023 (Steppe Press) — {EN[0]}", Meta(published=DAY)),
        (f"Astana, 28 November 2023 – {EN[0]}", Meta(published=DAY)),
        (f"АСТАНА, 28 ноября 2023 года — {RU[0]}", Meta(published=DAY)),
        (f"АСТАНА. 28.11.2023. — {RU[0]}", Meta(published=DAY)),
        (f"АСТАНА, 2023 жылғы 28 қараша — {KK[0]}", Meta(published=DAY)),
        (
            f"新华社阿斯塔纳2023年11月28日电（记者张三 李四）{ZH[0]}",
            Meta(author="张三 李四", source="新华社", published=DAY),
        ),
        (f"新华社阿斯塔纳11月28日电（记者张三）{ZH[0]}", Meta(author="张三", source="新华社")),
        (f"ASTANA (Steppe Press) — {EN[0]}", Meta()),
    ],
)
def test_datelines_tell_the_day_and_stay_in_the_text(lead: str, meta: Meta) -> None:
    assert is_dateline(lead)
    assert find_in_text([lead, EN[1]]) == (meta, [lead, EN[1]])


@pytest.mark.parametrize(
    "text",
    [
        "On 28 November 2023 the ministers met in Astana and signed an agreement.",
        "The agreement of 28 November 2023 — the first of its kind — was signed in Astana.",
        "By Thursday the rails had come.",
        "By Autumn Trains Will Run Faster Than Ever On The New Line To The East Of The Country.",
        "Source of the river: no one found it, and the search goes on in the hills near the lake, as it did before.",
        "Date palms grow there since 12 May 2020.",
        "Text: the ministers agree to meet.",
        "Updated figures for 12 May 2020 were not shown.",
    ],
)
def test_prose_is_no_metadata(text: str) -> None:
    assert not is_label(text)
    assert not is_dateline(text)
    assert find_in_text([text, *EN])[1] == [text, *EN]


def test_dates_in_the_body_are_dates_of_events() -> None:
    assert find_in_text([*EN[:4], "It was signed on 12 May 2020 — in Astana.", *EN[4:]])[0] == Meta()


def test_dates_as_subheads_stay() -> None:
    chronicle = ["12 March 2021", EN[0], "5 May 2022", EN[1]]
    assert find_in_text(chronicle) == (Meta(), chronicle)


def test_front_matter_in_russian_and_of_odd_shapes() -> None:
    meta, rest = front_matter("---\nзаголовок: Рост\nавтор: [Анна Ким]\nдата: 28 ноября 2023\nязык: ru\n---\nТекст")
    assert (meta, rest) == (Meta(title="Рост", author="Анна Ким", published=DAY, language="ru"), "Текст")
    assert front_matter("---\nauthor:\n  name: Jane Doe\n---\n")[0].author == "Jane Doe"
    assert front_matter("---\ntitle: 2023\n---\n")[0].title == "2023"


@pytest.mark.parametrize(
    "text",
    [
        "---\nA scene break opens this text.\n---\nAnd closes.",
        "---\nnothing: known\n---\nText",
        "No front matter\n---\ntitle: x\n---",
        "---\ntitle: never closed",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert front_matter(text) == (Meta(), text)


def test_front_matter_does_not_unfold_aliases() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: [*b, *b]\n---\nText"
    assert len(front_matter(bomb)[0].title) < 100


def test_declared_takes_the_first_of_two_names() -> None:
    assert declared({"Outlet": "A", "publisher": "B", "Date": "no date"}) == Meta(source="A")


def test_language_codes() -> None:
    tags = ["ru-RU", "zh_CN", "kaz", "English", "", "EN"]
    assert [language_code(tag) for tag in tags] == ["ru", "zh", "kk", "", "", "en"]
