"""Registers in the browser: find, write, correct, archive, take out, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

NEW = "/incidenter/ny/"


def send(page: Page) -> None:
    """Press the form's own button."""
    page.locator("main form:has(input[name=title]) button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_incident_is_reported_corrected_and_found(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("samordnare.slk", scripts=scripts)
    title = f"Fel mottagare, {'med' if scripts else 'utan'} skript"
    page.goto(NEW)
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=occurred_at]").fill("2026-11-20T10:30")
    page.locator("input[name=detected_at]").fill("2026-11-19T10:30")
    send(page)
    # What is wrong stands at its place, and what was written is kept.
    expect(page).to_have_url(re.compile(f"{NEW}$"))
    expect(page.locator("main")).to_contain_text("upptäckt")
    expect(page.locator("input[name=title]")).to_have_value(title)
    page.locator("input[name=detected_at]").fill("2026-11-20T11:00")
    send(page)
    expect(page.locator("main h1")).to_have_text(title)
    address = page.url
    # It is found by a word of its name, and leads back to the same list.
    page.goto("/incidenter/?q=mottagare")
    page.locator("main table a", has_text=title).click()
    page.wait_for_load_state()
    assert page.url.startswith(address)
    # Archived, and back.
    page.locator("details.ak-more > summary").click()
    page.locator("form[action$='/arkivera/'] button[type=submit]").first.click()
    page.goto("/incidenter/?q=mottagare")
    expect(page.locator("main table a", has_text=title)).to_have_count(0)
    page.goto(address)
    page.locator("details.ak-more > summary").click()
    page.locator("form[action$='/arkivera/'] button[type=submit]").first.click()
    page.goto("/incidenter/?q=mottagare")
    expect(page.locator("main table a", has_text=title)).to_have_count(1)


def test_a_list_is_taken_out_as_it_is_shown(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/tjanster/?status=in_use")
    shown = page.locator("main table tbody tr").count()
    assert shown > 0
    href = page.locator("a[href*='format=csv']").first.get_attribute("href") or ""
    lines = page.request.get(href).body().decode("utf-8-sig").strip().splitlines()
    assert len(lines) - 1 >= shown
    assert "status=in_use" in href


def test_nobody_gets_in_with_the_wrong_password(sign_in: SignIn, server: str) -> None:
    page = sign_in("ciso")
    page.locator("form[action='/logga-ut/'] button").first.evaluate("button => button.form.submit()")
    page.wait_for_url(re.compile("/logga-in/"))
    page.locator("input[name=username]").fill("ciso")
    page.locator("input[name=password]").fill("fel-lösenord-här")
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/logga-in/"))
    expect(page.locator("input[name=username]")).to_have_value("ciso")
    page.goto("/incidenter/")
    expect(page).to_have_url(re.compile("/logga-in/"))
