"""Journey: one event, a track for each controller opened in one act; two notify with receipt, one decides not to."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, hours_ago
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_reaching import SUPPLIER, open_row

pytestmark = pytest.mark.e2e

EVENT = "Intrång i personalsystemet"


def task_of(page: Page, unit: str) -> None:
    """From the person's own inbox to the step."""
    page.goto("/")
    page.get_by_role("link", name=f"Anmälan av en personuppgiftsincident för {unit}: {EVENT}").click()


def judge(page: Page, answer: str, reasons: str) -> None:
    """Answer every criterion, and decide, the same way: that comes before what is filed, or is not."""
    boxes = page.locator(f"main input[type=radio][value={answer}]")
    expect(boxes.first).to_be_visible()
    for box in boxes.all():
        box.check()
    page.get_by_label("Motivering").fill(reasons)
    page.get_by_role("button", name="Spara beslutet").click()


def test_one_event_many_tracks(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    open_row(page, "leverantorer", SUPPLIER)
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Vad påverkas av ett intrång?").click()
    page.get_by_role("link", name="Öppna en incident").first.click()
    page.locator("input[name=title]").fill(EVENT)
    page.locator("input[name=detected_at]").fill(hours_ago(2))
    page.locator("input[name=tracks]").evaluate_all("boxes => boxes.forEach(box => { box.checked = false })")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text(EVENT)
    page.locator(".ak-more summary").click()
    page.get_by_role("link", name="Öppna spår").click()
    assert objections(page, WAYS[:1]) == []
    for unit in ("Utbildningsnämnden", "Idrotts- och fritidsnämnden", "Äldrenämnden"):
        page.locator("label").filter(has_text=unit).first.locator("..").locator("input").check()
    page.get_by_role("button", name="Öppna spåren").click()
    room = page.url
    expect(page.locator("#clocks")).to_contain_text("timmar kvar")
    page.get_by_role("link", name="Ny loggpost").click()
    page.get_by_label("Vad har hänt eller beslutats?").fill("Leverantören bekräftar intrånget.")
    page.get_by_role("button", name="För in i loggen").click()
    expect(page.locator("#log")).to_contain_text("Leverantören bekräftar intrånget.")
    assert objections(page) == []

    for code, unit in (("utb", "Utbildningsnämnden"), ("ald", "Äldrenämnden")):
        own = sign_in(f"samordnare.{code}")
        task_of(own, unit)
        judge(own, "yes", "Uppgifter om elever och brukare är ute.")
        own.locator("#steps").get_by_role("link", name="Anmälan av en personuppgiftsincident").first.click()
        own.get_by_label("Kvitto eller ärendenummer").fill(f"IMY-{code}")
        own.get_by_role("button", name="Spara").click()
        expect(own.locator("#steps")).to_contain_text("Klart i tid")
    assert objections(own, WAYS[:1]) == []

    other = sign_in("samordnare.idr")
    task_of(other, "Idrotts- och fritidsnämnden")
    expect(other.locator("main")).not_to_contain_text("Utbildningsnämnden")
    judge(other, "no", "Uppgifterna var krypterade.")
    other.get_by_role("button", name="Besluta att inte anmäla").click()
    expect(other.locator("#steps")).to_contain_text("Lämnas inte in")

    page.goto(room)
    expect(page.locator("#units")).to_contain_text("Utbildningsnämnden: inlämnat")
    expect(page.locator("#units")).to_contain_text("Idrotts- och fritidsnämnden: anmäls inte")
    expect(page.locator("#clocks")).not_to_contain_text("Utbildningsnämnden")
    page.locator(".ak-tabs a").filter(has_text="Spår").click()
    expect(page.locator("#tracks")).to_contain_text("inlämnat")
