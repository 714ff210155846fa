"""A risk beyond the mandate of a förvaltningschef is accepted by the nämnd, by keyboard, on a narrow screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e
RISK = "Skyddade personuppgifter röjs"


def _open(page: Page) -> None:
    page.goto("/risker/")
    page.get_by_role("link", name=RISK).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(RISK)


def _press(page: Page, name: str) -> None:
    """Reach the button by the keyboard alone, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    page.locator("textarea").focus()
    for _each in range(12):
        if button.evaluate(
            "each => each === document.activeElement || each.contains(document.activeElement)"
        ):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_risk_climbs_to_the_board_which_accepts_it(sign_in: SignIn) -> None:
    head = sign_in("chef.utb")
    _open(head)
    head.goto(f"{head.url.partition('?')[0]}besluta/")
    expect(head.locator("main")).to_contain_text("Risken väntar redan på beslut i Utbildningsnämnden.")
    assert objections(head) == []

    board = sign_in("ordforande.utb", width=320)
    expect(board.locator("main")).to_contain_text(f"Besluta om risken: {RISK}")
    board.get_by_role("link", name=f"Besluta om risken: {RISK}").click()
    expect(board.locator("main")).to_contain_text("Mycket hög")
    assert objections(board) == []
    decide = board.url
    for way in ("sand-tillbaka", "sand-vidare", "aterkalla"):
        board.goto(decide.replace("/besluta/", f"/{way}/"))
        assert objections(board) == []
    board.goto(decide)
    board.locator("textarea").fill("Märkningen är rättad i fyra av sex system, resten sker i januari.")
    _press(board, "Acceptera risken")
    expect(board.locator("main")).to_contain_text("Risken är accepterad till")

    head.goto("/risker/acceptanser/")
    row = head.locator("main tr", has_text=RISK)
    expect(row).to_contain_text(re.compile("Nämnd eller bolagsstyrelse"))
    assert objections(head) == []


def test_an_event_asks_of_a_risk_whether_its_likelihood_stands(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/incidenter/")
    page.goto(_address(page, "#rows tbody a[href^='/incidenter/']") + "?flik=efterat")
    page.goto(_address(page, "#foreseen a[href*='/risk/'], main a[href$='/risk/']"))
    assert objections(page) == []
    page.locator("select[name=risk]").select_option(index=1)
    page.locator("input[name=foreseen][value=yes]").check()
    page.get_by_role("button", name="Spara").click()
    page.goto(_address(page, "#foreseen a[href^='/risker/']"))
    page.get_by_role("link", name="Ange om den står fast").click()
    assert objections(page) == []
    page.locator("input[name=stands][value=yes]").check()
    page.locator("textarea[name=reason]").fill("Det händer så här ofta, och det står redan i bedömningen.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("main")).to_contain_text("Det händer så här ofta")


def _address(page: Page, selector: str) -> str:
    """The address of the first such link, without its query."""
    return (page.locator(selector).first.get_attribute("href") or "").partition("?")[0]
