"""Journey: an event with 57 tracks in its room, at a desk, on a phone and without scripts."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.cities import environment
from tests.e2e.conftest import SignIn
from tests.e2e.crowd import TRACKS, UNITS
from tests.e2e.servers import ROOT, Servers
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

TALLEST = 2_500
"""Maximum height of the room at a desk, in pixels: the old one had 7,157 and the page of fields 2,500 more."""


@pytest.fixture(scope="module")
def room(server: str, servers: Servers) -> str:
    """The address of the event in the served city."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crowd", str(servers.folder)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return f"/incidenter/{done.stdout.strip()}/"


def height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def test_57_tracks_are_seen_at_once_and_each_number_leads_on(sign_in: SignIn, room: str) -> None:
    page = sign_in("incidentledare")
    page.goto(room)
    assert height(page) <= TALLEST
    expect(page.locator("#units .ak-squares ul > li")).to_have_count(UNITS)
    expect(page.get_by_role("link", name=f"Spår ({TRACKS})")).to_be_visible()
    expect(page.locator("#clocks li")).to_have_count(2)
    filled = page.locator(".ak-head .ak-actions > :is(a, form > button).ds-button:not([data-variant])")
    expect(filled).to_have_count(1)
    assert objections(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    # Another's entry comes by itself.
    other = sign_in("ciso")
    other.goto(room)
    other.get_by_role("link", name="Ny loggpost").click()
    other.get_by_label("Vad har hänt eller beslutats?").fill("Leverantören har stängt.")
    other.get_by_role("button", name="För in i loggen").click()
    expect(other.locator("#log")).to_contain_text("Leverantören har stängt.")
    expect(page.locator("#log")).to_contain_text("Leverantören har stängt.", timeout=30_000)
    page.locator("#clocks").get_by_role("link", name=f"{UNITS} återstår").click()
    expect(page.locator("#tracks details[open] li")).to_have_count(UNITS)
    for tab in ("Spår", "Vad vi vet", "Logg", "Lägesbilder", "Åtgärder", "Efteråt"):
        page.locator(".ak-tabs a").filter(has_text=tab).first.click()
        assert objections(page, WAYS[:1]) == [], tab
        page.set_viewport_size({"width": 1440, "height": 900})
        assert height(page) <= TALLEST, tab
    page.locator(".ak-more summary").click()
    page.get_by_role("link", name="Öppna spår").click()
    expect(page.locator("h1")).to_have_text("Öppna spår")


def test_it_is_read_on_a_phone(sign_in: SignIn, room: str) -> None:
    page = sign_in("incidentledare", width=375)
    page.goto(room)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert height(page) < 4_000
    page.locator("#units .ak-squares__legend a").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.locator("#tracks details[open]").first).to_be_visible()


def test_it_works_without_scripts(sign_in: SignIn, room: str) -> None:
    page = sign_in("incidentledare", scripts=False)
    page.goto(f"{room}ledning/")
    expect(page.locator("h1")).to_have_text("Intrång hos leverantören")
    page.locator(".ak-tabs a").filter(has_text="Spår").click()
    page.locator("select[name=regler]").select_option(label="Polisanmälan")
    page.get_by_role("button", name="Visa").click()
    expect(page.locator("#tracks details[open] li")).to_have_count(TRACKS - UNITS)
    page.locator(".ak-tabs a").first.click()
    page.get_by_role("link", name="Ny loggpost").click()
    page.get_by_label("Vad har hänt eller beslutats?").fill("Skrivet utan skript.")
    page.get_by_role("button", name="För in i loggen").click()
    expect(page.locator("#log")).to_contain_text("Skrivet utan skript.")
    page.locator("#units .ak-squares ul a").first.click()
    expect(page.locator("#steps")).to_be_visible()
