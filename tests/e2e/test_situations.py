"""Lägesbilder: one is begun from what the system knows and issued, and the next says what has changed since."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e


def begin(page: Page, incident: str) -> str:
    """A new draft of the event; gives its address."""
    page.goto(incident)
    page.locator(".ak-tabs a").filter(has_text="Lägesbilder").click()
    page.get_by_role("link", name="Ny lägesbild").click()
    page.get_by_role("button", name="Börja").click()
    expect(page.locator("main")).to_contain_text("utkast")
    return page.url


def judge(page: Page, words: str) -> None:
    """More words in the assessment, by the editor."""
    page.get_by_role("link", name="Bedömning").first.click()
    page.locator("[contenteditable=true]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    page.get_by_label("Hur säker bedömningen är").select_option("medium")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status").first).to_be_visible()


def issue(page: Page) -> None:
    """Issue it to all who may read the event."""
    page.get_by_role("link", name="Fastställ").click()
    page.get_by_label("Märkning").select_option("readers")
    assert objections(page, WAYS[:1]) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Fastställ").click()


def test_the_second_says_what_has_changed_since_the_first(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/incidenter/?sort=-occurred_at")
    incident = page.locator("table a[href^='/incidenter/0']").first.get_attribute("href") or ""
    begin(page, incident)
    assert objections(page, WAYS) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    judge(page, "Läget är stabilt.")
    issue(page)
    expect(page.locator("h1")).to_have_text("Lägesbild nr 1")
    draft = begin(page, incident)
    judge(page, " Återställningen pågår.")
    page.get_by_role("link", name="Ta bort utkastet").click()
    assert objections(page, WAYS[:1]) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(draft)
    issue(page)
    expect(page.locator("h1")).to_have_text("Lägesbild nr 2")
    expect(page.locator("main")).to_contain_text("Ändrat: Bedömning")
    expect(page.locator("main ins")).to_have_text(" Återställningen pågår.")
    assert objections(page, WAYS) == []
