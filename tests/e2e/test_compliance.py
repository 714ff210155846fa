"""Journeys: what an act demands of a nämnd, what is missing and what proves it; requirements to send to suppliers."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e


def test_what_the_act_demands_of_a_nämnd_and_what_to_do_next(sign_in: SignIn) -> None:
    # The samordnare chooses the act, and one of its points: what it demands, who has done it, what proves it.
    page = sign_in("samordnare.utb")
    page.goto("/krav/?regelverk=csl")
    page.locator("#requirements a").filter(has_text="incident").first.click()
    expect(page.locator("h1")).to_contain_text("2 kap. 3 §")
    assert objections(page, WAYS[:1]) == []

    # What is missing leads to the nämnd's own list, and there to the first measure that is missing.
    page.goto("/krav/enhet/utb/")
    before, start = page.locator("main").inner_text(), page.url
    page.get_by_role("link", name="Gå igenom det som återstår").click()
    page.wait_for_url(lambda url: url != start)
    first = page.url
    page.get_by_label("Delvis uppfylld").check()
    page.get_by_label("Motivering").fill("Rutinen saknas för skolorna.")
    expect(page.locator("#saved")).to_contain_text("Sparat")
    page.get_by_role("button", name="Spara och gå till nästa som återstår").click()
    page.wait_for_url(lambda url: url != first)

    # Without scripts the same form is sent whole, and what proves it is added where it is said.
    plain = sign_in("samordnare.utb", scripts=False, width=320)
    plain.goto(first)
    expect(plain.get_by_label("Motivering")).to_have_value("Rutinen saknas för skolorna.")
    plain.get_by_label("Uppfylld", exact=True).check()
    plain.get_by_label("Motivering").fill("Rutinen är beslutad.")
    plain.get_by_role("button", name="Spara", exact=True).click()
    expect(plain.locator("main")).to_contain_text("Uppfylld")
    plain.get_by_role("link", name="Lägg till belägg").first.click()
    expect(plain.get_by_label("Namn")).to_be_visible()
    plain.goto("/krav/enhet/utb/")
    assert plain.locator("main").inner_text() != before
    assert objections(page, WAYS[:1]) == []


def test_a_company_takes_out_the_requirements_of_a_profile(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("samordnare.vat", scripts=False)
    page.goto("/krav/")
    page.get_by_role("link", name="Krav vid upphandling").click()
    for label, level in (("Konfidentialitet", "3"), ("Riktighet", "2"), ("Tillgänglighet", "2")):
        page.get_by_label(label).select_option(level)
    page.get_by_role("button", name="Visa kraven").click()
    expect(page.locator("#requirements")).to_contain_text("K3 R2 T2")
    with page.expect_download() as given:
        page.get_by_role("link", name="Word att skicka ut").click()
    given.value.save_as(tmp_path / "bilaga.docx")
    with ZipFile(BytesIO((tmp_path / "bilaga.docx").read_bytes())) as parts:
        text = parts.read("word/document.xml").decode()
    assert ("ska" in text, "K3" in text, "Delvis uppfylld" in text) == (True, True, False)
