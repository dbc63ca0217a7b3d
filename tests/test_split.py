"""Files that hold several articles, and files that only look so. All texts are of our own writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.formats import Hint, Raw, read_markdown, read_text
from tests.news import BODIES, EN, FOOT, HEAD, KK, MAST, RU, ZH, text

SEED = Path(__file__).parents[2] / "shared" / "seed"


def read(content: str) -> list[Raw]:
    return read_text(content.encode(), Hint())


def titles(content: str) -> list[str]:
    return [raw.found.title for raw in read(content)]


@pytest.mark.parametrize("language", ["en", "ru", "kk", "zh"])
def test_two_articles_between_masthead_and_footer(language: str) -> None:
    one, two = HEAD[language]
    body = BODIES[language]
    raws = read(text(list(MAST[language]), one, body[:4], two, body[3:], list(FOOT[language])))
    assert [raw.found.title for raw in raws] == [one, two]
    assert raws[0].text == "\n\n".join(body[:4])
    assert raws[1].text == "\n\n".join(body[3:])
    assert {raw.found.source for raw in raws} == {FOOT[language][0]}
    assert len({raw.mark for raw in raws}) == 2


@pytest.mark.parametrize("language", ["en", "ru", "kk", "zh"])
def test_one_article_loses_masthead_and_footer_too(language: str) -> None:
    body = BODIES[language]
    (raw,) = read(text(list(MAST[language]), HEAD[language][0], body, list(FOOT[language])))
    assert raw.found.title == HEAD[language][0]
    assert raw.text == "\n\n".join(body)
    assert raw.found.source == FOOT[language][0]


def test_the_first_headline_may_be_a_question() -> None:
    question = "Results of the railway summit in the east: is a second track to be expected soon?"
    assert titles(text(question, EN[:4], HEAD["en"][1], EN[3:])) == [question, HEAD["en"][1]]


SHORT = ("Grain reaches the border faster", "Council asks for an audit")


SEPARATORS = ["---", "***", "* * *", "=====", "________", "\f", "Number of shows: 12", "© 2023 Notes"]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_before_a_headline_splits(separator: str) -> None:
    found = read(text(SHORT[0], EN[:2], separator, SHORT[1], EN[4:6]))
    assert [raw.found.title for raw in found] == list(SHORT)
    assert found[1].text == "\n\n".join(EN[4:6])


@pytest.mark.parametrize(
    "label",
    ["By Jane Doe", "28 November 2023", "November 28, 2023 | 10:30", "Author: Jane Doe", "Astana, 28 November 2023"],
)
def test_a_byline_or_date_after_a_headline_splits(label: str) -> None:
    found = read(text(SHORT[0], "By Ann Lee", EN[:2], SHORT[1], label, EN[4:6]))
    assert [raw.found.title for raw in found] == list(SHORT)
    assert found[0].found.author == "Ann Lee"
    assert found[1].text == "\n\n".join(EN[4:6])
    assert found[1].found.author == "Jane Doe" or found[1].found.published == date(2023, 11, 28)


def test_a_dateline_after_a_headline_splits() -> None:
    first, second = f"ASTANA, 28 November 2023 — {EN[0]}", f"BEIJING, 29 November 2023 — {EN[4]}"
    found = read(text(SHORT[0], first, EN[1], SHORT[1], second, EN[5]))
    assert [(raw.found.title, raw.found.published) for raw in found] == [
        (SHORT[0], date(2023, 11, 28)),
        (SHORT[1], date(2023, 11, 29)),
    ]
    assert found[1].text.startswith("BEIJING, 29 November 2023 — Critics")  # quoted as it stands


def test_a_chinese_wire_after_a_headline_splits() -> None:
    one, two = "第二条铁路线秋季前完工", "议会要求进行全面审计"
    wire = "新华社阿斯塔纳11月28日电（记者张三）"
    found = read(text(one, wire + ZH[0], ZH[1], two, "新华社北京2023年11月29日电（记者李四）" + ZH[4], ZH[5]))
    assert [raw.found.title for raw in found] == [one, two]
    assert [raw.found.author for raw in found] == ["张三", "李四"]
    assert [raw.found.published for raw in found] == [None, date(2023, 11, 29)]  # no year, no guess


@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_several_first_level_headings_split(reader) -> None:  # type: ignore[no-untyped-def]
    content = text(f"# {SHORT[0]}", EN[:2], "## Background", EN[2], f"# {SHORT[1]}", EN[4:6])
    found = reader(content.encode(), Hint())
    assert [raw.found.title for raw in found] == list(SHORT)
    assert found[0].text == "\n\n".join([*EN[:2], "Background", EN[2]])


def test_underlined_headlines_split() -> None:
    content = text(f"{SHORT[0]}\n=====", EN[:2], f"{SHORT[1]}\n=====", EN[4:6])
    assert titles(content) == list(SHORT)


def test_three_articles_without_any_mark() -> None:
    third = "Passengers on the eastern line are told to expect slower trains until the winter"
    content = text(HEAD["en"][0], EN[:5], HEAD["en"][1], EN[3:], third, EN[1:6])
    assert titles(content) == [*HEAD["en"], third]


def test_a_masthead_that_comes_again_is_in_no_text() -> None:
    mast = list(MAST["en"])
    found = read(text(mast, HEAD["en"][0], EN[:4], mast, HEAD["en"][1], EN[4:]))
    assert [raw.found.title for raw in found] == list(HEAD["en"])
    assert not any("Notes on" in raw.text for raw in found)


def test_files_that_were_put_one_after_the_other() -> None:
    question = "Results of the railway summit in the east: is a second track to be expected soon?"
    mast, foot = list(MAST["en"]), list(FOOT["en"])
    content = text(mast, question, EN[:4], HEAD["en"][1], EN[3:7], foot)
    found = read(f"{content}\n\n{content}")
    assert [raw.found.title for raw in found] == [question, HEAD["en"][1]] * 2
    assert [raw.text for raw in found] == ["\n\n".join(EN[:4]), "\n\n".join(EN[3:7])] * 2
    assert {raw.found.source for raw in found} == {FOOT["en"][0]}


WHOLE = HEAD["en"][0]
ONE_ARTICLE = {
    "short subheads": text(WHOLE, EN[:4], "Background", EN[:4], "What happens next", EN[4:]),
    "russian subheads": text(HEAD["ru"][0], RU[:4], "Почему это важно", RU[:4], "Что будет дальше", RU[3:]),
    "kazakh subheads": text(HEAD["kk"][0], KK[:4], "Бұл неге маңызды", KK[3:]),
    "chinese subheads": text(HEAD["zh"][0], ZH[:4], "为什么重要", ZH[:4], "下一步会怎样", ZH[3:]),
    "a long question as a paragraph": text(
        WHOLE, EN[:4], "But who is going to pay for the second track once the loan has been spent?", EN[4:]
    ),
    "a subhead that asks without a question mark": text(
        WHOLE, EN[:4], "What the second track between the two stations means for farmers in the south", EN[4:]
    ),
    "several longish subheads": text(
        WHOLE,
        EN[:4],
        "Bridges took a third of money",
        EN[:4],
        "A council full of doubts",
        EN[:4],
        "Trains will be slower but will keep on running",
        EN[4:],
    ),
    "a list": text(
        WHOLE, EN[:4], "- rails from the plant in the north\n- sleepers\n- two new bridges over the rivers", EN[4:]
    ),
    "a list of single paragraphs": text(
        WHOLE, EN[:4], "1. Rails from the plant in the north and sleepers from the south", "2. Two new bridges", EN[4:]
    ),
    "a pull quote": text(WHOLE, EN[:4], "“All contracts are open to the public and the first report is due”", EN[4:]),
    "a pull quote without marks": text(
        WHOLE, EN[:4], "All contracts are open to the public and that the first report is due", EN[4:]
    ),
    "an interview": text(
        WHOLE,
        EN[:3],
        "Q: When will the second track between the two stations finally be open to all trains",
        EN[3:6],
        "A: That depends on the rails, as everybody on the line knows by now",
        EN[4:],
    ),
    "an interview with names": text(
        WHOLE,
        EN[:3],
        "Anna Kim: When will the second track between the stations be open to all trains",
        EN[3:6],
        "Anna Kim: And how much of the money that was promised has been spent so far",
        EN[4:],
    ),
    "a poem": text(WHOLE, EN[:3], "The rails run on\nacross the snow\nand no one knows\nhow far they go", EN[3:]),
    "a scene break": text(WHOLE, EN[:4], "* * *", EN[4:]),
    "a scene break and a subhead": text(WHOLE, EN[:4], "---", "What happens next for us", EN[4:]),
    "a chronicle": text(WHOLE, EN[:2], "12 March 2021", EN[2:4], "5 May 2022", EN[4:6], "28 November 2023", EN[6:]),
    "first-level subheads": text(f"# {WHOLE}", EN[:3], "# Background", EN[3:5], "# What next", EN[5:]),
    "a photo credit": text(WHOLE, EN[:4], "Photo: Steppe Press", EN[4:]),
    "read also": text(WHOLE, EN[:4], f"Read also: {HEAD['en'][1]}", EN[4:]),
    "a short note after a long headline": text(WHOLE, EN[:6], HEAD["en"][1], EN[6]),
}


@pytest.mark.parametrize("content", ONE_ARTICLE.values(), ids=ONE_ARTICLE.keys())
@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_one_article_stays_one(content: str, reader) -> None:  # type: ignore[no-untyped-def]
    (raw,) = reader(content.encode(), Hint())
    assert raw.found.title in (WHOLE, HEAD["ru"][0], HEAD["kk"][0], HEAD["zh"][0])
    body = [p for p in content.split("\n\n")[1:] if not p.startswith(("#", "* *", "---", "Photo", "Read also"))]
    words = " ".join(raw.text.split())
    missing = [p for p in body if " ".join(p.split()) not in words]
    assert missing == []


def test_boilerplate_leaves_no_trace() -> None:
    lines = [
        "Number of shows: 50", "Views: 1,204", "Просмотров: 120", "Көрілім: 33", "阅读：1200", "1 200 просмотров",
        "Share on Facebook", "Поделиться", "Бөлісу", "分享到微信", "Subscribe to our newsletter",
        "Подписывайтесь на наш канал",
        "© 2023 Steppe Press", "Все права защищены", "All rights reserved.", "版权所有 草原通讯",
        "Читайте также: Рост торговли", "Сондай-ақ оқыңыз: Сауда өсті", "相关阅读：贸易增长",
        "Photo: Jane Doe / Steppe Press", "Фото: пресс-служба", "Сурет: автордан", "图片来源：草原社",
    ]  # fmt: skip
    for line in lines:
        (raw,) = read(text(WHOLE, EN[:4], line, EN[4:], line))
        assert raw.text == "\n\n".join(EN), line


@pytest.mark.skipif(not SEED.is_dir(), reason=f"no seed articles at {SEED}")
def test_the_seed_is_its_two_articles() -> None:
    found = [raw for path in sorted(SEED.glob("*.txt")) for raw in read_text(path.read_bytes(), Hint())]
    assert len(found) == 2
    assert found[0].found.title.startswith("Results of")
    assert found[0].found.title.endswith("between the powers?")
    assert found[1].found.title.startswith("Visit of")
    assert found[1].found.title.endswith("bilateral relations")
    for raw in found:
        assert "China Studies Center" in raw.found.source
        assert not any(s in raw.text for s in ("Number of shows", "China Studies Center", "Exploration of significant"))
        assert raw.found.title not in raw.text
    assert [raw.text.count("\n\n") + 1 for raw in found] == [18, 18]
