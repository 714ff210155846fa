"""A record of processing of another maker comes in from Excel, once, and says what it cannot take."""

from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from xlsxwriter import Workbook

from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.kernel.registers.columns import columns_of
from akropolis.base.lib.headings import guess_columns
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingRecipient,
)
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing_sources.rules.foreign_record import HEADINGS, guess_bases, read_answer
from tests.world import SYSTEM, TODAY, World

ADDRESS = "/behandlingar/las-in/"
OWN = (
    "Nr",
    "Behandling",
    "Ändamål",
    "Personuppgiftsansvarig",
    "Registrerade",
    "Personuppgifter",
    "Rättslig grund",
)
WHOLE = (*OWN, "Mottagare", "Tredjeland", "Gallring", "Säkerhetsåtgärder")
CISO = (
    "ref_id",
    "name",
    "description",
    "status",
    "processing_nature",
    "folder",
    "assigned_to",
    "dpia_required",
)
"""The columns of CISO Assistant's template of processings."""
ROW = (
    *("B1", "Elevregister", "Placera elever", "utb", "Elever; Vårdnadshavare\nGäster"),
    *("Namn, personnummer, skostorlek", "Myndighetsutövning (6.1 e)", "Skolverket; Regionen\nSkolverket"),
    *("Nej", "Tre år", "Behörighet"),
)


WORLD = "kept"
pytestmark = pytest.mark.usefixtures("world")


def file_of(*rows: tuple[object, ...], head: tuple[str, ...] = WHOLE) -> bytes:
    cells: Any = rows
    return workbook([OutSheet("Blad", [OutColumn(name) for name in head], cells)], title="x")


def choose(client: Client, data: bytes, name: str = "forteckning.xlsx", **given: str) -> Any:
    """Send the file, and the form of its columns as it was proposed."""
    page: Any = client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 200, page.text
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value is not None}
    return client.post(ADDRESS, {**sent, "token": page.context["token"], **given})


def save(client: Client, data: bytes, **given: str) -> Any:
    preview = choose(client, data, **given)
    assert preview.status_code == 200, preview.context["problems"]
    sent = {**preview.context["chosen"], "token": preview.context["token"], "do": "save"}
    assert client.post(ADDRESS, sent).status_code == 302
    return preview


def stands(title: str) -> dict[str, object]:
    """The values and parts of the processing."""
    row = Processing.everything.get(title=title)
    named = {
        "groups": [each.group.code for each in ProcessingGroup.everything.filter(processing=row)],
        "categories": [each.category.code for each in ProcessingCategory.everything.filter(processing=row)],
        "recipients": [each.name for each in ProcessingRecipient.everything.filter(processing=row)],
    }
    fields = ("purpose", "other_groups", "other_categories", "legal_basis", "has_recipients", "third_country")
    return {name: getattr(row, name) for name in (*fields, "retention", "security")} | named


def problems(page: Any) -> list[tuple[str, ...]]:
    """The cells of the table of problems: row, record, column, sentence."""
    assert page.status_code == 422
    return [
        tuple(str(getattr(cell, "text", cell)) for cell in row.cells) for row in page.context["problems"].rows
    ]


def test_a_record_comes_in_with_what_the_tables_know_and_the_rest_as_text(world: World) -> None:
    save(world.client("owner"), file_of(ROW))
    assert stands("Elevregister") == {
        "purpose": "Placera elever",
        "groups": ["pupils", "guardians"],
        "other_groups": "Gäster",
        "categories": ["identity", "personnummer"],
        "other_categories": "skostorlek",
        "legal_basis": "e",
        "has_recipients": True,
        "recipients": ["Regionen", "Skolverket"],
        "third_country": False,
        "retention": "Tre år",
        "security": "Behörighet",
    }
    assert Processing.everything.get(title="Elevregister").owner_unit.code == "utb"


