"""The picture of dependencies in the browser: drawn, walked by keyboard, opened, printed; without scripts a table."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

PATIENCE = 6000  # milliseconds; on two idle cores it takes less than two thousand


def heaviest(page: Page) -> str:
    """The address of the picture of what most rests on."""
    page.goto("/koncentration/")
    page.locator("main table tbody tr").first.locator("a[href^='/koncentration/']").click()
    page.wait_for_load_state()
    href = page.locator("main a[href*='/bild/']").first.get_attribute("href")
    assert href
    return href


def stage(page: Page) -> None:
    """Wait until the picture stands, and step into it."""
    page.wait_for_selector("[data-picture][data-ready]")
    page.locator("[data-stage]").focus()


def test_the_picture_is_walked_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto(heaviest(page))
    name = page.locator("main table tbody tr").first.locator("th").inner_text()
    stage(page)
    caption = page.locator("[data-caption]")
    expect(caption).to_contain_text(name)
    first = caption.inner_text()
    page.keyboard.press("ArrowRight")
    expect(caption).not_to_have_text(first)
    # Every box that the arrows reach is a row of the table.
    words = caption.inner_text().split(", ")[0].rstrip(".")
    assert page.locator("main table th", has_text=words).count() > 0
    page.keyboard.press("Home")
    expect(caption).to_have_text(first)
    address = page.locator("[data-open]").get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(address)))


def test_a_folded_unit_opens(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto(heaviest(page))
    folded = page.locator("main table a[href*='oppna=']")
    before = folded.count()
    assert before > 0
    folded.first.click()
    stage(page)
    assert "oppna=" in page.url
    page.get_by_role("link", name="Slå ihop de enheter du har öppnat").click()
    stage(page)
    assert page.locator("main table a[href*='oppna=']").count() == before


def test_a_large_picture_stands_soon(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    address = f"{heaviest(page)}?alla=1&riktning=bada"
    page.goto(address)
    stage(page)
    page.goto(address)
    ready = page.wait_for_selector("[data-picture][data-ready]")
    assert ready
    assert int(ready.get_attribute("data-ready") or "") < PATIENCE


@pytest.mark.parametrize("width", [1440, 320])
def test_it_fits_the_page(sign_in: SignIn, width: int) -> None:
    page = sign_in("ciso", width=width)
    page.goto(heaviest(page))
    stage(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.locator("[data-stage] canvas").first.bounding_box()
    assert box
    assert box["width"] > 200


def test_it_prints_an_image_and_the_table(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto(heaviest(page))
    stage(page)
    page.wait_for_selector("[data-print][src^='data:image/png']", state="attached")
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_visible()
    expect(page.locator("[data-stage]")).to_be_hidden()
    expect(page.locator("main table")).to_be_visible()


def test_without_scripts_the_table_says_it_all(sign_in: SignIn) -> None:
    page = sign_in("ciso", scripts=False)
    page.goto(heaviest(page))
    expect(page.locator("[data-stage]")).to_be_hidden()
    expect(page.locator("main table tbody tr")).not_to_have_count(0)
    expect(page.locator("main h2", has_text="Samma sak i ord")).to_be_visible()


def test_what_may_not_be_named_is_drawn_without_a_name(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    page.goto(heaviest(page))
    stage(page)
    data = page.request.get(page.locator("[data-picture]").get_attribute("data-picture") or "").json()
    assert data["boxes"]
    assert all(box["url"] == "" for box in data["boxes"] if box["masked"])
    rows = page.locator("main table tbody tr")
    assert rows.count() == len(data["boxes"])
