"""A review is sent for comment to five, who find it, answer by chapter, and read what came of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

REVIEW = "/genomgangar/2027/slk/"
TASK = "Svara på remissen av genomgången 2027, Stadsledningskontoret"
QUESTION = "Är bedömningen av verksamt rimlig?"
ASKED = (
    "Utbildningsnämnden",
    "Idrotts- och fritidsnämnden",
    "Dataskyddsombud, Mälarstad",
    "Säkerhetschef eller säkerhetsskyddschef, Mälarstad",
    "Gunnel Ahlmark, Stadsledningskontoret",
)


def found(page: Page) -> None:
    """Among what waits, one click away."""
    page.goto("/")
    page.get_by_role("link", name=TASK).click()


def test_five_are_asked_answer_by_chapter_and_read_what_came_of_it(sign_in: SignIn) -> None:
    writer = sign_in("samordnare.slk")
    writer.goto(REVIEW)
    writer.get_by_role("link", name="Skicka på remiss").click()
    for name in ASKED:
        writer.get_by_label(name, exact=True).check()
    writer.get_by_label("Vad du vill veta").fill(QUESTION)
    assert objections(writer, WAYS) == []
    writer.get_by_role("button", name="Skicka", exact=True).click()
    expect(writer.locator("main")).to_contain_text("Genomgången är på remiss.")

    writer.goto(f"{REVIEW}remiss/")
    writer.get_by_role("link", name="Mottagare och sista svarsdag").click()
    expect(writer.get_by_label(ASKED[0], exact=True)).to_be_checked()
    assert objections(writer, WAYS[:1]) == []

    # A nämnd next door finds it on a phone without scripts, reads it, and comments on a paragraph.
    phone = sign_in("samordnare.utb", scripts=False, width=320)
    found(phone)
    expect(phone.locator("main")).to_contain_text(QUESTION)
    phone.get_by_role("link", name="Läs och kommentera").click()
    expect(phone.locator("main")).to_contain_text(QUESTION)
    phone.get_by_role("link", name=re.compile("^Kommentera")).first.click()
    phone.get_by_label("Ert remissvar").fill("Skriv hur nämnderna får stöd.")
    phone.get_by_role("button", name="Spara kommentaren").click()
    expect(phone.locator(".ak-passage__remarks")).to_contain_text("Skriv hur nämnderna får stöd.")

    # The function answers as itself, and not for the whole city. Another has nothing to add.
    adviser = sign_in("dso")
    found(adviser)
    expect(adviser.locator("#svara")).to_contain_text("Du svarar för Dataskyddsombud, Mälarstad.")
    adviser.get_by_label("Ert remissvar").fill("Nämn artikel 33.")
    adviser.get_by_role("button", name="Skicka remissvaret").click()
    chief = sign_in("chef.slk")
    found(chief)
    assert objections(chief, WAYS[:1]) == []
    chief.get_by_role("button", name="Inget att erinra").click()
    expect(chief.locator("main")).to_contain_text("Har inget att erinra.")

    # Who sent it sees what it waits for, reminds those who are left, and considers each answer.
    writer.goto("/")
    writer.get_by_role("link", name="Skickat", exact=True).click()
    row = writer.locator("tbody tr", has_text="Remiss: genomgången 2027")
    expect(row).to_contain_text("3 av 5 har svarat")
    assert objections(writer, WAYS) == []
    row.get_by_role("link", name=re.compile("Påminn")).click()
    writer.get_by_role("button", name="Påminn").click()
    expect(writer.locator("main")).to_contain_text("2 enheter är påminda.")
    assert objections(writer, WAYS) == []
    writer.goto("/")
    writer.get_by_role("link", name="Behandla 2 remissvar på genomgången för 2027").click()
    for reason in ("Kapitlet är ändrat.", "Artikeln nämns."):
        writer.get_by_role("link", name=re.compile("Behandla svaret")).first.click()
        writer.get_by_label("Beaktas", exact=True).check()
        writer.get_by_label("Skäl").fill(reason)
        writer.get_by_role("button", name="Spara").click()
    writer.goto(f"{REVIEW}remiss/")
    expect(writer.get_by_role("link", name=re.compile("Behandla svaret"))).to_have_count(0)
    phone.goto(f"{REVIEW}remiss/")
    expect(phone.locator("main")).to_contain_text("Beaktas.")
