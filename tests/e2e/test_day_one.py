"""A new municipality of six units: from nothing, by one Excel file, until one of its people has signed in."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.cities import run_in
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e
OWN = "norrsken-björk-älv-42"
SHEETS: dict[str, list[tuple[object, ...]]] = {
    "Enheter": [
        ("norr", "Norrby kommun", "", "Stad", "", "212000-0001", 900, "Ja"),
        ("ks", "Kommunstyrelsen", "KS", "Nämnd", "norr", "", None, "Ja"),
        ("klk", "Kommunledningskontoret", "", "Förvaltning", "ks", "", 80, "Nej"),
        ("bun", "Barn- och utbildningsnämnden", "BUN", "Nämnd", "Norrby kommun", "", 400, "Ja"),
        ("son", "Socialnämnden", "", "Nämnd", "norr", "", 300, "Ja"),
        ("nob", "Norrbybostäder AB", "", "Bolag", "norr", "556000-0001", 30, "Ja"),
    ],
    "Personer": [
        ("eva.ek", "Eva Ek", "Säkerhetschef", "eva.ek@norrby.example"),
        ("bo.berg", "Bo Berg", "Kommundirektör", ""),
        ("siv.sand", "Siv Sand", "Utvecklare", ""),
        ("ulf.ulv", "Ulf Ulv", "It-chef", ""),
    ],
    "Roller": [
        ("eva.ek", "Informationssäkerhetschef", "norr"),
        ("ulf.ulv", "Systemförvaltare", "Hela installationen"),
        *[
            ("siv.sand", "Informationssäkerhetssamordnare", code)
            for code in ("ks", "bun", "son", "nob", "norr")
        ],
        *[("Bo Berg", "chef", code) for code in ("norr", "Kommunstyrelsen", "bun", "son", "nob")],
    ],
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation that has just been made, and the one-time password of `admin`."""
    folder = tmp_path_factory.mktemp("new") / "data"
    done = run_in(folder, "init")
    assert done.code == 0, done.err
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", done.out)
    assert found, done.out
    return folder, found[0]


@pytest.fixture(scope="module")
def built(started: tuple[Path, str]) -> Path:
    """The data folder that the module's server works on a copy of."""
    return started[0]


def choose_password(page: Page, first: str) -> None:
    """Choose a password of one's own at the first sign-in."""
    boxes = page.locator("main input[type=password]")
    words = [first, OWN, OWN][-boxes.count() :]
    for place, word in enumerate(words):
        boxes.nth(place).fill(word)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "losenord" not in url)


def filled(source: Path, target: Path, *, wrong: str = "") -> Path:
    """The file as it was taken out, with rows below; `wrong` is written for the unit of the last role."""
    book = load_workbook(source)
    for title, rows in SHEETS.items():
        for row in rows:
            book[title].append(list(row))
    if wrong:
        sheet = book["Roller"]
        sheet.cell(sheet.max_row, 3).value = wrong
    book.save(target)
    return target


def send(page: Page, file: Path) -> None:
    """Choose the file and see what it would do."""
    page.goto("/organisation/excel/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Förhandsgranska importen").click()


def test_six_units_stand_and_one_of_their_people_signs_in(
    started: tuple[Path, str], sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in("admin", started[1])
    choose_password(page, started[1])
    page.goto("/")
    expect(page.get_by_role("heading", name="En ny kommun")).to_be_visible()
    page.get_by_role("link", name="Lägg upp enheterna").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Hämta Excel-filen").click()
    source = tmp_path / "organisation.xlsx"
    taken.value.save_as(source)

    send(page, filled(source, tmp_path / "fel.xlsx", wrong="Bostadsbolaget"))
    sentence = "Det finns ingen enhet Bostadsbolaget. Skriv enhetens kod eller hela namn."
    expect(page.get_by_text(sentence)).to_be_visible()
    right = filled(source, tmp_path / "norrby.xlsx")
    send(page, right)
    page.get_by_role("button", name="Spara raderna").click()
    expect(page.get_by_text("6 enheter, varav 5 gör en egen genomgång.")).to_be_visible()
    send(page, right)
    expect(page.get_by_text("Det finns inget att spara.")).to_be_visible()

    page.goto("/kom-igang/kommunen/")
    page.get_by_role("link", name="Ge personerna inloggning").click()
    page.get_by_role("button", name="Skapa lösenorden").click()
    letters = page.locator("section.ak-letter")
    expect(letters).to_have_count(4)
    mine = letters.filter(has_text="Siv Sand").locator("code")
    username, password = mine.nth(0).inner_text(), mine.nth(1).inner_text()
    page.goto("/kom-igang/kommunen/")
    expect(page.locator("main a.ds-button")).to_have_text("Öppna genomgången för alla enheter")

    own = sign_in(username, password)
    choose_password(own, password)
    own.goto("/organisation/bun/")
    expect(own.get_by_role("heading", name="Barn- och utbildningsnämnden")).to_be_visible()
