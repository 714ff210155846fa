"""The year is opened from its own page, and an earlier review read in, as far as the preview: nothing is saved."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections
from tests.review_cycle.word import word_file

pytestmark = pytest.mark.e2e


def test_the_coordinator_sees_what_opening_the_year_would_do_without_scripts(sign_in: SignIn) -> None:
    page = sign_in("ciso", scripts=False)
    page.goto("/genomgangar/2028/")
    page.get_by_role("link", name="Öppna årets genomgångar").click()
    expect(page.get_by_role("button", name="Förhandsgranska")).to_be_visible()
    units = page.locator("input[name=units]").count()
    page.get_by_label("Sista dag för enheternas beslut").fill("2027-12-20")
    page.get_by_label("Sista dag för stadens beslut").fill("2028-01-31")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.locator("main")).to_contain_text(f"{units} genomgångar öppnas på en gång.")
    expect(page.get_by_role("button", name="Öppna genomgångarna")).to_be_visible()


def test_last_years_word_file_is_cut_into_chapters(sign_in: SignIn) -> None:
    page = sign_in("samordnare.idr")
    page.goto("/genomgangar/las-in/?ar=2022")
    page.get_by_label("Beslutsdatum").fill("2022-01-20")
    page.get_by_label("Diarienummer").fill("IDR 2022/1")
    data = word_file((1, "Inledning"), (0, "Så började det."), (1, "Nuläge"), (0, "Gott."), table=True)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.get_by_label("Texten, som Word-fil").set_input_files(
        {"name": "lg.docx", "mimeType": kind, "buffer": data}
    )
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.locator("main")).to_contain_text("1 tabell")
    expect(page.get_by_label("Inledning")).to_have_value("introduction")
    expect(page.get_by_label("Nuläge")).to_have_value("state")
    assert objections(page, WAYS[:1]) == []
