"""The page in a real browser, served by the real server: nothing but Chromium and this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

from .browsing import BROWSING, watched  # noqa: E402

STARTS_WITHIN = 120  # seconds, most of them the embedding of the sample library on a busy machine

pytestmark = BROWSING

ARTICLE = """---
title: "Aktau port orders four electric cranes"
source: "Caspian Gazette"
published: 2025-05-20
---

The seaport of Aktau has ordered four electric cranes from a plant in Dalian, its director said on Tuesday.

The cranes cost 38 million dollars and will lift 45 tonnes each, said Zarina Utegenova, the head of the port.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(port), "--no-browser"]
    environment = {**os.environ, "AIQYN_LIBRARY": str(folder / "library")}
    with (folder / "errors").open("w") as errors:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    late = threading.Timer(STARTS_WITHIN, server.kill)
    late.start()
    assert server.stdout
    said = next((line for line in server.stdout if "http://" in line), "")
    late.cancel()
    assert said.split()[-1:] == [f"http://127.0.0.1:{port}"], (folder / "errors").read_text()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(30)
    complaints = (folder / "errors").read_text()
    assert code == 0, complaints
    assert not (folder / "library" / "served.json").exists()
    assert "Traceback" not in complaints


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, freshly opened."""
    with watched(browser, address) as page:
        page.goto(address)
        expect(page.locator("#question textarea")).to_be_visible()
        yield page


def ask(page: Page, question: str) -> None:
    page.get_by_role("tab", name="Ask").click()
    page.locator("#question textarea").fill(question)
    page.locator("#ask").click()
    expect(page.locator(".turn .question").first).to_contain_text(question)
    expect(page.locator(".turn").first.locator(".said, .abstained")).to_be_visible()


def check_evidence(page: Page, inside: str) -> None:
    """Every number leads to a card whose marked words are those of the sentence."""
    turn = page.locator(inside).first
    cites = turn.locator(".said .sentence + a.cite")
    assert cites.count() > 0
    for sentence, cite in zip(turn.locator(".said .sentence").all(), cites.all(), strict=True):
        card = page.locator(str(cite.get_attribute("href")))
        own = "one => { const kept = one.cloneNode(true); kept.querySelectorAll('.ours').forEach(e => e.remove()); "
        assert card.locator("mark").text_content() == sentence.evaluate(own + "return kept.textContent; }")


def test_ask_across_languages(page: Page) -> None:
    ask(page, "When will the repair work at the Otar-2 compressor station be over?")
    expect(page.locator(".said")).to_contain_text("27 февраля")
    expect(page.locator(".said .note")).to_contain_text("Russian")
    check_evidence(page, ".turn")
    cite = page.locator(".said a.cite").last
    card = page.locator(str(cite.get_attribute("href")))
    cite.click()
    expect(card).to_have_class(re.compile(r"\bchosen\b"))
    quote = card.locator("mark").text_content()
    card.locator("a.whole").click()
    mark = page.locator("dialog.reader #cited")
    expect(mark).to_be_in_viewport()
    assert mark.text_content() == quote
    page.get_by_role("button", name="Close").click()
    expect(mark).not_to_be_visible()


def test_abstain(page: Page) -> None:
    ask(page, "Who won the 2022 World Cup?")
    expect(page.locator(".abstained")).to_contain_text("Nothing in the library bears on this question.")
    expect(page.locator(".nearest .card").first).not_to_be_visible()
    page.locator(".nearest summary").click()
    expect(page.locator(".nearest .card").first).to_be_visible()


def test_filters_and_a_bad_date(page: Page) -> None:
    page.get_by_role("button", name="Limit to dates").click()
    page.locator("#ask-since textarea, #ask-since input").fill("yesterday")
    page.locator("#question textarea").fill("How many containers went through Khorgos?")
    page.locator("#ask").click()
    alert = page.get_by_role("alert").filter(has_text="“yesterday” is not a date")
    expect(alert).to_be_visible()
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).not_to_be_visible()
    page.locator("#ask-since textarea, #ask-since input").fill("2035-01-01")
    page.locator("#ask").click()
    expect(page.locator(".abstained")).to_be_visible()


def test_draft_and_download(page: Page) -> None:
    page.get_by_role("tab", name="Draft").click()
    page.locator("#make-draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Type a topic or choose articles.")
    page.locator("#topic textarea, #topic input").fill("Container traffic through Khorgos")
    page.locator("#make-draft").click()
    expect(page.locator("#draft .said")).to_contain_text("Khorgos")
    check_evidence(page, "#draft .turn")
    figure = re.search(r"\d+,\d+", " ".join(page.locator("#draft .sentence").all_text_contents()))
    with page.expect_download() as download:
        page.locator("#download-md").click()
    assert download.value.suggested_filename == "Container-traffic-through-Khorgos.md"
    markdown = download.value.path().read_text("utf-8")
    assert markdown.startswith("# Container traffic through Khorgos\n")
    assert "[^1]:" in markdown
    assert figure
    assert figure[0] in markdown
    with page.expect_download() as download:
        page.locator("#download-docx").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_the_language_of_the_browser_and_another(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="kk-KZ")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("tab", name="Кітапхана")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("tab", name="资料库")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("tab", name="资料库")).to_be_visible()  # the choice is remembered
    context.close()


def test_add_find_ask_remove(page: Page, tmp_path: Path) -> None:
    (tmp_path / "cranes.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"no PDF at all")
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".library caption")).to_have_text("Articles: 16")
    with page.expect_file_chooser() as chooser:
        page.locator("#upload").click()
    chooser.value.set_files([tmp_path / "cranes.md", tmp_path / "broken.pdf"])
    outcome = page.locator("#added .notice")
    expect(outcome).to_contain_text("Added (1)")
    expect(outcome).to_contain_text("Not added (1)")
    expect(outcome).to_contain_text("broken.pdf")
    expect(page.locator(".library caption")).to_have_text("Articles: 17")

    page.locator("#find textarea, #find input").fill("Utegenova")
    expect(page.locator(".library tbody tr")).to_have_count(1)
    expect(page.locator(".library td.title")).to_have_text("Aktau port orders four electric cranes")

    ask(page, "How much do the electric cranes of the port of Aktau cost?")
    expect(page.locator(".turn").first.locator("mark").filter(has_text="38 million dollars")).to_be_visible()
    check_evidence(page, ".turn")

    page.get_by_role("tab", name="Library").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".library .one").check()
    page.locator("#remove").click()
    expect(page.locator("#removed .notice")).to_contain_text("Removed: 1")
    expect(page.locator("#articles")).to_contain_text("No article matches.")

    page.locator("#remove-sample").click()
    expect(page.locator("#removed .notice")).to_contain_text("Removed: 16")
    expect(page.locator("#remove-sample")).not_to_be_visible()
    page.locator("#find textarea, #find input").fill("")
    expect(page.locator("#articles")).to_contain_text("There are no articles yet.")
    ask(page, "Who ordered cranes?")
    expect(page.locator("#conversation .abstained")).to_be_visible()
    page.get_by_role("tab", name="Check").click()
    expect(page.locator("#check-empty")).to_contain_text("The library is empty.")
