"""Working in a list: rows are chosen, it is seen how each would be, and done; with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

LIST = "/atgarder/?status=planned"


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with"])
def test_many_rows_get_another_day_and_owner(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("ciso", scripts=scripts)
    page.goto(LIST)
    boxes = page.locator("main tbody input[name=row]")
    if scripts:
        page.get_by_label("Välj alla rader på sidan").check()
        expect(boxes.first).to_be_checked()
    numbers = page.locator("main tbody td[data-label=Nummer]").all_inner_texts()
    for box in boxes.all():
        box.check()
    assert looked_at(page, scripts) == []
    page.get_by_label("Med valda rader").select_option(label="Ändra: Ansvarig")
    page.get_by_role("button", name="Gå vidare").click()
    if scripts:
        field = page.get_by_role("combobox", name="Ansvarig")
        field.fill("bohlin")
        expect(page.get_by_role("option")).to_have_count(1)
        assert looked_at(page, scripts) == []
        field.press("Enter")
        expect(field).to_have_value("Signe Bohlin")
    else:
        page.get_by_label("Ansvarig").select_option(label="Signe Bohlin")
    page.get_by_role("button", name="Visa hur det blir").click()
    expect(page.locator("h1")).to_have_text("Så här blir det")
    expect(page.locator("main tbody tr")).not_to_have_count(0)
    assert looked_at(page, scripts) == []
    if not scripts:
        return
    page.get_by_role("button", name="Genomför").click()
    expect(page).to_have_url(f"{page.url.split('/atgarder')[0]}{LIST}")
    # Others add actions meanwhile: only the chosen ones are hers.
    for number in numbers:
        row = page.locator("main tbody tr", has=page.get_by_text(number, exact=True))
        expect(row.locator("td[data-label=Ansvarig]")).to_have_text("Signe Bohlin")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with"])
def test_a_value_is_changed_where_it_stands(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("samordnare.slk", scripts=scripts)
    page.goto(LIST)
    page.locator(".ak-more > summary").click()
    page.get_by_role("link", name="Ändra värden i listan").click()
    value = page.locator("main tbody td[data-label='Ska vara klar']").first.get_by_role("link")
    assert looked_at(page, scripts) == []
    value.focus()
    page.keyboard.press("Enter")
    field = page.locator("input[name=due_on]")
    if scripts:
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(value).to_be_focused()
        page.keyboard.press("Enter")
        expect(field).to_be_focused()
    assert looked_at(page, scripts) == []
    field.fill("2027-06-30")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(
        page.locator("main tbody td[data-label='Ska vara klar']", has_text="2027-06-30").first
    ).to_be_visible()
    if scripts:
        expect(value).to_be_focused()
        expect(page.locator("#cell-saved")).to_have_text("Sparat: Ska vara klar.")


def test_a_phone_shows_ten_rows_and_more_when_asked(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/kravlista/")
    rows = page.locator("main tbody tr")
    whole = rows.count()
    assert rows.locator("visible=true").count() == whole > 20
    page.set_viewport_size({"width": 320, "height": 800})
    page.reload()
    expect(rows.locator("visible=true")).to_have_count(10)
    page.get_by_role("button", name=f"Visa fler ({whole - 10})").click()
    expect(rows.locator("visible=true")).to_have_count(20)
    expect(rows.nth(10).locator("a, input").first).to_be_focused()
    assert objections(page, WAYS[2:]) == []


def looked_at(page: Page, scripts: bool) -> list[str]:
    """What axe finds; it is a script itself."""
    return objections(page, WAYS[:1]) if scripts else []
