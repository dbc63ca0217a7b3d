"""The tab *Evaluate* in a real browser: a case made from an answer, measured, compared, reviewed, and its report read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embedding import Embedder
from rag.service import Service
from rag.settings import Settings
from ui.words import Words

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

from .browsing import BROWSING, served, watched  # noqa: E402
from .chat_server import Broken, chatting  # noqa: E402

QUESTION = "What capacity does the wind farm at the Dzungarian Gate have?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evaluate") / "library"


@pytest.fixture(scope="module")
def address(library: Path, embedder: Embedder) -> Iterator[str]:
    """A server of the sample articles, with a chat model that is slow, and right once out of twice."""
    text = "The wind farm at the Dzungarian Gate has a capacity of 120 megawatts [1]. It has a capacity of 170 megawatts [1]."
    with (
        chatting(lambda _: Broken(text, pause=0.15, ends=True)) as model,
        Service.open(
            Settings(library=library, model="openai:scripted", model_url=model.url), embedder=embedder
        ) as service,
    ):
        service.add_sample()
        with served(service) as at:
            yield at


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as page:
        page.goto(f"{address}/en/")
        yield page


class TestInTheBrowser:
    pytestmark = BROWSING

    def test_a_model_writes_in_sight_and_what_does_not_stand_is_struck_through(self, page: Page) -> None:
        page.locator("#question textarea").fill(QUESTION)
        page.locator("#ask").click()
        expect(page.locator(".unchecked")).to_contain_text("The wind farm")
        expect(page.locator(".busy")).to_contain_text("nothing below is checked yet")
        expect(page.locator(".turn .said .sentence")).to_contain_text("120 megawatts")
        expect(page.locator(".withheld summary")).to_contain_text("Withheld")
        page.locator(".withheld summary").click()
        expect(page.locator(".withheld s")).to_contain_text("170 megawatts")
        expect(page.locator(".withheld li")).to_contain_text("contradicted")
        expect(page.locator(".unchecked")).to_have_count(0)
        expect(page.locator(".turn .note").last).to_contain_text("openai:scripted")

    def test_an_answer_becomes_a_case_that_is_measured_compared_and_reviewed(self, page: Page, address: str) -> None:
        page.locator("#question textarea").fill(QUESTION)
        page.locator("#ask").click()
        page.locator("#not-right").click()
        page.locator("#case-fact textarea").fill("120-megawatt")
        page.locator("#keep-case").click()
        expect(page.locator(".notice.done")).to_contain_text("Kept as case own-1")
        page.get_by_role("tab", name="Evaluate").click()
        expect(page.locator("#own-cases")).to_contain_text("(1)")
        page.locator("#own-cases input").check()
        for _ in range(2):
            page.locator("#measure").click()
            expect(page.locator("#measuring .busy")).to_be_visible()
            expect(page.locator("#evaluated table.figures")).to_contain_text("citation validity")
            expect(page.locator("#measuring .busy")).to_have_count(0)
        page.locator("#baseline input").click()
        page.get_by_role("option").last.click()
        expect(page.locator("#evaluated h3")).to_contain_text("Changes")

        report = page.locator("#evaluated .links a").first.get_attribute("href")
        packed = page.locator("#evaluated .links a").last.get_attribute("href")
        assert report
        assert packed
        names = zipfile.ZipFile(io.BytesIO(page.request.get(address + packed).body())).namelist()
        assert {name.rpartition("/")[2] for name in names} == {"run.json", "items.jsonl", "junit.xml", "report.html"}
        assert page.request.get(f"{address}/evaluations/../../etc").status == 404
        page.locator("#second-opinion button").first.click()
        page.locator("#is-answered").click()
        expect(page.locator("#second-opinion")).to_contain_text("1.00, 1 cases")
        page.goto(address + report)
        page.locator("#failed").uncheck()
        expect(page.locator("#count")).to_have_text("1 of 1 items")

    def test_what_is_missing_is_said(self, page: Page) -> None:
        page.get_by_role("tab", name="Evaluate").click()
        page.get_by_label("Retrieval", exact=True).check()
        page.locator("#measure").click()
        expect(page.locator(".notice.error")).to_contain_text("needs test sets")

    @pytest.mark.parametrize("language", ["ru", "kk", "zh"])
    def test_it_speaks_the_languages(self, browser: Browser, address: str, language: str) -> None:
        with watched(browser, address) as page:
            page.goto(f"{address}/{language}/")
            page.get_by_role("tab", name=Words(language)("evaluate")).click()
            expect(page.locator("#measure")).to_have_text(Words(language)("measure"))
