"""An editor's morning in a real browser: choose, draft, edit a figure wrongly, see it refused, mend, approve, export."""

from __future__ import annotations

import io
import json
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


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[str]:
    library = tmp_path_factory.mktemp("desk") / "library"
    with (
        Service.open(Settings(library=library), embedder=embedder) as service,
    ):
        service.add_sample()
        with served(service) as at:
            yield at


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as page:
        page.goto(f"{address}/en/")
        page.get_by_role("tab", name="Draft").click()
        yield page


class TestInTheBrowser:
    pytestmark = BROWSING

    def test_an_editors_morning(self, page: Page, address: str, tmp_path: Path) -> None:
        page.locator("#topic textarea").fill("Containers through the Khorgos dry port")
        page.locator("#make-draft").click()
        expect(page.locator("#draft .said .sentence").first).to_be_visible()
        page.locator("#keep-draft").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 1: sound")
        sentence = page.locator("#desk-text textarea")
        true = sentence.input_value()
        digit = next(c for c in true if c.isdigit())
        sentence.fill(true.replace(digit, str((int(digit) + 4) % 9 + 1)))
        page.locator("#desk-edit").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 2: not yet sound")
        expect(page.locator("#on-desk .judged > li.v-contradicted")).to_have_count(1)
        page.locator("#desk-name textarea").fill("A. Editor")
        page.locator("#desk-approve").click()
        expect(page.locator("#desk-notice .notice.error")).to_contain_text("is contradicted by its source")
        sentence.fill(true)
        page.locator("#desk-edit").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 3: sound")
        page.locator("#desk-approve").click()
        expect(page.locator("#desk-notice .notice.done")).to_contain_text("Approved by A. Editor")
        expect(page.locator("#on-desk")).to_contain_text("Revision 4: approved")

        files = {}
        for link in page.locator("#on-desk .links a[download]").all():
            href = str(link.get_attribute("href"))
            files[href.rpartition(".")[2]] = page.request.get(address + href).body()
        assert "word/footnotes.xml" in zipfile.ZipFile(io.BytesIO(files["docx"])).namelist()
        assert true.split()[0] in files["md"].decode()
        assert json.loads(files["json"])["state"] == "approved"
        page.locator("#desk-revisions input").click()
        page.get_by_role("option").first.click()
        page.locator("#desk-restore").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 5: sound")

    def test_a_sentence_is_dropped_and_what_is_missing_is_said(self, page: Page, address: str) -> None:
        page.locator("#topic textarea").fill("Wind power at the Dzungarian Gate")
        page.locator("#make-draft").click()
        page.locator("#keep-draft").click()
        before = page.locator("#on-desk .judged > li")
        expect(before.first).to_be_visible()
        count = before.count()
        page.locator("#desk-drop").click()
        expect(page.locator("#on-desk .judged > li")).to_have_count(count - 1)
        page.locator("#desk-take").click()
        expect(page.locator("#desk-notice .notice.error")).to_contain_text("Say why")
        assert page.request.get(f"{address}/drafts/zzz.docx").status == 404

    @pytest.mark.parametrize("language", ["ru", "kk", "zh"])
    def test_it_speaks_the_languages(self, browser: Browser, address: str, language: str) -> None:
        with watched(browser, address) as page:
            page.goto(f"{address}/{language}/")
            page.get_by_role("tab", name=Words(language)("draft"), exact=True).click()
            expect(page.locator("#desk")).to_contain_text(Words(language)("desk"))
