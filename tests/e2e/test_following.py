"""Journey: a service follows one security pattern and goes through it, and deviates from another until a day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_reaching import open_row

pytestmark = pytest.mark.e2e

SERVICE = "Skoladministration"
FOLLOWED, OTHER = "Publik e-tjänst", "Intern tjänst"
REASONS = "Leverantören stödjer det först i nästa version. Under tiden är kontona få och genomgångna."


def follow(page: Page, pattern: str) -> None:
    """From the service's page to the page on which the pattern is gone through."""
    open_row(page, "tjanster", SERVICE)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Följ ett säkerhetsmönster").first.click()
    page.locator("select[name=pattern]").select_option(label=pattern)
    page.get_by_role("button", name="Följ").click()
    expect(page.locator("h1")).to_have_text(f"Gå igenom mönstret: {pattern}")


def test_a_service_follows_a_pattern_and_deviates_from_another(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    follow(page, FOLLOWED)
    assert objections(page, WAYS[:1]) == []
    boxes = page.locator("input[name=measures]")
    offered = boxes.count()
    first = page.locator("label", has=boxes.first).or_(page.locator("input[name=measures] + label")).first
    measure = first.inner_text().split(":")[0].strip()
    boxes.first.check()
    page.get_by_role("button", name="Bekräfta").click()
    patterns = page.locator("#patterns")
    expect(patterns).to_contain_text("Följer")
    # What was ticked is assessed, and points at the pattern; what was not is left.
    patterns.get_by_role("link", name="Gå igenom").click()
    expect(page.locator("input[name=measures]")).to_have_count(offered - 1)
    page.locator("table").get_by_role("link", name=measure).click()
    expect(page.locator("main")).to_contain_text(f"Genom säkerhetsmönstret {FOLLOWED}, version 1:")
    expect(page.locator("main")).to_contain_text("Uppfylld")

    follow(page, OTHER)
    page.get_by_role("link", name="Avbryt").click()
    other = page.locator("#patterns li", has_text=OTHER)
    expect(other).to_contain_text("Ska gås igenom")
    other.get_by_role("link", name="Avvik").click()
    assert objections(page) == []
    page.locator("select[name=control]").select_option(index=1)
    lacking = page.locator("select[name=control] option:checked").inner_text()
    page.locator("textarea[name=what]").fill(REASONS)
    # A deviation that has ended already is refused at its place, and nothing that was written is lost.
    page.locator("input[name=due_on]").fill(str(timezone.localdate()))
    page.get_by_role("button", name="Registrera avvikelsen").click()
    expect(page.locator("main")).to_contain_text("Skriv en dag som inte har varit än.")
    expect(page.locator("textarea[name=what]")).to_have_value(REASONS)
    page.locator("input[name=due_on]").fill(str(timezone.localdate() + timedelta(days=90)))
    page.get_by_role("button", name="Registrera avvikelsen").click()
    deviation = page.locator("#patterns").get_by_role("link", name=lacking)
    expect(deviation).to_be_visible()
    # It stands in the one register, and is seen where the plan is.
    deviation.click()
    expect(page.locator("h1")).to_have_text(f"Avviker från {OTHER}: {lacking}")
    expect(page.locator("main")).to_contain_text(REASONS)
    page.goto("/avvikelser/")
    expect(page.locator("#rows")).to_contain_text(lacking)
    page.goto("/plan-for-it-sakerhet/?state=waits,follows")
    row = page.locator("tr", has=page.get_by_role("link", name=SERVICE, exact=True))
    expect(row).to_contain_text(f"{FOLLOWED} (version 1)")
    expect(row).to_contain_text("Ska gås igenom")
