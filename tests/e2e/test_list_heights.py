"""What stands above the fold: a list begins with its rows, and a long page is folded where there is little room."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

LISTS = (
    "/incidenter/",
    "/atgarder/",
    "/tjanster/",
    "/styrdokument/",
    "/leverantorer/",
    "/informationsmangder/",
    "/gap/",
)
LONG = (
    "/krav/tillamplighet/stad/",
    "/krav/upphandling/",
    "/krav/",
    "/krav/?regelverk=csl",
    "/krav/enhet/slk/",
)
FIRST_ROW = """() => Math.round(document.querySelector("main tbody tr").getBoundingClientRect().top
    - document.querySelector("main").getBoundingClientRect().top)"""
FILLED = "main :is(.ds-button:not([data-variant]), .ds-button[data-variant=primary])"
HEIGHT = "document.documentElement.scrollHeight"


def test_a_list_begins_with_its_rows(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    for path in LISTS:
        page.goto(f"{path}?owner_unit=" if path != "/gap/" else path)
        assert (path, page.evaluate(FIRST_ROW) <= 320) == (path, True)
        assert (path, page.locator(FILLED).count()) == (path, 0 if path == "/gap/" else 1)
        assert page.locator(".ak-actions > *").count() <= 3


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with"])
def test_all_else_of_a_list_is_in_one_menu(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("ciso", scripts=scripts)
    page.goto("/incidenter/")
    columns = page.get_by_role("button", name="Visa kolumnerna")
    expect(columns).to_be_hidden()
    lines = open_menu(page)
    assert "Rapportera incident" not in lines
    assert [each for each in lines if each in ("Välj kolumner", "Inställningar", "Spara som Excel")] == [
        "Välj kolumner",
        "Inställningar",
        "Spara som Excel",
    ]
    assert looked_at(page, scripts) == []
    page.get_by_role("link", name="Välj kolumner").click()
    expect(columns).to_be_visible()
    assert looked_at(page, scripts) == []
    page.get_by_label("Nummer", exact=True).uncheck()
    columns.click()
    expect(page.locator("main thead")).not_to_contain_text("Nummer")
    open_menu(page)
    page.get_by_role("link", name="Inställningar", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("Inställningar")
    page.get_by_role("link", name="Eskalering").click()
    page.locator(".ak-crumbs").get_by_role("link", name="Inställningar").click()
    expect(page.locator("h1")).to_have_text("Inställningar")


def test_what_is_done_with_rows_follows_who_has_chosen_some(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/atgarder/")
    act = page.get_by_role("button", name="Gå vidare")
    expect(act).not_to_be_in_viewport()
    page.locator("main tbody input[name=row]").first.check()
    expect(act).to_be_in_viewport()
    assert objections(page, WAYS) == []


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with"])
def test_a_long_page_is_folded_on_a_phone_and_unfolded_on_paper(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("ciso", scripts=scripts, width=320)
    for path in LONG:
        page.goto(path)
        page.emulate_media(media="screen")
        folded = page.evaluate(HEIGHT)
        assert (path, folded < 8000) == (path, True)
        page.emulate_media(media="print")
        assert (path, page.evaluate(HEIGHT) > folded) == (path, True)
        assert page.locator(".ak-area tbody").first.is_visible()
    page.emulate_media(media="screen")
    rows = page.locator(".ak-area tbody").first
    expect(rows).to_be_hidden()
    page.locator(".ak-area summary").first.click()
    expect(rows).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    assert page.locator(".ak-area tbody:visible").count() == page.locator(".ak-area").count()
    assert looked_at(page, scripts) == []


def test_a_number_of_the_map_leads_to_an_open_part_on_a_phone(sign_in: SignIn) -> None:
    page = sign_in("ciso", width=320)
    page.goto("/krav/enhet/slk/#a5")
    expect(page.locator("#a5 tbody")).to_be_visible()
    expect(page.locator("#a2 tbody")).to_be_hidden()


def open_menu(page: Page) -> list[str]:
    """Open the menu of the list, and return its lines."""
    page.locator(".ak-more > summary").click()
    return page.locator(".ak-more li").all_inner_texts()


def looked_at(page: Page, scripts: bool) -> list[Any]:
    """What axe finds; it is a script itself. The page is as wide afterwards as before."""
    found = objections(page, WAYS[:1]) if scripts else []
    page.set_viewport_size({"width": 1440, "height": 900})
    return found
