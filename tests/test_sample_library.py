"""The sample library and its questions say what the rest of the tests take for granted about them."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "ingest" / "sample"
QUESTIONS = ROOT / "tests" / "data" / "sample_questions.jsonl"
LANGUAGES = ("en", "ru", "kk", "zh")
FIELDS = {"title", "author", "source", "published", "language", "url"}
HAN = re.compile(r"[\u4e00-\u9fff]")

# One event in two languages: the figures that both articles must give.
TWINS = [
    ("en-dzungarian-wind", "kk-dzungarian-wind", ("120", "24", "146", "102", "390", "80", "2024", "2027")),
    ("ru-steppe-gold", "zh-steppe-gold", ("214", "63", "5600", "3900", "40", "20", "12", "120", "2025")),
    ("kk-dombra-pipa", "zh-dombra-pipa", ("48", "28", "20", "11", "16", "1350", "700", "82", "14", "5")),
]
# One event with different figures: what only the first says, and what only the second says.
DISPUTED = [
    (
        "en-khorgos-throughput",
        "en-khorgos-customs-count",
        ("372,400", "29 hours", "18.5 billion tenge"),
        ("341,800", "33 hours", "21 billion tenge"),
    ),
    ("ru-grain-contract", "zh-grain-contract", ("480 тысяч тонн", "31 мая 2026"), ("42万吨", "2026年6月底")),
    (
        "ru-bakhty-checkpoint",
        "kk-bakhty-checkpoint",
        ("7,1 млрд тенге", "до десяти", "450 грузовиков", "18 часов"),
        ("6,4 млрд теңге", "сегізге", "400 жүк", "24 сағатқа"),
    ),
]


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body of a sample article."""
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{path.name} does not begin with front matter"
    return yaml.safe_load(front), body.strip()


ARTICLES = {path.stem: read(path) for path in sorted(SAMPLE.glob("*.md"))}
CASES: list[dict[str, Any]] = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def figures(stem: str) -> set[str]:
    """Whole figures of an article's title and body."""
    front, body = ARTICLES[stem]
    return set(re.findall(r"\d+(?:[.,]\d+)*", f"{front['title']}\n{body}"))


def test_there_are_four_articles_in_each_language() -> None:
    assert Counter(front["language"] for front, _ in ARTICLES.values()) == dict.fromkeys(LANGUAGES, 4)


def test_titles_bodies_and_addresses_are_unique_and_outlets_few() -> None:
    fronts = [front for front, _ in ARTICLES.values()]
    assert len({front["title"] for front in fronts}) == len({front["url"] for front in fronts}) == 16
    assert len({body for _, body in ARTICLES.values()}) == 16
    assert len({front["source"] for front in fronts}) <= 8


@pytest.mark.parametrize("stem", ARTICLES)
def test_front_matter_is_complete(stem: str) -> None:
    front, _ = ARTICLES[stem]
    assert set(front) == FIELDS
    assert all(front.values())
    assert type(front["published"]) is date
    assert date(2024, 1, 1) <= front["published"] <= date(2026, 12, 31)
    assert stem.startswith(front["language"] + "-")
    address = urlsplit(front["url"])
    assert address.scheme == "https"
    assert (address.hostname or "").endswith(".example")


@pytest.mark.parametrize("stem", ARTICLES)
def test_body_is_plain_paragraphs_of_the_promised_length(stem: str) -> None:
    front, body = ARTICLES[stem]
    if front["language"] == "zh":
        assert 350 <= len(HAN.findall(body)) <= 700
    else:
        assert 160 <= len(body.split()) <= 350
    assert not re.search(r"[*_#`\[\]|<>\u00a0\t]|\n\n\n|(?<!\n)\n(?!\n)", body), "markup or broken paragraph"


@pytest.mark.parametrize(("first", "second", "shared"), TWINS)
def test_one_event_in_two_languages_has_the_same_figures(first: str, second: str, shared: tuple[str, ...]) -> None:
    assert ARTICLES[first][0]["language"] != ARTICLES[second][0]["language"]
    assert set(shared) <= figures(first) & figures(second)


@pytest.mark.parametrize(("first", "second", "ours", "theirs"), DISPUTED)
def test_one_event_told_differently_has_other_figures(
    first: str, second: str, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    one, other = ARTICLES[first], ARTICLES[second]
    assert one[0]["source"] != other[0]["source"]
    assert all(figure in one[1] and figure not in other[1] for figure in ours)
    assert all(figure in other[1] and figure not in one[1] for figure in theirs)


def test_questions_are_counted_as_promised() -> None:
    assert len({case["id"] for case in CASES}) == len({case["question"] for case in CASES}) == 64
    for language in LANGUAGES:
        own = [case for case in CASES if case["language"] == language]
        answerable = [case for case in own if case["answerable"]]
        foreign = [c for c in answerable if all(ARTICLES[stem][0]["language"] != language for stem in c["articles"])]
        assert (len(own), len(answerable)) == (16, 12)
        assert len(foreign) >= 4
    assert {stem for case in CASES for stem in case["articles"]} == set(ARTICLES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_evidence_and_answer_are_exact_words_of_the_article(case: dict[str, Any]) -> None:
    assert set(case) == {"id", "language", "question", "answerable", "articles", "answer", "evidence"}
    if not case["answerable"]:
        assert (case["articles"], case["evidence"], case["answer"]) == ([], [], "")
        return
    assert case["articles"]
    assert case["answer"]
    for stem, evidence in zip(case["articles"], case["evidence"], strict=True):
        body = ARTICLES[stem][1]
        assert body.count(evidence) == 1
        before, after = body.split(evidence)
        assert not before or re.search(r"[.!?。”»](?: |\n\n)?$|\n\n$", before), "does not begin a sentence"
        assert evidence[-1] in ".!?。", "does not end a sentence"
        assert not after or after[0] in " \n" or evidence[-1] == "。", "does not end a sentence"
        assert case["answer"] in evidence
