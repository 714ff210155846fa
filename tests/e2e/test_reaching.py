"""Journey 3 to the list of units, and journey 5: a supplier is hit, and a shared service seen from both sides."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, hours_ago
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

SUPPLIER, SERVICE = "Vidhav Personalstöd AB", "Personalstödet"


def open_row(page: Page, slug: str, name: str) -> None:
    """Find a row in its register by search and open it."""
    page.goto(f"/{slug}/?q={name}")
    page.locator("#rows tbody a", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_supplier_is_hit_and_one_click_names_the_units(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("ciso", scripts=scripts)
    open_row(page, "leverantorer", SUPPLIER)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Vad påverkas av ett intrång?").click()
    expect(page.locator("h1")).to_have_text(f"Vad påverkas om {SUPPLIER} utsätts för intrång?")
    main = page.locator("main")
    for unit in ("Utbildningsnämnden", "Äldrenämnden", "Mälarstads Vatten AB"):
        expect(main.get_by_role("link", name=unit, exact=True).first).to_be_visible()
    expect(main).to_contain_text("registrerade personer")
    page.get_by_role("link", name="Avbrott").click()
    expect(page.locator("h1")).to_have_text(f"Vad påverkas om {SUPPLIER} faller bort?")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Spara som Excel").click()
    assert caught.value.suggested_filename.endswith(".xlsx")


def test_an_event_is_opened_for_the_units_that_are_reached(sign_in: SignIn) -> None:
    page = sign_in("incidentledare")
    open_row(page, "leverantorer", SUPPLIER)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Vad påverkas av ett intrång?").click()
    page.get_by_role("link", name="Öppna en incident").first.click()
    expect(page.locator("h1")).to_contain_text("incident")
    page.locator("input[name=title]").fill("Intrång hos leverantören av Personalstödet")
    page.locator("input[name=detected_at]").fill(hours_ago(2))
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("Intrång hos leverantören av Personalstödet")
    expect(page.locator("#units")).to_contain_text("Utbildningsnämnden")
    number = page.locator(".ak-crumbs").inner_text().split()[-1]
    page.get_by_role("link", name="Vad vi vet").click()
    expect(page.locator("main")).to_contain_text(SUPPLIER)
    other = sign_in("samordnare.utb")
    other.goto(f"/incidenter/?q={number}")
    expect(other.locator("#rows tbody a").first).to_have_text("Intrång hos leverantören av Personalstödet")
    # It waits there, is taken in, and who leads it sees that and reminds the others.
    other.goto("/")
    other.get_by_role("link", name="Kvittera incidenten ”Intrång hos leverantören av Personalstödet”").click()
    assert objections(other, WAYS[:1]) == []
    other.get_by_label("Följder för enheten").fill("Skolorna klarar sig till fredag.")
    other.get_by_role("button", name="Kvittera").click()
    other.get_by_role("link", name="Vad vi vet").click()
    expect(other.locator("main")).to_contain_text("Skolorna klarar sig till fredag.")
    page.reload()
    expect(page.locator("main")).to_contain_text("Skolorna klarar sig till fredag.")
    page.get_by_role("link", name="Påminn dem som inte har kvitterat").click()
    assert objections(page, WAYS[:1]) == []
    page.get_by_role("button", name="Påminn").click()
    expect(page.locator("main")).to_contain_text("påminda")
    # The bell tells of it, and is quiet once all is read.
    chief = sign_in("chef.idr")
    chief.goto("/meddelanden/")
    expect(chief.locator("main")).to_contain_text("Påminnelse: Kvittera incidenten")
    chief.get_by_role("button", name="Markera alla som lästa").click()
    expect(chief.locator(".ak-bell__count")).to_have_count(0)


def test_a_unit_sees_only_its_own_part(sign_in: SignIn) -> None:
    page = sign_in("samordnare.idr")
    open_row(page, "leverantorer", SUPPLIER)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Vad påverkas av ett intrång?").click()
    main = page.locator("main")
    expect(main).to_contain_text("Idrotts- och fritidsnämnden")
    expect(main).not_to_contain_text("Utbildningsnämnden")


def test_a_shared_service_from_both_sides(sign_in: SignIn) -> None:
    page = sign_in("samordnare.ald")
    open_row(page, "tjanster", SERVICE)
    page.get_by_role("link", name="Krav och skyddsnivå").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("Vad som krävs och vad som erbjuds")
    expect(main).to_contain_text("Rehabiliteringsärenden")
    expect(main).not_to_contain_text("Utbildningsnämnden, Nadja Perić")
    page.locator("textarea[name=text]").fill("När är databasen krypterad?")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.locator("main")).to_contain_text("När är databasen krypterad?")
    operator = sign_in("samordnare.slk")
    open_row(operator, "tjanster", SERVICE)
    operator.get_by_role("link", name="Krav och skyddsnivå").first.click()
    expect(operator.locator("main")).to_contain_text("Äldrenämnden")
    expect(operator.locator("main")).to_contain_text("När är databasen krypterad?")
    operator.locator("main").get_by_role("link", name="Svara på frågan").first.click()
    operator.locator("textarea").first.fill("I april 2027.")
    operator.locator("main form button[type=submit]").first.click()
    page.reload()
    expect(page.locator("main")).to_contain_text("I april 2027.")
    expect(page.locator("main")).to_contain_text("När är databasen krypterad?")


def test_the_pages_are_open_to_all(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    open_row(page, "leverantorer", SUPPLIER)
    here = page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    broken = []
    for place in (f"/graf/{here}/rackvidd/?slag=intrang", f"/graf/{here}/", "/gap/", "/koncentration/"):
        page.goto(place)
        broken += [(place, *each) for each in objections(page)]
    open_row(page, "tjanster", SERVICE)
    page.get_by_role("link", name="Krav och skyddsnivå").first.click()
    assert broken + objections(page) == []
