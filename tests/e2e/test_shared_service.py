"""Journey 5: a nämnd that uses a shared service sees what is demanded, who set it and what is offered, and asks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

SERVICE = "E-signering"
QUESTION = "Loggas läsning av undertecknade handlingar, och hur länge sparas loggen?"


def to_both_sides(page: Page) -> None:
    """From the register over the service's own page."""
    page.goto(f"/tjanster/?q={SERVICE}")
    page.get_by_role("link", name=SERVICE, exact=True).first.click()
    page.get_by_role("link", name="Jämför krav och skyddsnivå").click()
    expect(page.locator("h1")).to_have_text(f"{SERVICE}: krav och skyddsnivå")


def test_from_a_question_to_a_gap_that_is_dealt_with(sign_in: SignIn) -> None:
    # The consumer sees who set the demand, and not which information of others that is.
    consumer = sign_in("samordnare.utb")
    to_both_sides(consumer)
    levels = consumer.locator("#levels")
    expect(levels).to_contain_text("Kravet kommer från")
    expect(levels).to_contain_text("(Utbildningsnämnden)")
    expect(levels).to_contain_text("en informationsmängd hos Stadsledningskontoret")
    expect(levels).to_contain_text("Angivet av")
    assert set(consumer.locator("#units tbody th").all_inner_texts()) == {"Utbildningsnämnden"}
    # She says what her unit is for the personal data, and asks what she needs to know.
    consumer.locator("#personal-data tr", has_text="Utbildningsnämnden").get_by_role("link").click()
    consumer.get_by_label("Personuppgiftsansvarig", exact=True).check()
    consumer.get_by_label("Grund").fill("Nämndens reglemente")
    consumer.get_by_role("button", name="Spara").click()
    expect(consumer.locator("#personal-data")).to_contain_text("Nämndens reglemente")
    consumer.get_by_label("Din fråga").fill(QUESTION)
    consumer.get_by_role("button", name="Skicka frågan").click()
    expect(consumer.locator("#questions")).to_contain_text("Väntar på svar")

    # The operator finds the question among what waits, sees every unit, answers and states what is offered.
    operator = sign_in("samordnare.slk")
    operator.goto("/")
    operator.get_by_role("link", name=re.compile(f"Besvara frågan .* om {SERVICE}")).click()
    operator.get_by_label("Svar").fill("Ja. Varje läsning loggas, och loggen sparas i två år.")
    operator.get_by_role("button", name="Spara svaret").click()
    expect(operator.get_by_role("link", name="Ange vad som erbjuds")).to_be_visible()
    units = operator.locator("#units tbody th").all_inner_texts()
    assert len(units) > 1
    assert any(name.startswith("Utbildningsnämnden") for name in units)
    operator.get_by_role("link", name="Ange vad som erbjuds").click()
    for aspect, level in (
        ("confidentiality", "3"),
        ("integrity", "3"),
        ("availability", "3"),
        ("traceability", "1"),
    ):
        operator.locator(f"select[name={aspect}]").select_option(level)
    operator.get_by_label("Vad som visar det").fill("Granskad av CERT i augusti.")
    operator.get_by_role("button", name="Spara uppgiften").click()
    expect(operator.locator("#levels")).to_contain_text("Granskad av CERT i augusti.")

    # The consumer reads the answer, and adds an action for the gap that is left, without scripts and on a phone.
    phone = sign_in("samordnare.utb", scripts=False, width=320)
    phone.goto("/")
    phone.get_by_role("link", name=f"Svar på din fråga om {SERVICE}").click()
    expect(phone.locator("#questions")).to_contain_text("loggen sparas i två år")
    to_both_sides(phone)
    expect(phone.locator("#questions")).to_contain_text("loggen sparas i två år")
    expect(phone.locator("#gaps")).to_contain_text("Spårbarhet")
    phone.locator("#gaps").get_by_role("link", name=re.compile("Lägg till en åtgärd")).click()
    phone.get_by_label("Klar senast").fill("2027-03-01")
    phone.get_by_role("button", name="Lägg åtgärden").click()
    expect(phone.locator("#rows")).to_contain_text("Åtgärd på gång")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    # Her chief accepts it until summer instead.
    chief = sign_in("chef.utb")
    to_both_sides(chief)
    chief.locator("#gaps").get_by_role("link", name=re.compile("Acceptera till")).click()
    chief.get_by_label("Varför risken kan accepteras").fill("En ny loggtjänst tas i drift i vår.")
    chief.get_by_label("Accepterat till").fill("2027-06-30")
    chief.get_by_role("button", name="Acceptera gapet").click()
    expect(chief.locator("#rows")).to_contain_text("Till och med 30 juni 2027")
    expect(chief.locator("#rows")).to_contain_text("Avsluta riskacceptansen")
