"""The data protection officer observes and recommends, the controller answers, and the officer reads the answer."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e


def test_from_the_officers_review_to_the_controllers_answer(sign_in: SignIn) -> None:
    officer = sign_in("dso")
    officer.goto("/dataskydd/")
    officer.get_by_role("link", name="Ny granskning").click()
    officer.locator("input[name=title]").fill("Gallring i elevakter")
    pick(officer, "owner_unit", "Utbildningsnämnden")
    officer.locator("input[name=done_on]").fill(timezone.localdate().isoformat())
    officer.get_by_role("button", name="Spara", exact=True).click()
    officer.get_by_role("link", name="Lägg till en iakttagelse").click()
    officer.locator("textarea[name=observation]").fill("Elevakter rensas inte.")
    officer.locator("textarea[name=recommendation]").fill("Utse en ansvarig för rensningen.")
    assert objections(officer, WAYS[:1]) == []
    officer.get_by_role("button", name="Spara iakttagelsen").click()
    seen = officer.locator("#observations")
    expect(seen).to_contain_text("Rekommendation: Utse en ansvarig för rensningen.")
    expect(seen).to_contain_text("Väntar på svar")
    expect(seen.get_by_role("link", name="Svara")).to_have_count(0)

    # The head of the unit is asked, on a phone without scripts.
    head = sign_in("chef.utb", scripts=False, width=320)
    head.goto(officer.url)
    head.locator("#observations").get_by_role("link", name="Svara").click()
    head.locator("input[name=agrees]").check()
    head.locator("textarea[name=text]").fill("Rektorerna rensar i mars.")
    head.get_by_role("button", name="Spara svaret").click()
    expect(head.locator("body")).to_contain_text("Svaret är sparat. Skriv nu vad som ska göras.")

    officer.reload()
    expect(seen).to_contain_text("Följs Rektorerna rensar i mars.")
    expect(seen).not_to_contain_text("Väntar på svar")
    assert objections(officer, WAYS) == []
