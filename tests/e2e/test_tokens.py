"""A program is given an account and a token on pages, reads over the API, and is refused when the token is revoked."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e


def read(address: str, secret: str) -> tuple[int, str]:
    """What the API answers a program with that token: the status, and the code of a problem."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as problem:
        return problem.code, json.load(problem)["code"]


def send(page: Page, field: str) -> None:
    page.locator(f"main form:has([name={field}]) button[type=submit]").first.click()
    page.wait_for_load_state()


def an_account(page: Page) -> str:
    """A service account with a role; the address of its page."""
    page.goto("/personer/")
    page.get_by_role("link", name="Servicekonton").click()
    page.get_by_role("link", name="Nytt servicekonto").click()
    page.locator("input[name=username]").fill("uppfoljning")
    page.locator("input[name=name]").fill("Uppföljning")
    page.locator("input[name=title]").fill("Hämtar åtgärder till stadens uppföljning")
    pick(page, "unit", "Stadsledningskontoret")
    pick(page, "responsible", "Hanna Törnros")
    send(page, "username")
    address = page.url
    page.get_by_role("link", name="Ge en roll").click()
    role = page.locator("select[name=role] option", has_text="Läsare").get_attribute("value")
    page.locator("select[name=role]").select_option(role)
    pick(page, "unit", "Stadsledningskontoret")
    send(page, "role")
    assert page.url == address
    return address


def test_a_program_gets_a_token_uses_it_and_is_refused_when_it_is_revoked(
    sign_in: SignIn, server: str
) -> None:
    page = sign_in("admin")
    account = an_account(page)
    page.get_by_role("link", name="Ny API-nyckel").click()
    assert objections(page) == []
    page.locator("input[name=name]").fill("Power BI")
    page.get_by_label("Bara de valda rättigheterna").check()
    page.get_by_label("Åtgärder: läsa", exact=True).check()
    send(page, "last")
    assert objections(page) == []
    secret = page.locator("#secret").inner_text()
    assert (secret.startswith("akro_"), read(f"{server}/api/v1/actions", secret)) == (True, (200, ""))
    assert read(f"{server}/api/v1/services", secret) == (404, "not_found")
    page.goto(account)
    expect(page.locator("#tokens")).to_contain_text("Senast använd")
    assert (secret in page.content(), objections(page)) == (False, [])
    page.get_by_role("link", name="Power BI").click()
    page.get_by_role("button", name="Återkalla API-nyckeln").click()
    expect(page.locator("main")).to_contain_text("Återkallad")
    assert read(f"{server}/api/v1/actions", secret) == (401, "not_signed_in")


def test_the_reference_is_read_and_tried_in_the_browser(sign_in: SignIn) -> None:
    page = sign_in("ciso", width=320)
    outside: list[str] = []
    page.on("request", lambda made: outside.append(made.url) if "//localhost" not in made.url else None)
    page.goto("/konto/")
    page.locator(".ak-more summary").first.click()
    page.get_by_role("link", name="API-referens").click()
    expect(page.locator("#operations-tag-units")).to_be_visible(timeout=60_000)
    page.locator("#operations-tag-units").click(timeout=60_000)
    operation = page.locator("#operations-units-list_units")
    operation.locator(".opblock-summary-control").click()
    # Until what it answers is there, the reference draws the operation anew and forgets that it was to be tried.
    expect(operation.locator(".responses-table")).to_be_visible(timeout=60_000)
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status")).to_contain_text("200")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [url for url in outside if not url.startswith("data:")] == []