def test_the_same_file_makes_no_doubles_and_an_empty_cell_changes_nothing(world: World) -> None:
    client = world.client("owner")
    save(client, file_of(ROW), register="Utb")
    row = Processing.everything.get()
    update(SYSTEM, row, {"title": "Elevregistret"})
    again = choose(client, file_of((*ROW[:1], "Elevregistret", *ROW[2:])), register="Utb")
    assert again.context["counts"] == "1 oförändrad rad"
    by_name = choose(client, file_of(("", "Elevregistret", *ROW[2:])), register="En annan")
    assert by_name.context["counts"] == "1 oförändrad rad"
    fewer = ("B1", "Elevregistret", "Nytt ändamål", "utb", "Besökare", *[""] * 6)
    preview = save(client, file_of(fewer), register="Utb")
    assert preview.context["counts"] == "1 ändrad rad"
    held = stands("Elevregistret")
    assert (held["purpose"], held["retention"]) == ("Nytt ändamål", "Tre år")
    assert held["groups"] == ["pupils", "guardians", "visitors"]
    assert Processing.everything.count() == 1


def test_another_units_row_of_the_same_name_is_left_alone(world: World) -> None:
    theirs = create(SYSTEM, Processing, {"title": "Elevregister", "owner_unit": world.units["kul"]})
    save(world.client("owner"), file_of(ROW))
    assert Processing.everything.get(pk=theirs.pk).purpose == ""
    assert Processing.everything.filter(title="Elevregister").count() == 2
    page = choose(world.client("neighbour"), file_of(ROW))
    assert [cells[2] for cells in problems(page)] == ["Personuppgiftsansvarig"]


def test_the_headings_are_found_below_a_title_and_in_two_rows(world: World) -> None:
    group = ("Behandling", "", "Registrerade", "", "Grund", "Ansvarig")
    inner = (
        "Namn",
        "Ändamål",
        "Kategorier av registrerade",
        "Kategorier av personuppgifter",
        "Laglig grund",
        "Enhet",
    )
    row = ("Besökslistor", "Veta vem som är här", "Besökare", "Namn", "allmänt intresse", "utb")
    data = file_of(group, inner, row, head=("Registerförteckning 2026", *[""] * 5))
    sheet = read("f.xlsx", data, headings=HEADINGS)
    assert (sheet.header, sheet.lines[0].number, len(sheet.lines)) == (inner, 4, 1)
    assert [notice for notice in sheet.notices if "rad 3" in notice]
    save(world.client("owner"), data)
    held = stands("Besökslistor")
    assert (held["purpose"], held["groups"], held["legal_basis"]) == (
        "Veta vem som är här",
        ["visitors"],
        "e",
    )


def test_columns_in_another_order_and_place_are_found_and_those_unknown_are_named(world: World) -> None:
    head = ("", "Diariekod", "Gallring", "Ändamål", "Benämning", "Nämnd")
    data = file_of(("", "7", "Ett år", "Låna ut", "Utlåning", "utb"), head=head)
    page: Any = world.client("owner").post(ADDRESS, {"file": SimpleUploadedFile("f.xlsx", data)})
    assert page.context["form"].unread == ["Diariekod"]
    assert "Diariekod" in page.text
    save(world.client("owner"), data)
    held = stands("Utlåning")
    assert (held["purpose"], held["retention"]) == ("Låna ut", "Ett år")


def test_a_row_that_is_shifted_is_named_at_its_cells_and_nothing_is_saved(world: World) -> None:
    shifted = ("B2", "", "Lön", "Betala lön", "utb", "Anställda", "Namn", "Avtal", "", "Nej", "")
    page = choose(world.client("owner"), file_of(ROW, shifted))
    assert [(cells[0], cells[-2]) for cells in problems(page)] == [
        ("3", "Behandling"),
        ("3", "Personuppgiftsansvarig"),
    ]
    assert not Processing.everything.exists()


def test_what_the_file_says_of_special_categories_is_held_against_the_categories_that_it_names(
    world: World,
) -> None:
    head = ("Behandling", "Enhet", "Personuppgifter", "Känsliga uppgifter")
    rows = [
        ("Ja utan", "utb", "Namn", "Ja"),
        ("Ja med", "utb", "Hälsouppgifter", "Ja"),
        ("Nej med", "utb", "Hälsouppgifter", "Nej"),
        ("Nej utan", "utb", "Namn", "Nej"),
        ("Tomt", "utb", "Hälsouppgifter", ""),
    ]
    page = choose(world.client("owner"), file_of(*rows, head=head))
    assert page.status_code == 200
    assert page.text.count("ingen kategori säger vilka") == 1
    assert page.text.count("Filen säger att inga känsliga uppgifter behandlas") == 1


