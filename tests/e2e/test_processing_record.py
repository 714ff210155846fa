"""A record of processing of another's making is read in from Excel and confirmed by who answers for it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.lib.swedish import date_prose
from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import WAYS, objections

pytestmark = pytest.mark.e2e
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = ("Registerförteckning 2026", *[""] * 4)
GROUPS = ("Behandling", "", "Registrerade", "", "Grund")
HEADINGS = ("Namn", "Ändamål", "Kategorier av registrerade", "Kategorier av personuppgifter", "Laglig grund")
ROWS = (
    ("Besökslistor i receptionen", "Veta vem som är i huset", "Besökare", "Namn", "allmänt intresse"),
    ("Lån av läsplattor", "Veta vem som har lånat", "Elever; Vårdnadshavare", "Namn", "allmänt intresse"),
)


def test_from_an_excel_file_of_anothers_making_to_a_confirmed_record(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    main = page.locator("main")
    page.goto("/behandlingar/las-in/")
    sheet = OutSheet("Blad", [OutColumn(name) for name in TITLE], [GROUPS, HEADINGS, *ROWS])
    data = workbook([sheet], title="x")
    page.locator("input[type=file]").set_input_files(
        {"name": "forteckning.xlsx", "mimeType": EXCEL, "buffer": data}
    )
    main.locator("form button[type=submit]").first.click()
    expect(page.get_by_label("Behandlingens namn")).to_have_value("0")
    assert objections(page, WAYS[:1]) == []
    page.get_by_role("button", name="Förhandsgranska importen").click()
    expect(main).to_contain_text("innehåller 2 nya rader. Inget är sparat än.")
    expect(main).to_contain_text("Rubrikerna står på rad 3.")
    assert objections(page, WAYS[:1]) == []
    page.get_by_role("button", name="Spara raderna").click()
    for row in ROWS:
        expect(main.locator("#rows tbody")).to_contain_text(row[0])

    # The record is late, and the coordinator finds it among what is confirmed each year.
    page.goto("/intyganden/")
    expect(main).to_contain_text("0 av 1 registerförteckningar är intygade inom tiden.")
    main.locator("#rows tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/intyganden/[0-9a-f-]{36}/$"))
    for row in ROWS:
        expect(main.locator("tbody tr", has_text=row[0])).to_contain_text("när uppgifterna gallras (30.1 f)")
    assert objections(page, WAYS[:1]) == []
    page.get_by_role(
        "button", name=re.compile("^Intyga med [0-9]+ behandlingar som saknar uppgifter$")
    ).click()
    expect(page.locator("body")).to_contain_text("Registerförteckningen är intygad.")
    today = date_prose(timezone.localdate()).removeprefix("den ")
    expect(main).to_contain_text(re.compile(f"Senast intygad (den )?{today},\\s+Nadja Perić"))
    expect(main.locator("section summary").first).to_contain_text(f"{today}: 9 behandlingar")
    page.goto("/intyganden/")
    expect(main).to_contain_text("1 av 1 registerförteckningar är intygade inom tiden.")
