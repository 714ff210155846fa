"""A nämnd's local instruction: begun from the template, written, decided by another, read and confirmed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

TITLE = "Lokal anvisning för äldrenämnden"


def write(page: Page, text: str) -> None:
    """The chapter that is shown says so."""
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("main")).to_contain_text("Sparat.")


def share(page: Page, words: str) -> None:
    """The document's page says how many have taken note."""
    page.goto("/styrdokument/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("#versions")).to_contain_text(words)


def test_from_a_template_to_a_version_that_is_read(sign_in: SignIn) -> None:
    writer = sign_in("samordnare.ald")
    writer.goto("/")
    writer.get_by_role("link", name="Lokal anvisning för Äldrenämnden").click()
    writer.get_by_label("Titel").fill(TITLE)
    writer.get_by_label("De som dokumentet gäller bekräftar").check()
    writer.get_by_role("button", name="Spara", exact=True).click()
    writer.goto(re.sub(r"/utkast/.*", "/utkast/", writer.url))
    empty = writer.locator("nav[aria-label=Kapitel] a", has_text="Tom")
    while empty.count():
        empty.first.click()
        write(writer, "Så här gör vi i äldrenämnden.")
    writer.get_by_role("link", name="Roller och ansvar").click()
    expect(writer.locator(".ProseMirror")).to_contain_text("Mona Sandvall")
    writer.get_by_role("link", name="Skicka för beslut").click()
    assert objections(writer, WAYS) == []
    writer.get_by_label("Text").fill("Nämnden möts den 12 december.")
    writer.get_by_role("button", name="Skicka för beslut").click()
    expect(writer.locator("#versions")).to_contain_text("Skickat för beslut")
    assert objections(writer, WAYS[:1]) == []

    # Who decides finds it, on a phone without scripts, sends it back once, and then decides.
    decider = sign_in("chef.ald", scripts=False, width=320)
    for answer in ("back", "decide"):
        decider.goto("/")
        decider.get_by_role("link", name=f"Besluta om {TITLE}").click()
        expect(decider.locator("main")).to_contain_text("Nämnden möts den 12 december.")
        if answer == "back":
            decider.get_by_role("link", name="Skicka tillbaka").click()
            decider.get_by_label("Vad som ska ändras").fill("Skriv vem som är jour.")
            decider.get_by_role("button", name="Skicka tillbaka").click()
            writer.goto("/")
            writer.get_by_role("link", name=f"Skriv vidare på {TITLE}").click()
            write(writer, "Jouren ringer växeln.")
            writer.get_by_role("link", name="Skicka för beslut").click()
            writer.get_by_label("Text").fill("Nämnden möts den 12 december.")
            writer.get_by_role("button", name="Skicka för beslut").click()
    decider.get_by_label("Diarienummer").fill("ALD 2026/77")
    decider.get_by_role("button", name="Besluta").click()
    expect(decider.locator("main")).to_contain_text("ALD 2026/77")
    share(writer, "1 av 6 har tagit del")

    reader = sign_in("medarbetare.ald")
    reader.goto("/")
    reader.get_by_role("link", name=f"Ta del av: {TITLE}").click()
    reader.get_by_role("button", name="Jag har tagit del av det här").click()
    expect(reader.locator("main")).to_contain_text("Du tog del av den här versionen")
    share(writer, "2 av 6 har tagit del")
    writer.get_by_role("link", name="Se vilka som inte har det").click()
    writer.get_by_role("link", name="Påminn…").click()
    writer.get_by_role("button", name="Påminn").click()
    expect(writer.locator("main")).to_contain_text("1 enhet är påmind.")
