"""An editor's own form: its places are filled in, and one that cannot be used is refused in a sentence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag.domain import Article, Draft, Sentence, Style, Verdict
from rag.errors import InputError
from rag.service import Service
from ui.commands import run
from ui.template import checked, filled, read_template
from ui.words import Words

ENGLISH = Words("en")
TODAY = date(2026, 11, 25)


def made(text: str = "Exports grew by 7%.", **about: str) -> Draft:
    article = Article.of("Ports", text, source="Courier", published=date(2024, 5, 2), language="en")
    quoted = Sentence(text, Verdict.SUPPORTED, (article.cite(0, len(text)),))
    return Draft(about.get("title", "Trade"), Style.BRIEF, (quoted,), (article,), "extractive", audience="ministers")


def test_every_place_is_filled_in() -> None:
    template = (
        "# {title} for {audience}, {date}\n\n{summary}\n\n{bullets}\n\n{timeline}\n\n{notes}\n\n{sources}\n{conflicts}"
    )
    assert filled(checked(template, ENGLISH), made(), TODAY) == (
        "# Trade for ministers, 25 Nov 2026\n\n"
        "Exports grew by 7%.[^1]\n\n"
        "- Exports grew by 7%.[^1]\n\n"
        "| Date | What happened |\n| --- | --- |\n| 2 May 2024 (published) | Exports grew by 7%.[^1] |\n\n"
        "> Every sentence is quoted from the articles, word for word.\n\n"
        "[^1]: Courier, “Ports”, 2 May 2024, 2 years old. “Exports grew by 7%.”\n"
    )


def test_what_an_article_says_is_never_a_place() -> None:
    text = "They wrote {title} and {nonsense} on the wall."
    assert "They wrote \\{title\\} and \\{nonsense\\} on the wall." in filled("{draft}", made(text), TODAY)
    assert filled("{title}", made(title="{summary}"), TODAY) == "\\{summary\\}\n"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{titel}", r"unknown place \{titel\}\. Known are: \{title\}"),
        ("{}", r"unknown place \{\}"),
        ("{title!r}", "unknown place"),
        ("no place", "no place to fill in"),
        ("", "no place to fill in"),
        ("{title}" * 20_000, "140000 characters; keep to 100000"),
    ],
)
def test_a_template_that_cannot_be_used(template: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        checked(template, ENGLISH)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_template(tmp_path / "nowhere.md", ENGLISH)
    with pytest.raises(InputError, match="cannot be read"):
        read_template(tmp_path, ENGLISH)
    (tmp_path / "t.md").write_bytes("{title} ё".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        read_template(tmp_path / "t.md", ENGLISH)
    (tmp_path / "t.md").write_bytes("ё".encode() * 400_000)
    with pytest.raises(InputError, match="keep to 100000"):
        read_template(tmp_path / "t.md", ENGLISH)
    (tmp_path / "t.md").write_bytes(b"\xef\xbb\xbf{title}")
    assert read_template(tmp_path / "t.md", ENGLISH) == "{title}"


def test_the_command(sample: Service, tmp_path: Path) -> None:
    asked = {"about": "Containers through Khorgos", "template": "{title}|{audience}", "audience": "freight\n desk"}
    payload = run(sample, "draft", {**asked, "out": str(tmp_path / "d.md")})
    assert payload["markdown"] == "Containers through Khorgos|freight desk\n" == (tmp_path / "d.md").read_text()
    assert json.dumps(payload)
    with pytest.raises(InputError, match=r"A template makes Markdown: name d\.docx \.md"):
        run(sample, "draft", {**asked, "out": str(tmp_path / "d.docx")})
    with pytest.raises(InputError, match="unknown place"):
        run(sample, "draft", {**asked, "template": "{x}"})
    with pytest.raises(InputError, match="keep to 200"):
        run(sample, "draft", {**asked, "audience": "x" * 201})
