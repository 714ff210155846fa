"""A person asks about their data: the request is registered, searched for, answered, and who has read it is kept."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e
SECRET = "Kvickrot Frisk"
CHIEF = "Leif Wadström"
ANSWER = "Uppgifter om dig finns i de behandlingar som står nedan."


def test_a_request_from_arrival_to_answer(sign_in: SignIn) -> None:
    page, today = sign_in("samordnare.utb"), timezone.localdate().isoformat()
    main = page.locator("main")
    page.goto("/begaranden/")
    page.get_by_role("link", name="Ny begäran").click()
    page.get_by_label("Vad begäran gäller").select_option("access")
    page.get_by_label("Mottagen den").fill(today)
    page.get_by_label("Vem som begär (frivilligt)").fill(SECRET)
    page.get_by_label("Vad som står i begäran").fill("Allt om mig")
    page.get_by_role("button", name="Spara").click()
    expect(main).to_contain_text(re.compile(r"BEG-\d{4}-\d{4} · Utbildningsnämnden · mottagen"))
    number = re.findall(r"BEG-\d{4}-\d{4}", main.inner_text())[0]
    request = page.url.partition("?")[0]
    assert objections(page, WAYS[:1]) == []

    # Each search goes to whoever answers for its processing, who sees the search and not the request.
    page.get_by_role("link", name="Dela ut sökningar").click()
    expect(main.get_by_role("checkbox").first).to_be_visible()
    for box in main.get_by_role("checkbox").all()[1:]:
        box.uncheck()
    person = page.get_by_role("combobox", name="Vem söker")
    person.fill(CHIEF)
    person.press("Enter")
    assert objections(page, WAYS[:1]) == []
    page.get_by_role("button", name="Dela ut").click()
    expect(main).to_contain_text("1 av 1 sökningar väntar")
    search(sign_in("chef.utb"), number, request)

    page.goto(request)
    page.get_by_role("link", name="Skriv svaret").click()
    page.get_by_label("Svar", exact=True).fill(ANSWER)
    page.get_by_label("Skickat till personen den").fill(today)
    assert objections(page, WAYS[:1]) == []
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("body")).to_contain_text("Svaret är bevarat som det skickades.")
    expect(main).to_contain_text("Besvarad")
    main.locator("summary", has_text="Vem som har öppnat begäran").click()
    for name in ("Nadja Perić", CHIEF):
        expect(main).to_contain_text(name)
    page.goto("/begaranden/")
    expect(main).to_contain_text(number)
    expect(main).not_to_contain_text(SECRET)


def search(page: Page, number: str, request: str) -> None:
    """Search as whoever was asked to: from the task to the report, and no further."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"Sök efter personuppgifter i .* för {number}")).click()
    page.get_by_label("Ja", exact=True).check()
    assert objections(page, WAYS[:1]) == []
    page.locator("main").get_by_role("button", name="Rapportera").click()
    expect(page.locator("body")).to_contain_text("Tack.")
    page.goto(request)
    expect(page.locator("main")).to_contain_text("Sidan finns inte")
