"""The tab *Check* in a real browser, over the sample library; and what it says when it cannot check."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr
import pytest

from rag.domain import LANGUAGES
from rag.service import Service
from ui.page_check import CheckPage
from ui.words import Words

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Locator, Page, expect  # noqa: E402

from .browsing import BROWSING, served, watched  # noqa: E402

RIGHT = "The Khorgos dry port handled 372,400 twenty-foot equivalent units in 2024, its operator said."
ALTERED = "The average time a container spends at the terminal fell from 41 hours to 19 hours."
FRENCH = "La gare de Paris est fermée depuis lundi matin pour travaux."
TITLE = "Khorgos dry port handled a record 372,400 containers in 2024, operator says"


@pytest.fixture(scope="module")
def address(sample: Service) -> Iterator[str]:
    with served(sample) as at:
        yield at


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The tab, freshly opened. What a text from outside makes the browser say fails the test."""
    said: list[str] = []
    with watched(browser, address) as page:
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(f"{address}/en/")
        page.get_by_role("tab", name="Check").click()
        yield page
    assert said == []


def check(page: Page, text: str) -> Locator:
    """Every sentence of a text, checked."""
    page.locator("#check-text textarea").fill(text)
    page.locator("#make-check").click()
    expect(page.locator("#checked .tally")).to_be_visible()
    return page.locator("#checked .judged > li")


def colour(line: Locator) -> tuple[int, ...]:
    """Red, green and blue of the bar beside a sentence."""
    shown = str(line.evaluate("e => getComputedStyle(e).borderLeftColor"))
    return tuple(map(int, shown.removeprefix("rgb(").removesuffix(")").split(",")))


class TestInTheBrowser:
    pytestmark = BROWSING

    def test_a_right_figure_an_altered_one_and_a_language_not_read(self, page: Page) -> None:
        right, altered, french = check(page, f"{RIGHT} {ALTERED}\n\n{FRENCH}").all()
        expect(page.locator(".tally .lead")).to_have_text(
            "3 sentences: 1 supported, 1 contradicted by the source, 1 not judged"
        )
        expect(page.locator(".tally .note")).to_contain_text("not all of it could be judged")

        expect(right.locator(".badge")).to_have_text("supported")
        red, green, _ = colour(right)
        assert green > red
        expect(right.locator("details li").first).not_to_be_visible()
        right.locator("summary").click()
        expect(right.locator("details")).to_contain_text("372,400 twenty-foot equivalent units")

        expect(altered.locator(".badge")).to_have_text("contradicted by the source")
        red, green, _ = colour(altered)
        assert red > green
        expect(altered.locator(".differ li")).to_have_text(
            f"figure claimed 19 hours; source: 29 hours — Steppe Courier, 2025-01-16, {TITLE}"
        )

        expect(french).to_contain_text("Aiqyn does not read the language of this sentence (fr).")
        expect(french.locator("a.cite")).to_have_count(0)
        signs = [
            line.locator(".badge").evaluate("e => getComputedStyle(e, '::before').content")
            for line in (right, altered, french)
        ]
        assert len(set(signs)) == 3  # told apart without colours

    def test_evidence_is_beside_the_text(self, page: Page) -> None:
        (altered,) = check(page, ALTERED).all()
        cite = altered.locator("a.cite").first
        card = page.locator(str(cite.get_attribute("href")))
        cite.click()
        expect(card.locator("mark")).to_contain_text("from 41 hours to 29 hours")
        card.locator("a.whole").click()
        expect(page.locator("dialog.reader #cited")).to_be_in_viewport()
        page.get_by_role("button", name="Close").click()

    def test_chosen_articles_are_all_that_is_read(self, page: Page) -> None:
        page.locator("#check-articles input").click()
        page.locator("#check-articles input").fill("Kazakh exports to China")
        page.get_by_role("option").first.click()
        page.keyboard.press("Escape")
        (right,) = check(page, RIGHT).all()
        expect(right.locator(".badge")).not_to_have_text("supported")
        assert "372,400" not in " ".join(page.locator("#checked .card").all_text_contents())

    def test_hostile_text_stays_text(self, page: Page) -> None:
        attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
        lines = check(page, f"{ALTERED}\n\nThe port of {attack} burnt down in Khorgos on Monday.")
        assert attack in " ".join(lines.locator(".sentence").all_text_contents())
        assert page.locator("#checked img, #checked script").count() == 0

    def test_a_narrow_window_has_no_horizontal_scroll(self, page: Page) -> None:
        page.set_viewport_size({"width": 340, "height": 700})
        check(page, f"{RIGHT} {ALTERED} {'Verylongword' * 20}.")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_what_is_missing_is_said_and_can_be_dismissed(self, page: Page) -> None:
        page.locator("#make-check").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Paste a text first.")
        check(page, FRENCH)
        expect(alert).not_to_be_visible()

    def test_facts_of_an_answer_open_beside_it(self, page: Page) -> None:
        page.get_by_role("tab", name="Ask").click()
        page.locator("#question textarea").fill("How many containers did the Khorgos dry port handle?")
        page.locator("#ask").click()
        button = page.locator(".said button.borne").first
        expect(button).to_have_text("quoted")
        facts = page.locator(".said .facts").first
        expect(facts).not_to_be_visible()
        button.click()
        expect(facts).to_be_in_viewport()
        expect(facts).to_contain_text("372,400 twenty-foot equivalent units")
        page.keyboard.press("Escape")
        expect(facts).not_to_be_visible()


def said(service: Service, words: Words, text: str) -> str:
    """What the tab shows last."""
    with gr.Blocks(analytics_enabled=False):
        tab = CheckPage(service, words)
        return str(list(tab._check(text, []))[-1][tab.notice])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_checked_is_said_in_the_language_of_the_page(service: Service, language: str) -> None:
    words = Words(language)
    assert words("check_needs") in said(service, words, " \n ")
    assert words("library_empty") in said(service, words, RIGHT)
    assert "20\u202f001" in said(service, words, "a" * 20_001)
    assert "20\u202f000" in said(service, words, "a" * 20_001)
