"""Journey 13: what nobody knows is asked for by a campaign, from one desk to the next, until all have signed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e

TITLE = "Nivåer hos Utbildningsnämnden"


def answer(page: Page, number: int) -> None:
    """The levels of one of the objects, and what shows them."""
    one = page.locator("section.ak-answer").nth(number)
    expect(one).to_be_visible()
    for level in one.locator("select").all():
        level.select_option("2")
    one.locator("textarea").fill("Granskad i november.")


def test_from_unknown_levels_over_two_desks_to_a_signature(sign_in: SignIn) -> None:
    # The samordnare begins where the levels are unknown, and the same things are chosen in the campaign.
    asker = sign_in("ciso")
    asker.goto("/okanda-nivaer/?unit=utb&side=operates")
    asker.get_by_role("link", name="Fråga dem som driver").click()
    expect(asker.locator("select[name=kind]")).to_have_value("offered-levels")
    asker.get_by_label("Titel").fill(TITLE)
    asker.get_by_label("Till mottagarna").fill("Inför genomgången. Skriv vad som visar nivån.")
    asker.get_by_label("Svaren undertecknas").check()
    asker.get_by_role("button", name="Spara").click()
    expect(asker.get_by_role("button", name="Skicka till de valda")).to_be_visible()
    chosen = asker.locator("input[name=chosen]:checked")
    count = chosen.count()
    assert count > 1
    assert objections(asker, WAYS[:1]) == []
    asker.get_by_role("button", name="Skicka till de valda").click()
    expect(asker.locator("#progress")).to_contain_text(f"0 av {count} är besvarade, och 0 är undertecknade.")
    followed = asker.url

    # The operator finds it among what waits, hands one thing over and states the levels of the rest.
    operator = sign_in("samordnare.utb")
    operator.goto("/")
    operator.get_by_role("link", name=re.compile(f"Besvara rundfrågan ”{TITLE}”: {count} kvar")).click()
    operator.get_by_role("link", name="Lämna över till någon").click()
    expect(operator.get_by_role("button", name="Lämna över")).to_be_visible()
    for box in operator.locator("input[name=chosen]").all()[1:]:
        box.uncheck()
    assert objections(operator, WAYS[:1]) == []
    pick(operator, "answerer", "Oskar Tallgren")
    operator.get_by_role("button", name="Lämna över").click()
    expect(operator.locator("section.ak-answer").first).to_contain_text("svarar")
    for number in range(1, count):
        answer(operator, number)
    operator.get_by_role("button", name="Skicka svaren").click()
    expect(operator.locator("main")).to_contain_text(f"{count - 1} av {count} är besvarade")
    assert objections(operator, WAYS[:1]) == []

    # The named one answers on a phone, without scripts.
    phone = sign_in("medarbetare.utb", scripts=False, width=320)
    phone.goto("/")
    phone.get_by_role("link", name=re.compile(f"Besvara rundfrågan ”{TITLE}”: 1 kvar")).click()
    answer(phone, 0)
    phone.get_by_role("button", name="Skicka svaren").click()
    expect(phone.locator("main")).to_contain_text(f"{count} av {count} är besvarade")

    # The head signs, and who asked sees it and closes.
    chief = sign_in("chef.utb")
    chief.goto("/")
    chief.get_by_role("link", name=f"Underteckna svaren på {TITLE}").click()
    chief.get_by_role("button", name="Underteckna svaren").click()
    asker.goto(followed)
    expect(asker.locator("#progress")).to_contain_text(f"{count} är undertecknade")
    asker.get_by_role("link", name="Alla svar").click()
    expect(asker.locator("main")).to_contain_text("Granskad i november.")
    assert objections(asker, WAYS[:1]) == []
    asker.goto(followed)
    asker.get_by_role("button", name="Stäng rundfrågan").click()
    asker.get_by_text("Mer", exact=True).click()
    expect(asker.get_by_role("link", name="Öppna rundfrågan igen")).to_be_visible()


def test_evidence_in_both_languages(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto("/belagg/?q=tredje+kvartalet")
    page.get_by_role("link", name="Återställningstest tredje kvartalet 2026").click()
    expect(page.locator("#proves")).to_contain_text("går snart ut")
    here = page.url
    for language, word in (("en", "What it proves"), ("sv", "Vad det styrker")):
        page.goto("/konto/")
        page.locator(f"input[name=language][value={language}]").check()
        page.locator("main form:has(input[name=language]) button[type=submit]").first.click()
        page.goto(here)
        expect(page.locator("#proves h2")).to_have_text(word)
        assert objections(page, WAYS[:1]) == []
