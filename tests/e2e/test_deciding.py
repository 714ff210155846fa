"""Journey 2: the ciso sees who has not answered, compiles the city's review, and has it decided and handed over."""

import io

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_writing import PAGE

pytestmark = pytest.mark.e2e

CITY = "/genomgangar/2027/stad/"
DIARY = "KS 2026/1209"


def save(page: Page) -> None:
    """Press the chapter's own button."""
    page.locator("#chapter-form button[type=submit]:not([name])").first.click()
    page.wait_for_load_state()


def write_what_lacks(page: Page) -> None:
    """A text in each chapter that the decision page says is empty, and an answer to each open question."""
    page.goto(f"{CITY}kapitel/execution/")
    page.locator(PAGE).fill("Nämnder och bolag svarar på inriktningarna före den 31 mars.")
    page.locator("select[name=status]").select_option("ready")
    save(page)
    page.goto(f"{CITY}bedomning/")
    for aspect in ("suitable", "adequate", "effective"):
        page.locator(f"input[name={aspect}_answer][value=partly]").check()
        page.locator(f"textarea[name={aspect}_reasons]").fill("Det framgår av underlaget.")
    page.get_by_role("button", name="Spara bedömningen").click()
    page.wait_for_load_state()


def test_from_coverage_to_a_frozen_document(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    # Who has not answered, by name.
    page.goto("/genomgangar/2027/")
    coverage = page.locator("main")
    expect(coverage).to_contain_text("Tre av fem enheter har beslutat sin genomgång.")
    for name in ("Idrotts- och fritidsnämnden", "Stadsledningskontoret"):
        row = page.locator("main table tr", has_text=name)
        expect(row).not_to_contain_text("Beslutad")
    # What lacks before the decision is said, and mended.
    page.goto(f"{CITY}besluta/")
    before = page.locator("main a[href*='/bedomning/']").count()
    assert before > 0
    page.goto(f"{CITY}underlag/")
    page.locator("main form[method=post] button[type=submit]").first.click()
    write_what_lacks(page)
    # Out for comment; a unit remarks.
    page.goto(CITY)
    page.locator("form[action$='/steg/circulate/'] button, a[href$='/steg/circulate/']").first.click()
    page.wait_for_load_state()
    if page.url.endswith("/steg/circulate/"):
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
    unit = sign_in("samordnare.utb")
    unit.goto(f"{CITY}remiss/")
    unit.locator("textarea[name=text]").fill("Vi vill att övningarna samordnas.")
    unit.locator("main form:has(textarea[name=text]) button[type=submit]").first.click()
    page.goto(f"{CITY}remiss/")
    expect(page.locator("main")).to_contain_text("Vi vill att övningarna samordnas.")
    page.locator("li[id^='r-'] a").first.click()
    assert objections(page, WAYS[:1]) == []
    page.locator("input[type=radio]").first.check()
    page.locator("textarea[name=reason]").fill("Övningarna får en plan.")
    page.locator("main form:has(textarea[name=reason]) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Övningarna får en plan.")
    # Decided.
    page.goto(f"{CITY}besluta/")
    assert page.locator("main a[href*='/bedomning/']").count() == 0
    page.locator("input[name=body]").fill("Kommunstyrelsen")
    page.locator("input[name=decider_name]").fill("Samira Ekbladh")
    page.locator("input[name=decider_role]").fill("kommunstyrelsens ordförande")
    page.locator("input[name=decided_on]").fill("2026-11-25")
    page.locator("input[name=diary_number]").fill(DIARY)
    page.locator("main form:has(input[name=body]) button[type=submit]").first.click()
    page.wait_for_load_state()
    # Handed over: the record, and a file that says who and where.
    page.goto(f"{CITY}beslut/")
    for word in ("Samira Ekbladh", "kommunstyrelsens ordförande", DIARY):
        expect(page.locator("main")).to_contain_text(word)
    href = (
        page.locator("main a[href*='dokument.docx']:not([href*='oppen'])").first.get_attribute("href") or ""
    )
    first = page.request.get(href)
    assert first.status == 200
    words = "\n".join(p.text for p in Document(io.BytesIO(first.body())).paragraphs)
    assert "Nämnder och bolag svarar på inriktningarna före den 31 mars." in words
    # And nothing can be changed any more.
    page.goto(f"{CITY}kapitel/execution/")
    assert page.locator("textarea[name=text]").count() == 0
    expect(page.locator("main")).to_contain_text("Nämnder och bolag svarar på inriktningarna")
    assert page.request.get(href).body() == first.body()


def test_the_coverage_leads_down_to_a_units_row(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/genomgangar/2027/")
    page.locator("main table a", has_text="Utbildningsnämnden").click()
    expect(page).to_have_url("/genomgangar/2027/utb/")
    page.goto("/genomgangar/2027/utb/underlag/incidents.total/")
    page.locator("main a[href*='/rader/']").first.click()
    page.locator("main table a").first.click()
    expect(page.locator("main h1")).to_be_visible()
