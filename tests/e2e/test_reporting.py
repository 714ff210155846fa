"""An employee reports an event on a phone, within a minute, and follows it to where it is handled."""

import io
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import objections
from tests.intake.pictures import photo

pytestmark = pytest.mark.e2e


def test_an_employee_reports_in_a_minute_and_follows_it(sign_in: SignIn) -> None:
    page = sign_in("medarbetare.ald")
    page.set_viewport_size({"width": 320, "height": 640})
    begun = time.monotonic()
    page.goto("/")
    page.locator("summary, button").filter(has_text="Hoda").first.click()
    page.get_by_role("link", name="Rapportera en händelse").locator("visible=true").first.click()
    page.get_by_label("Nej").first.check()
    page.get_by_label("Vad har hänt?").fill("Ett brev gick till fel mottagare")
    page.get_by_role("button", name="Rapportera").click()
    page.get_by_role("heading", name="Följ ärendet").wait_for()
    assert time.monotonic() - begun < 60
    assert page.get_by_text("Det har kommit in och väntar på att bedömas.").is_visible()
    assert objections(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_label("Nej").first.check()
    page.get_by_label("Vad du vill lägga till").fill("Brevet är hämtat.")
    page.get_by_role("button", name="Skicka").click()
    page.get_by_text("Tack. Det är tillagt.").wait_for()
    page.goto("/skickat/")
    page.get_by_role("link", name="Ett brev gick till fel mottagare").click()
    page.get_by_role("heading", name="Följ ärendet").wait_for()


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with"])
def test_a_photo_is_sent_from_a_phone_in_the_same_form(sign_in: SignIn, scripts: bool) -> None:
    event = f"Lapp med lösenord på skärmen {scripts}"
    page = sign_in("medarbetare.ald", width=375, scripts=scripts)
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto("/")
    first = page.locator("main :is(a, button).ds-button").first
    expect(first).to_have_text("Rapportera en händelse")
    expect(first).to_be_in_viewport(ratio=1)
    first.click()
    page.get_by_label("Nej").first.check()
    page.get_by_label("Vad har hänt?").fill(event)
    given = photo("HEIF")
    page.get_by_label("Foto").set_input_files(
        {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": given}
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Rapportera").click()
    page.get_by_role("heading", name="Följ ärendet").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

    leader = sign_in("incidentledare")
    leader.goto(f"/incidenter/?q={event}&owner_unit=")
    leader.get_by_role("link", name=event).first.click()
    leader.locator(".ak-tabs a").filter(has_text="Vad vi vet").click()
    file = leader.get_by_role("link", name="IMG_1.jpg").get_attribute("href")
    assert file is not None
    shown = Image.open(io.BytesIO(leader.request.get(file).body()))
    assert (shown.size, dict(shown.getexif())) == ((40, 60), {})
    assert page.request.get(file).status == 404
