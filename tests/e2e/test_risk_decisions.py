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
    head.goto(f"{head.url}besluta/")
    expect(head.locator("main")).to_contain_text("Risken väntar redan på beslut i Utbildningsnämnden.")
    assert objections(head) == []

    board = sign_in("ordforande.utb", width=320)
    expect(board.locator("main")).to_contain_text(f"Besluta om risken: {RISK}")
    board.get_by_role("link", name=f"Besluta om risken: {RISK}").click()
    expect(board.locator("main")).to_contain_text("Mycket hög")
    assert objections(board) == []
    board.locator("textarea").fill("Märkningen är rättad i fyra av sex system, resten sker i januari.")
    _press(board, "Acceptera risken")
    expect(board.locator("main")).to_contain_text("Risken är accepterad till")

    head.goto("/risker/acceptanser/")
    row = head.locator("main tr", has_text=RISK)
    expect(row).to_contain_text(re.compile("Nämnd eller bolagsstyrelse"))
    assert objections(head) == []
