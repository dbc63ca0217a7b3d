"""Numbers, dates and names one by one: the value that each way of writing stands for, in four languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from rag.dates import Relation, compare_dates, dates
from rag.names import Name, names, same_name
from rag.numbers import compare_quantities, quantities

PUBLISHED = date(2025, 6, 18)  # a Wednesday

NUMBERS = [
    ("en", "1,234.5 tonnes", "1234.5", "t"),
    ("en", "12 thousand people", "12000", "person"),
    ("en", "$3.1bn", "3100000000", "USD"),
    ("en", "US$40 billion", "40000000000", "USD"),
    ("en", "twenty-five trucks", "25", "vehicle"),
    ("en", "two and a half million tonnes", "2500000", "t"),
    ("en", "half a million dollars", "500000", "USD"),
    ("en", "six per cent", "6", "%"),
    ("en", "3 percentage points", "3", "pp"),
    ("en", "390 million kilowatt-hours", "390000000", "kWh"),
    ("ru", "1 234,5 тонны", "1234.5", "t"),
    ("ru", "12 тыс. человек", "12000", "person"),
    ("ru", "1,2 млрд долларов США", "1200000000", "USD"),
    ("ru", "двадцати пяти километров", "25", "km"),
    ("ru", "пять с половиной миллионов тенге", "5500000", "KZT"),
    ("ru", "4 млрд 200 млн рублей", "4200000000", "RUB"),
    ("ru", "полтора миллиона тонн", "1500000", "t"),
    ("ru", "5 процентных пунктов", "5", "pp"),
    ("ru", "120-мегаваттной", "120", "MW"),
    ("kk", "4,2 миллиард теңге", "4200000000", "KZT"),
    ("kk", "жиырма бес тонна", "25", "t"),
    ("kk", "екі жарым миллион юань", "2500000", "CNY"),
    ("kk", "146 млн АҚШ долларын", "146000000", "USD"),
    ("kk", "3 пайыздық тармақ", "3", "pp"),
    ("kk", "12 шақырым", "12", "km"),
    ("zh", "400亿美元", "40000000000", "USD"),
    ("zh", "3万人", "30000", "person"),
    ("zh", "1.34万张", "13400", "piece"),
    ("zh", "二十五公里", "25", "km"),
    ("zh", "三百五十万吨", "3500000", "t"),
    ("zh", "百分之五", "5", "%"),
    ("zh", "四成", "40", "%"),
    ("zh", "2个百分点", "2", "pp"),
    ("zh", "1.85亿元人民币", "185000000", "CNY"),
    ("zh", "5亿坚戈", "500000000", "KZT"),
]


@pytest.mark.parametrize(("language", "text", "value", "unit"), NUMBERS)
def test_number_and_unit(language: str, text: str, value: str, unit: str) -> None:
    (found,) = quantities(text, language)
    assert (found.value, found.unit) == (Fraction(value), unit)
    assert text[found.span.start : found.span.end] == found.text


BOUNDS = [
    ("en", "more than 24 billion dollars", ">"),
    ("en", "at least 300 people", ">="),
    ("en", "up to 5 MW", "<="),
    ("ru", "свыше 24 млрд долларов", ">"),
    ("ru", "не менее 300 человек", ">="),
    ("ru", "не больше 40 минут", "<="),
    ("kk", "24 млрд доллардан астам", ">"),
    ("kk", "кемінде 300 адам", ">="),
    ("zh", "超过240亿美元", ">"),
    ("zh", "至少300人", ">="),
    ("zh", "300多人", ">"),
    ("zh", "四成以上", ">="),
]


@pytest.mark.parametrize(("language", "text", "bound"), BOUNDS)
def test_bound(language: str, text: str, bound: str) -> None:
    (found,) = quantities(text, language)
    assert found.bound == bound


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "about 24 tonnes"),
        ("ru", "около 24 тонн"),
        ("kk", "шамамен 24 тонна"),
        ("zh", "约24吨"),
        ("kk", "24 тоннаға жуық"),
    ],
)
def test_approximate(language: str, text: str) -> None:
    assert [q.approximate for q in quantities(text, language)] == [True]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10–12 tonnes"),
        ("en", "between 10 and 12 tonnes"),
        ("ru", "10–12 тонн"),
        ("kk", "10-12 тонна"),
        ("zh", "10至12吨"),
    ],
)
def test_range(language: str, text: str) -> None:
    (found,) = quantities(text, language)
    assert (found.low, found.high, found.unit) == (Fraction(10), Fraction(12), "t")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On 28 November 2023 at 10:30 the Airbus A320 left."),
        ("ru", "28.11.2023 на станции «Отар-2» в 2024 году"),
        ("kk", "2023 жылғы 28 қарашада"),
        ("zh", "2023年11月28日，一些国家一般"),
        ("en", "one of the largest"),
    ],
)
def test_dates_and_labels_are_no_quantities(language: str, text: str) -> None:
    assert quantities(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "the 11th"), ("ru", "11-е"), ("kk", "11-ші"), ("zh", "第11届"), ("en", "twenty-first")],
)
def test_ordinals_are_their_own_kind(language: str, text: str) -> None:
    assert [q.kind for q in quantities(text, language)] == ["ordinal"]


COMPARED = [
    ("24.2 billion dollars", "24.2 billion dollars", True, "equal"),
    ("about 24 billion dollars", "24.2 billion dollars", True, "rounded"),
    ("24 billion dollars", "24.2 billion dollars", True, "rounded"),
    ("more than 24 billion dollars", "24.2 billion dollars", True, "bound"),
    ("nearly 25 billion dollars", "24.2 billion dollars", True, "bound"),
    ("more than 25 billion dollars", "24.2 billion dollars", False, "value"),
    ("24.2 million dollars", "24.2 billion dollars", False, "value"),
    ("24.7 billion dollars", "24.2 billion dollars", False, "value"),
    ("24.2 billion yuan", "24.2 billion dollars", False, "currency"),
    ("24.2 tonnes", "24.2 dollars", False, "unit"),
    ("3 percent", "3 percentage points", False, "percent"),
    ("3,200 kilograms", "3.2 tonnes", True, "equal"),
    ("three days", "three hours", False, "unit"),
    ("24.23 billion dollars", "24.2 billion dollars", False, "value"),
    ("5–7 percent", "between 5 and 7 percent", True, "equal"),
]


@pytest.mark.parametrize(("claim", "evidence", "ok", "reason"), COMPARED)
def test_comparison(claim: str, evidence: str, ok: bool, reason: str) -> None:
    (one,), (two,) = quantities(claim, "en"), quantities(evidence, "en")
    match = compare_quantities(one, two)
    assert (match.ok, match.reason) == (ok, reason)


DATES = [
    ("en", "on 28 November 2023", (2023, 11, 28), (2023, 11, 28)),
    ("en", "November 28, 2023", (2023, 11, 28), (2023, 11, 28)),
    ("en", "Q1 2024", (2024, 1, 1), (2024, 3, 31)),
    ("en", "in the first 10 months of 2023", (2023, 1, 1), (2023, 10, 31)),
    ("en", "the 1990s", (1990, 1, 1), (1999, 12, 31)),
    ("en", "in the 19th century", (1801, 1, 1), (1900, 12, 31)),
    ("en", "yesterday", (2025, 6, 17), (2025, 6, 17)),
    ("en", "last year", (2024, 1, 1), (2024, 12, 31)),
    ("en", "on Monday", (2025, 6, 16), (2025, 6, 16)),
    ("ru", "28 ноября 2023 года", (2023, 11, 28), (2023, 11, 28)),
    ("ru", "28.11.2023", (2023, 11, 28), (2023, 11, 28)),
    ("ru", "в первом квартале 2024 года", (2024, 1, 1), (2024, 3, 31)),
    ("ru", "в прошлом году", (2024, 1, 1), (2024, 12, 31)),
    ("ru", "в понедельник", (2025, 6, 16), (2025, 6, 16)),
    ("ru", "в XIX веке", (1801, 1, 1), (1900, 12, 31)),
    ("ru", "в январе — октябре 2023 года", (2023, 1, 1), (2023, 10, 31)),
    ("ru", "до 27 февраля", (2025, 2, 27), (2025, 2, 27)),
    ("kk", "2023 жылғы 28 қараша", (2023, 11, 28), (2023, 11, 28)),
    ("kk", "2025 жылдың шілдесінде", (2025, 7, 1), (2025, 7, 31)),
    ("kk", "былтыр", (2024, 1, 1), (2024, 12, 31)),
    ("kk", "бірінші тоқсанда", (2025, 1, 1), (2025, 3, 31)),
    ("kk", "сенбіде", (2025, 6, 14), (2025, 6, 14)),
    ("zh", "2023年11月28日", (2023, 11, 28), (2023, 11, 28)),
    ("zh", "去年", (2024, 1, 1), (2024, 12, 31)),
    ("zh", "今年前五个月", (2025, 1, 1), (2025, 5, 31)),
    ("zh", "上个月", (2025, 5, 1), (2025, 5, 31)),
    ("zh", "一季度", (2025, 1, 1), (2025, 3, 31)),
    ("zh", "周一", (2025, 6, 16), (2025, 6, 16)),
    ("zh", "20世纪90年代", (1990, 1, 1), (1999, 12, 31)),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), DATES)
def test_date(language: str, text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    (found,) = dates(text, language, PUBLISHED)
    assert (found.first, found.last) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("claim", "evidence", "relation"),
    [
        ("in November 2023", "on 28 November 2023", "contains"),
        ("on 28 November 2023", "in November 2023", "finer"),
        ("on 28 November 2023", "on 28 November 2023", "same"),
        ("on 28 November 2023", "on 27 November 2023", "different"),
        ("on 28 November", "on 28 November 2023", "same"),
        ("at 10:30", "in 2023", "unknown"),
        ("at 5 p.m.", "at 17:00", "same"),
        ("on Tuesday", "on 28 November 2023", "same"),
    ],
)
def test_how_dates_stand_to_each_other(claim: str, evidence: str, relation: Relation) -> None:
    (one,), (two,) = dates(claim, "en"), dates(evidence, "en")
    assert compare_dates(one, two) == relation


def test_may_and_march_are_months_only_as_months() -> None:
    assert dates("It may rise; they march on.", "en") == []
    assert [m.text for m in dates("In May and in March 2024", "en")] == ["May", "March 2024"]


def test_relative_words_without_a_publication_meet_only_their_like() -> None:
    (one,), (two,), (other,) = dates("last year", "en"), dates("в прошлом году", "ru"), dates("in 2023", "en")
    assert compare_dates(one, two) == "same"
    assert compare_dates(one, other) == "unknown"


def one(language: str, name: str) -> Name:
    before = {"en": "He met ", "ru": "Он видел ", "kk": "Ол ", "zh": "记者"}[language]
    after = {"zh": "说"}.get(language, " .")
    found = names(f"{before}{name}{after}", language)
    assert len(found) == 1, found
    return found[0]


SAME = [
    (("en", "Tokayev"), ("ru", "Токаева")),
    (("en", "Kassym-Jomart Tokayev"), ("kk", "Тоқаевтың")),
    (("zh", "托卡耶夫"), ("kk", "Тоқаев")),
    (("en", "Beijing"), ("ru", "Пекине")),
    (("kk", "Бейжіңде"), ("zh", "北京")),
    (("en", "PRC"), ("kk", "ҚХР-дың")),
    (("en", "Gulmira Akhanova"), ("ru", "Гульмирой Ахановой")),
    (("en", "Akhanova"), ("kk", "Гүлмира Ахановаға")),
    (("en", "G. Akhanova"), ("ru", "Гульмира Аханова")),
    (("en", "Zhumabayeva"), ("ru", "Жумабаевой")),
    (("ru", "Гао Юньфэя"), ("zh", "高云飞")),
    (("en", "Ma Wenqing"), ("zh", "马文清")),
    (("en", "Ma Wenqing"), ("ru", "Ма Вэньцин")),
    (("en", "Bolat Serikov"), ("zh", "博拉特·谢里科夫")),
    (("ru", "Айгерим Токтарова"), ("zh", "艾格丽姆·托克塔罗娃")),
    (("en", "Alexander Petrov"), ("ru", "Александра Петрова")),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_one_name_in_two_spellings(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert same_name(one(*first), one(*second))
    assert same_name(one(*second), one(*first))


OTHERS = [
    (("en", "Tokayev"), ("ru", "Назарбаева")),
    (("en", "Beijing"), ("ru", "Шанхае")),
    (("en", "Timur Iskakov"), ("ru", "Тимур Каблуков")),
    (("en", "Karim Tokayev"), ("en", "Kassym-Jomart Tokayev")),
    (("ru", "Гао Юньфэй"), ("zh", "马文清")),
    (("en", "Bolat Serikov"), ("zh", "萨尔塔娜特·朱马巴耶娃")),
    (("en", "China"), ("zh", "哈萨克斯坦")),
]


@pytest.mark.parametrize(("first", "second"), OTHERS)
def test_two_names(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert not same_name(one(*first), one(*second))


def test_titles_are_split_off() -> None:
    (found,) = names("It was said by Professor Alan Grey.", "en")
    assert (found.text, found.title) == ("Alan Grey", "Professor")
