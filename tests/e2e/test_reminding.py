"""The coordinator reminds all that are late with one act, from where she sees who is missing."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e


def test_all_that_are_late_are_reminded_with_one_act(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/genomgangar/")
    page.get_by_role("link", name="Påminn dem som inte är klara").click()
    expect(page.get_by_role("button", name="Påminn")).to_be_visible()
    boxes = page.locator("input[name=units]")
    late = boxes.count()
    assert late > 1
    for box in boxes.all():
        box.check()
    assert objections(page, WAYS[:1]) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Text").fill("Nämnden sammanträder i maj.")
    page.get_by_role("button", name="Påminn").click()
    expect(page.locator("body")).to_contain_text(f"{late} enheter är påminda.")
    reminded = sign_in("samordnare.idr", scripts=False)
    reminded.goto("/meddelanden/")
    expect(reminded.locator("main")).to_contain_text("Påminnelse")
    reminded.get_by_role("link", name="Påminnelse").first.click()
    expect(reminded.locator("h1")).to_contain_text("Ledningens genomgång")
