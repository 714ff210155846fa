"""Two nämnder become one in mid-year: what belongs to them goes along, last year stands, and nothing is orphaned."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e

OLD = ("idr", "utb")
NEW, NAME = "iun", "Idrotts- och utbildningsnämnden"
LISTS = ("tjanster", "informationsmangder", "processer")


def total(page: Page, register: str, unit: str) -> int:
    """How many rows the register's list says that the unit has."""
    page.goto(f"/{register}/?owner_unit={unit}")
    shown = re.search(r"av ([\d\s]+)", page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", ""))
    return int(shown.group(1)) if shown else 0


def documents_of(page: Page, unit: str) -> dict[int, bytes]:
    """The decided documents of the unit, by year."""
    found = page.request.get(f"/api/v1/reviews?unit={unit}&state=decided").json()["items"]
    years = sorted(review["year"] for review in found)
    return {year: page.request.get(f"/api/v1/reviews/{unit}/{year}/document").body() for year in years}


def test_two_committees_are_merged(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    before = {name: sum(total(page, name, unit) for unit in OLD) for name in LISTS}
    documents = {unit: documents_of(page, unit) for unit in OLD}
    assert all((*before.values(), documents["utb"])), before

    page.goto(f"/organisation/{OLD[0]}/")
    page.get_by_role("link", name="Slå samman med en annan").click()
    other = page.locator("select[name=units] option", has_text="Utbildningsnämnden").first
    pick(page, "units", (other.text_content() or "").strip())
    page.locator("input[name=code]").fill(NEW)
    page.locator("input[name=name]").fill(NAME)
    page.locator("input[name=reviews]").check()
    page.locator("textarea[name=reason], input[name=reason]").fill(
        "Kommunfullmäktige den 14 september, § 201."
    )
    page.get_by_role("button", name="Visa vad som följer med").click()
    expect(page.locator("main")).to_contain_text("Ingenting har ändrats än")
    expect(page.locator("main table")).to_contain_text("Informationsmängder")
    assert objections(page) == []
    page.get_by_role("button", name="Genomför").click()
    expect(page.locator("main")).to_contain_text(f"Från Utbildningsnämnden till {NAME}")
    assert objections(page) == []
    receipt = page.url

    assert {name: total(page, name, NEW) for name in LISTS} == before
    assert {unit: documents_of(page, unit) for unit in OLD} == documents
    page.goto(f"/organisation/{NEW}/")
    expect(page.locator("main")).to_contain_text(f"blev {NAME}")

    coordinator = sign_in("samordnare.utb", width=320)
    coordinator.goto("/")
    expect(coordinator.locator("main")).to_be_visible()
    assert total(coordinator, "tjanster", NEW) == before["tjanster"]
    coordinator.goto(receipt)
    expect(coordinator.locator("main")).to_contain_text("roller gäller nu här")
    assert documents_of(coordinator, "utb") == documents["utb"]
    neighbour = sign_in("samordnare.slk")
    assert neighbour.request.get(receipt).status == 404
