"""JSONL: one article a line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.read import Failed, Found, Location, read
from tests.news import BODY, RU, ZH, results, save


def test_jsonl(tmp_path: Path) -> None:
    full = {"title": "One", "text": BODY, "source": "Steppe Press", "author": "Jane Doe", "url": "https://x.example/1"}
    lines = [full | {"published": "2023-11-28", "language": "en"}, {"title": "Two", "text": ZH[0], "extra": [1]}]
    lines += [{"title": "One", "text": RU[0]}]
    path = save(tmp_path, "a.jsonl", "\ufeff" + "\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    one, two, three = results(path)
    assert isinstance(one, Found)
    assert isinstance(two, Found)
    assert isinstance(three, Found)
    assert (one.article.title, one.article.text, one.article.published) == ("One", BODY, date(2023, 11, 28))
    assert (one.article.source, one.article.author, one.article.language) == ("Steppe Press", "Jane Doe", "en")
    assert (two.article.text, two.article.language) == (ZH[0], "zh")
    assert len({found.origin for found in (one, two, three)}) == 3


def test_jsonl_is_read_lazily(tmp_path: Path) -> None:
    path = save(tmp_path, "a.jsonl", '{"title": "One", "text": "Some words."}\n' * 3)
    articles = read(Location(str(path), path.stat().st_size))
    assert isinstance(next(articles), Found)
    articles.close()  # type: ignore[attr-defined]


BAD_LINES = {
    '{"title": "a", "text": "b"': "not valid JSON",
    '["a", "b"]': "not a JSON object",
    '{"text": "b"}': 'no "title"',
    '{"title": "  ", "text": "b"}': 'no "title"',
    '{"title": "a"}': 'no "text"',
    '{"title": "a", "text": 5}': '"text" that is not a string',
    '{"title": "a", "text": "b", "published": "28.11.2023"}': "YYYY-MM-DD",
    '{"title": "a", "text": "b", "published": "2023-02-30"}': "YYYY-MM-DD",
    '{"title": "a", "text": "b", "published": 2023}': "YYYY-MM-DD",
    '{"title": "a", "text": "b", "published": "2999-01-01"}': "past",
    "[" * 100_000: "not valid JSON",
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.items())
def test_a_bad_line_is_named_and_the_rest_goes_in(tmp_path: Path, line: str, reason: str) -> None:
    good = '{"title": "One", "text": "Some words."}'
    path = save(tmp_path, "a.jsonl", f"{good}\n\n{line}\n{good}\n")
    before, bad, after = list(read(Location(str(path))))
    assert isinstance(before, Found)
    assert isinstance(after, Found)
    assert isinstance(bad, Failed)
    assert "line 3" in bad.reason
    assert str(path) in bad.reason
    assert reason in bad.reason


def test_a_jsonl_line_in_another_encoding(tmp_path: Path) -> None:
    (bad,) = results(save(tmp_path, "a.jsonl", '{"title": "Один", "text": "Слово"}'.encode("cp1251")))
    assert isinstance(bad, Failed)
    assert "UTF-8" in bad.reason
