"""A service's page: what is asked of it above the fold, one filled button, and the history where one is led to it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

FOLD = 900
TALL = 1_800


def service_page(page: Page) -> str:
    page.goto("/tjanster/?q=E-signering")
    address = page.get_by_role("link", name="E-signering", exact=True).first.get_attribute("href")
    assert address is not None
    return address.partition("?")[0]


def test_what_matters_of_a_service_stands_above_the_fold_with_one_filled_button(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.set_viewport_size({"width": 1440, "height": FOLD})
    page.goto(service_page(page))
    for part in ("#offer tbody", "#measures", "#node"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= FOLD, part
    assert page.evaluate("document.documentElement.scrollHeight") <= TALL
    filled = page.locator("main .ds-button:not([data-variant]):not(.ak-more)")
    assert filled.count() == 1
    assert objections(page, WAYS) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_history_is_folded_and_a_link_to_it_opens_it(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("samordnare.slk", scripts=scripts)
    address = service_page(page)
    page.goto(address)
    expect(page.locator("#history")).to_be_hidden()
    page.goto("/")
    page.goto(f"{address}#history")
    expect(page.locator("#history")).to_be_visible()
