"""A person sets up a passkey and one-time codes in a browser with an authenticator of its own, and comes in by each."""

import re

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD, SignIn
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _device(page: Page) -> None:
    """A device that holds passkeys, and always finds its person there."""
    channel = page.context.new_cdp_session(page)
    channel.send("WebAuthn.enable", {"enableUI": False})
    channel.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def _out(page: Page, server: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server}/logga-in/")
    _heading(page, "Logga in")


def _password(page: Page, username: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


def test_a_passkey_and_codes_are_set_up_and_each_is_a_way_in(sign_in: SignIn, server: str) -> None:
    page = sign_in("samordnare.slk")
    _device(page)
    page.goto("/konto/")
    page.get_by_role("link", name="Lägg till en andra faktor").click()
    _heading(page, "Lägg till en andra faktor")
    assert objections(page) == []
    page.get_by_role("link", name="Lägg till en nyckel").click()
    _heading(page, "Lägg till en nyckel")
    assert objections(page) == []
    page.get_by_role("button", name="Skapa nyckeln").click()
    _heading(page, "Dina reservkoder")
    assert objections(page) == []
    assert len(re.findall(r"[a-z2-9]{5}-[a-z2-9]{5}", page.locator("#codes").inner_text())) == 10

    _out(page, server)
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.locator(".ak-header")).to_contain_text("Rapportera en händelse")

    page.goto("/konto/faktorer/app/")
    _heading(page, "Bekräfta att det är du")
    assert objections(page) == []
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    _heading(page, "Lägg till engångskoder")
    assert objections(page) == []
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Lägg till", exact=True).click()
    _heading(page, "Mitt konto")
    assert objections(page) == []

    _out(page, server)
    _password(page, "samordnare.slk")
    _heading(page, "Ett steg till")
    assert objections(page) == []
    page.get_by_role("button", name="Använd nyckel").click()
    expect(page.locator(".ak-header")).to_contain_text("Rapportera en händelse")


def test_without_scripts_codes_work_and_no_passkey_is_offered(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="sv-SE")
    page = context.new_page()
    page.goto("/logga-in/")
    _heading(page, "Logga in")
    expect(page.get_by_role("button", name="Logga in med nyckel")).to_be_hidden()
    _password(page, "samordnare.utb")
    expect(page.locator(".ak-header")).to_contain_text("Rapportera en händelse")
    page.goto("/konto/faktorer/app/")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Lägg till", exact=True).click()
    _heading(page, "Dina reservkoder")
    [code, *_rest] = re.findall(r"[a-z2-9]{5}-[a-z2-9]{5}", page.locator("#codes").inner_text())
    context.clear_cookies()
    page.goto("/logga-in/")
    _password(page, "samordnare.utb")
    _heading(page, "Ett steg till")
    expect(page.get_by_role("button", name="Använd nyckel")).to_be_hidden()
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.locator(".ak-header")).to_contain_text("Rapportera en händelse")
    context.close()
