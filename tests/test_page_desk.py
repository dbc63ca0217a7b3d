"""An editor's morning in a real browser: choose, draft, edit a figure wrongly, see it refused, mend, approve, export."""

from __future__ import annotations

import io
import json
import re
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

UNKNOWN = "Drivers at the crossing complain about the noise at night."


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


def drafted(page: Page, topic: str) -> None:
    """A draft on the topic, on the desk."""
    page.locator("#topic textarea, #topic input").fill(topic)
    page.locator("#make-draft").click()
    expect(page.locator("#draft .said .sentence").first).to_be_visible()
    page.locator("#keep-draft").click()
    expect(page.locator("#on-desk")).to_contain_text("Revision 1")


def upload(page: Page, audit: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#desk-audit").click()
    chooser.value.set_files(audit)


def opened(page: Page, tab: str) -> None:
    page.locator("#desk-tools").get_by_role("tab", name=tab).click()


def altered(sentence: str) -> tuple[str, str, str]:
    """A sentence with another figure, that figure, and the one before."""
    found = re.search(r"\d[\d,.]*\d|\d", sentence)
    assert found
    other = str((int(found[0][0]) + 4) % 9 + 1) + found[0][1:]
    return sentence[: found.start()] + other + sentence[found.end() :], other, found[0]


class TestInTheBrowser:
    pytestmark = BROWSING

    def test_an_editors_morning(self, page: Page, address: str, tmp_path: Path) -> None:
        # choose
        page.locator("#choose > button").click()
        expect(page.locator("#mix")).to_contain_text("Articles: 16")
        page.locator("#choose-find textarea, #choose-find input").fill("Khorgos")
        expect(page.locator("#mix .head").first).not_to_contain_text("Articles: 16")
        page.locator("#choose-languages input").click()
        page.get_by_role("option", name="English").click()
        page.keyboard.press("Escape")
        expect(page.locator("#mix")).to_contain_text("Languages")
        expect(page.locator("#mix dd").filter(has_text="Russian")).to_have_count(0)
        page.locator("#set-name textarea, #set-name input").fill("Khorgos in English")
        page.locator("#save-set").click()
        expect(page.locator("#choose-notice .notice.done")).to_contain_text("“Khorgos in English” is saved")
        page.reload()
        page.get_by_role("tab", name="Draft").click()
        page.locator("#choose > button").click()
        expect(page.locator("#mix")).to_contain_text("Articles: 16")
        page.locator("#choose-set input").click()
        page.get_by_role("option", name="Khorgos in English").click()
        expect(page.locator("#mix .head").first).not_to_contain_text("Articles: 16")

        # draft
        drafted(page, "Containers through the Khorgos dry port")
        expect(page.locator("#on-desk")).to_contain_text("Revision 1: sound")
        sentence = page.locator("#desk-text textarea")
        true = sentence.input_value()
        wrong, claimed, found = altered(true)

        # a figure is edited wrongly, and refused with both values
        sentence.fill(wrong)
        page.locator("#desk-edit").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 2: not yet sound")
        expect(page.locator("#on-desk .judged > li.v-contradicted")).to_have_count(1)
        page.locator("#desk-name textarea, #desk-name input").fill("A. Editor")
        page.locator("#desk-approve").click()
        refused = page.locator("#desk-notice .notice.error")
        expect(refused).to_contain_text("is contradicted by its source")
        expect(refused).to_contain_text(
            re.compile(f"It says [^;]*{re.escape(claimed)}.*source says [^;]*{re.escape(found)}")
        )

        # pointing at the sentence lights its evidence up; its quotation mends it
        page.locator("#on-desk .judged > li.v-contradicted .sentence").hover()
        expect(page.locator("#on-desk .card.lit").first).to_be_visible()
        page.locator("#on-desk .judged > li.v-contradicted .mend").click()
        expect(sentence).to_have_value(wrong)
        page.locator("#desk-quote").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 3: sound")
        expect(page.locator("#on-desk .judged")).to_contain_text(true)

        # the whole text: only what is new is checked, and it is taken on
        opened(page, "Whole text")
        whole = page.locator("#desk-whole textarea")
        expect(whole).to_have_value(re.compile(re.escape(true)))  # the tab is drawn first, and then filled
        whole.fill(f"{whole.input_value()}\n{UNKNOWN}")
        expect(page.locator("#on-desk .judged > li.v-unsupported")).to_contain_text(UNKNOWN)
        expect(page.locator("#on-desk")).to_contain_text("Checked, but not kept yet")
        page.locator("#desk-approve").click()
        expect(refused).to_contain_text("has changes that are not kept")
        page.locator("#desk-keep").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 4: not yet sound")
        opened(page, "One sentence")
        expect(sentence).to_have_value(UNKNOWN)
        page.locator("#desk-reason textarea, #desk-reason input").fill("I spoke with three of them")
        page.locator("#desk-take").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 5: sound")

        # approve, export
        page.locator("#desk-approve").click()
        expect(page.locator("#desk-notice .notice.done")).to_contain_text("Approved by A. Editor")
        expect(page.locator("#on-desk")).to_contain_text("Revision 6: approved")
        files = {}
        for link in page.locator("#on-desk .links a[download]").all():
            href = str(link.get_attribute("href"))
            files[href.rpartition(".")[2]] = page.request.get(address + href).body()
        assert "word/footnotes.xml" in zipfile.ZipFile(io.BytesIO(files["docx"])).namelist()
        assert true.split()[0] in files["md"].decode()
        assert "Approved by A. Editor" in files["html"].decode()
        assert json.loads(files["json"])["state"] == "approved"

        # the exported page stands alone, and its footnotes lead there and back
        exported = tmp_path / "draft.html"
        exported.write_bytes(files["html"])
        alone = page.context.browser.new_page()  # type: ignore[union-attr]
        asked: list[str] = []
        alone.on("request", lambda request: asked.append(request.url))
        alone.goto(exported.as_uri())
        alone.locator("sup a").first.click()
        assert alone.url.endswith("#n1")
        alone.locator("#n1 a[href='#r1']").click()
        assert alone.url.endswith("#r1")
        expect(alone.locator("strong")).to_contain_text("not found in the sources")
        assert {url.split("#")[0] for url in asked} == {exported.as_uri()}
        alone.close()

        # compare, restore
        opened(page, "Revisions")
        page.locator("#desk-revisions input").click()
        page.locator("#desk-revisions").get_by_role("option", name="1. drafted").click()
        expect(page.locator("#desk-changes ins")).to_contain_text(UNKNOWN)
        page.locator("#desk-later input").click()
        page.locator("#desk-later").get_by_role("option", name=re.compile("^2. edited")).click()
        expect(page.locator("#desk-changes del")).to_contain_text(found)
        expect(page.locator("#desk-changes ins")).to_contain_text(claimed)
        page.locator("#desk-restore").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 7: sound")

        # the audit file is held against the library
        audit = tmp_path / "audit.json"
        audit.write_bytes(files["json"])
        upload(page, audit)
        expect(page.locator("#desk-notice .notice.done")).to_contain_text("The audit file holds")
        audit.write_bytes(files["json"].replace(b"three of them", b"thirty of them"))
        upload(page, audit)
        expect(page.locator("#desk-notice .notice.error")).to_contain_text("was changed after it was written")

    def test_a_sentence_is_exchanged_or_dropped_and_what_is_missing_is_said(self, page: Page, address: str) -> None:
        drafted(page, "Wind power at the Dzungarian Gate")
        lines = page.locator("#on-desk .judged > li")
        count = lines.count()
        before = lines.first.locator(".sentence").inner_text()
        page.locator("#desk-alternatives").click()
        page.locator("#desk-accept").click()
        expect(page.locator("#on-desk")).to_contain_text("Revision 2: sound")
        expect(lines.first.locator(".sentence")).not_to_have_text(before)
        page.locator("#desk-drop").click()
        expect(lines).to_have_count(count - 1)
        page.locator("#desk-take").click()
        expect(page.locator("#desk-notice .notice.error")).to_contain_text("Say why")
        assert page.request.get(f"{address}/drafts/zzz.docx").status == 404

    def test_two_editors_do_not_change_what_they_have_not_seen(
        self, page: Page, browser: Browser, address: str
    ) -> None:
        drafted(page, "Freight on the Caspian")
        draft = page.locator("#kept-drafts input").input_value()
        with watched(browser, address) as other:
            other.goto(f"{address}/ru/")
            other.get_by_role("tab", name=Words("ru")("draft"), exact=True).click()
            other.locator("#desk > button").click()
            other.locator("#kept-drafts input").click()
            other.get_by_role("option", name=draft.split(" — ")[0]).first.click()
            expect(other.locator("#on-desk .judged > li").first).to_be_visible()
            page.locator("#desk-drop").click()
            expect(page.locator("#on-desk")).to_contain_text("Revision 2")
            other.locator("#desk-drop").click()
            expect(other.locator("#desk-notice .notice.error")).to_contain_text("Сводку тем временем изменил")

    @pytest.mark.parametrize("language", ["ru", "kk", "zh"])
    def test_it_speaks_the_languages(self, browser: Browser, address: str, language: str) -> None:
        words = Words(language)
        with watched(browser, address) as page:
            page.goto(f"{address}/{language}/")
            page.get_by_role("tab", name=words("draft"), exact=True).click()
            expect(page.locator("#desk")).to_contain_text(words("desk"))
            expect(page.locator("#choose")).to_contain_text(words("choose"))
            expect(page.locator("#mix")).to_contain_text(words("articles_total", count=16))
            page.locator("#make-draft").click()
            expect(page.locator(".notice.error")).to_contain_text(
                {"ru": "Введите тему", "kk": "Тақырып жазыңыз", "zh": "请输入主题"}[language]
            )
