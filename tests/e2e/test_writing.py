"""Journey 1: a samordnare writes her unit's review, from the registers to the Word file."""

import io
import re

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

REVIEW = "/genomgangar/2027/idr/"
PAGE = "[data-surface] [role=textbox]"
"""What one writes on; the form's own field stands hidden beside it."""


def begun(page: Page) -> None:
    """The review is under way and its figures are gathered."""
    page.goto(REVIEW)
    begin = page.locator("form[action$='/steg/start/'] button")
    if begin.count():
        begin.click()
    page.goto(f"{REVIEW}underlag/")
    page.locator("main form[method=post] button[type=submit]").first.click()
    expect(page.locator("main section h2").first).to_be_visible()


def words_of(data: bytes) -> str:
    """A Word file's text."""
    document = Document(io.BytesIO(data))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def download(page: Page, selector: str) -> bytes:
    """What the link gives."""
    address = page.locator(selector).first.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.status == 200
    return answer.body()


def test_from_an_empty_review_to_a_word_file(sign_in: SignIn) -> None:
    page = sign_in("samordnare.idr")
    page.locator("main a[href='/genomgangar/2027/idr/']").first.click()
    begun(page)
    page.goto(f"{REVIEW}kapitel/state/")
    editor = page.locator("textarea[name=text]")
    assert editor.input_value() == ""
    # The draft from the figures.
    page.locator("button[formaction$='/forslag/']").click()
    expect(editor).not_to_have_value("")
    drafted = editor.input_value()
    assert "{figure:" in drafted
    # Her own words, and a figure put in beside them.
    page.locator(PAGE).press("Control+End")
    page.locator(PAGE).press_sequentially("\nBadhusen övade i mars. Kostnaden {är} <inte> känd: ")
    insert = page.locator("button[data-insert]").first
    mark = insert.get_attribute("data-insert") or ""
    insert.click()
    expect(editor).to_have_value(re.compile(re.escape(mark)))
    assert editor.input_value().startswith(drafted[:40])
    page.locator("select[name=status]").select_option("ready")
    page.locator("#chapter-form button[type=submit]:not([name])").first.click()
    page.goto(f"{REVIEW}kapitel/state/")
    kept = editor.input_value()
    assert "Badhusen övade i mars. Kostnaden {är} <inte> känd:" in kept
    assert mark in kept
    # What it will look like, and the file.
    page.goto(f"{REVIEW}forhandsgranska/")
    expect(page.locator("main")).to_contain_text("Badhusen övade i mars. Kostnaden {är} <inte> känd:")
    assert "{figure:" not in page.locator("main").inner_text()
    page.goto(f"{REVIEW}kapitel/state/")
    words = words_of(download(page, "main a[href$='dokument.docx']"))
    assert "Badhusen övade i mars. Kostnaden {är} <inte> känd:" in words
    assert "{figure:" not in words


def test_each_figure_leads_to_its_rows(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto("/genomgangar/2027/slk/underlag/services.total/")
    expect(page.locator("main h1")).to_be_visible()
    value = int(re.findall(r"\d+", page.locator("main").inner_text().replace("\u00a0", ""))[0])
    assert value >= 0
    page.locator("main a[href*='/rader/']").first.click()
    page.locator("main table a").first.click()
    expect(page.locator("main h1")).to_be_visible()


def test_two_writers_in_one_chapter(sign_in: SignIn) -> None:
    first, second = sign_in("samordnare.slk"), sign_in("admin")
    for page in (first, second):
        page.goto("/genomgangar/2027/slk/kapitel/introduction/")
    button = "#chapter-form button[type=submit]:not([name])"
    first.locator(PAGE).fill("Den förstas ord står kvar.")
    first.locator(button).first.click()
    first.wait_for_load_state()
    second.locator(PAGE).fill("Den andras ord går inte förlorade.")
    second.locator(button).first.click()
    expect(second.locator("main")).to_contain_text("Den förstas ord står kvar.")
    expect(second.locator("textarea[name=text]")).to_have_value("Den andras ord går inte förlorade.")
    second.locator(button).first.click()
    first.goto("/genomgangar/2027/slk/kapitel/introduction/")
    expect(first.locator("textarea[name=text]")).to_have_value("Den andras ord går inte förlorade.")


def test_it_can_be_written_without_javascript(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk", scripts=False)
    page.goto("/genomgangar/2027/slk/kapitel/execution/")
    page.locator("textarea[name=text]").fill("Skrivet utan skript.")
    page.locator("button[data-insert]").first.click()
    text = page.locator("textarea[name=text]").input_value()
    assert text.startswith("Skrivet utan skript.")
    assert "{figure:" in text