def test_what_contradicts_itself_is_named_at_its_cell(world: World) -> None:
    head = ("Behandling", "Enhet", "Bevaras", "Gallras efter månader", "Antal personer")
    rows = [("A", "utb", "Ja", "12", "många"), ("B", "utb", "Ja", "12", ""), ("B", "utb", "Nej", "12", "")]
    page = choose(world.client("owner"), file_of(*rows, head=head))
    assert [(cells[0], cells[2]) for cells in problems(page)] == [
        ("2", "Antal personer"),
        ("3", "Gallras efter månader"),
        ("4", "Behandling"),
    ]
    assert not Processing.everything.exists()


def test_a_unit_that_has_ended_or_has_no_controller_is_refused(world: World) -> None:
    update(SYSTEM, world.units["utb"], {"valid_to": TODAY.replace(year=TODAY.year - 1)})
    head = ("Behandling", "Enhet")
    page = choose(world.client("ciso"), file_of(("A", "utb"), ("B", "stad"), ("C", "kul"), head=head))
    found = problems(page)
    assert [(cells[0], cells[2]) for cells in found] == [("2", "Enhet"), ("3", "Enhet")]
    assert ("har upphört" in found[0][3], "artikel 4.7" in found[1][3]) == (True, True)


def test_a_cell_with_a_formula_and_a_file_that_is_too_long_are_refused(world: World) -> None:
    client = world.client("owner")
    with closing(BytesIO()) as target:
        book = Workbook(target)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Behandling", "Mottagare", "Enhet"))
        sheet.write_row(1, 0, ("Lån", "", "utb"))
        sheet.write_formula(1, 1, '="Regionen"', value="Regionen")
        book.close()
        page = choose(client, target.getvalue())
    assert [(cells[0], cells[2]) for cells in problems(page)] == [("2", "Mottagare")]
    many = file_of(*[(f"Rad {n}", "utb") for n in range(2001)], head=("Behandling", "Enhet"))
    page = choose(client, many)
    assert (page.status_code, "2000" in page.text) == (422, True)


def test_a_basis_that_is_not_one_stands_as_text_and_is_remarked_on(world: World) -> None:
    head = ("Behandling", "Enhet", "Rättslig grund", "Lagstöd")
    rows = [("A", "utb", "Samtycke eller avtal", "Skollagen"), ("B", "utb", "Vi måste", "")]
    preview = save(world.client("owner"), file_of(*rows, head=head))
    assert preview.text.count("är inte en enda rättslig grund") == 2
    found = Processing.everything.order_by("title").values_list("legal_basis", "basis_note")
    assert [*found] == [("a", "Samtycke eller avtal; Skollagen"), ("", "Vi måste")]


def test_the_words_of_other_makers_are_understood() -> None:
    assert guess_columns(CISO, HEADINGS) == {"ref": 0, "title": 1, "purpose": 2, "owner_unit": 5}
    assert {words: "".join(guess_bases(words)) for words in BASES} == BASES
    assert [read_answer(text) for text in ("", "Nej, inom EU", "Inga", "Ja: USA", "USA", "Norge", "-")] == [
        *(("", ""), ("no", ""), ("no", ""), ("yes", "USA"), ("yes", "USA"), ("yes", "Norge"), ("no", "")),
    ]


BASES = {
    "allmänt intresse": "e",
    "Uppgift av allmänt intresse, myndighetsutövning": "e",
    "6.1 e": "e",
    "Art. 6.1 c": "c",
    "artikel 6.1(b)": "b",
    "rättslig förpliktelse": "c",
    "public task": "e",
    "privacy_contract": "b",
    "e": "e",
    "Samtycke; rättslig förpliktelse": "ac",
    "Berättigat intresse": "f",
    "vet inte": "",
}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_columns_of_our_own_file_are_recognised(language: str) -> None:
    with translation.override(language):
        heads = {each.name: each.header for each in columns_of(PROCESSINGS) if each.name in HEADINGS}
    found = guess_columns([*heads.values()], HEADINGS)
    assert found == {name: at for at, name in enumerate(heads)}


def test_only_those_who_write_the_record_may_read_one_in(world: World) -> None:
    assert [world.client(who).get(ADDRESS).status_code for who in ("owner", "colleague")] == [200, 404]
