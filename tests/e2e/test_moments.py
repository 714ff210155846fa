"""Journey: a service is retired. The moment is started from its page, done at two desks, closed and printed."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_reaching import open_row

pytestmark = pytest.mark.e2e

SERVICE = "Skoladministration"
OWNERS = "Bestäm vad som ska bevaras, flyttas och gallras, och fråga arkivet"
FIRST = "Hämta hem informationen och kontrollera att den går att läsa"
SKIPPED = "Stäng konton, integrationer, nycklar och certifikat"


def task(page: Page, what: str) -> None:
    """From the person's own inbox to the task."""
    page.goto("/")
    page.get_by_role("link", name=f"{what} ({SERVICE})").first.click()


def mark_done(page: Page, note: str) -> None:
    """Say what was done, and that it is."""
    page.get_by_label("Vad som gjordes").fill(note)
    page.get_by_role("button", name="Markera som klar").click()


def test_a_moment_from_its_start_to_its_paper(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    open_row(page, "tjanster", SERVICE)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Starta ett moment").first.click()
    page.locator("input[name=title]").fill(SERVICE)
    page.locator("select[name=kind]").select_option(label="Avveckling")
    page.get_by_role("button", name="Spara").click()
    tasks, moment = page.locator("#tasks"), page.url
    expect(page.locator("main")).to_contain_text("It-tjänst")
    expect(tasks.locator("li")).to_have_count(5)
    expect(tasks.locator("li", has_text=OWNERS)).to_contain_text("Informationsägare (Oskar Tallgren)")
    assert objections(page) == []

    owner = sign_in("medarbetare.utb")
    task(owner, OWNERS)
    assert objections(owner, WAYS[:1]) == []
    owner.get_by_label("Vad som visar det").fill("Dnr UTB 2026/77")
    mark_done(owner, "Arkivet har svarat: betygen levereras till e-arkivet.")
    expect(owner.locator("main")).to_contain_text("1 av 5 uppgifter")
    expect(owner.get_by_role("link", name="Avsluta momentet")).to_have_count(0)
    owner.goto("/")
    expect(owner.locator("main")).not_to_contain_text(FIRST)

    # The other tasks are of roles that nobody holds here: they lie with those responsible for the unit's moments.
    task(page, FIRST)
    mark_done(page, "Hämtad och provläst.")
    expect(page.get_by_role("link", name="Avsluta momentet")).to_have_count(0)
    skipped = page.locator("#tasks li", has_text=SKIPPED)
    skipped.get_by_role("link", name="Gäller inte").click()
    page.get_by_role("button", name="Markera att den inte gäller").click()
    expect(page.get_by_label("Varför den inte gäller")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Varför den inte gäller").fill("Tjänsten hade inga egna konton.")
    page.get_by_role("button", name="Markera att den inte gäller").click()
    expect(page.locator("#tasks li", has_text=SKIPPED)).to_contain_text("Gäller inte")
    for _each in range(2):
        page.get_by_role("link", name="Markera nästa uppgift som klar").click()
        mark_done(page, "Gjort enligt avtalet.")
    page.goto("/")
    page.get_by_role("link", name=f"Avsluta momentet ”{SERVICE}”").click()
    page.get_by_role("link", name="Avsluta momentet").click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#tasks").get_by_role("link", name="Markera som klar")).to_have_count(0)
    assert page.url.split("?")[0] == moment.split("?")[0]
    page.get_by_text("Mer", exact=True).click()
    with page.expect_download() as caught:
        page.get_by_role("link", name="Protokoll (Word)").click()
    assert caught.value.suggested_filename.endswith("-protokoll.docx")
    with ZipFile(caught.value.path()) as file:
        text = file.read("word/document.xml").decode()
    for each in (
        OWNERS,
        "Oskar Tallgren",
        "Dnr UTB 2026/77",
        "Tjänsten hade inga egna konton.",
        "Inget återstår",
    ):
        assert each in text
