"""An employee reports an event on a phone, within a minute, and follows it to where it is handled."""

import time

import pytest

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import objections

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
