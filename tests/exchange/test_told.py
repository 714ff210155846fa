"""What a file holds beside its table, or hides, is told or refused: nothing is dropped without a word."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.reading import read, read_sheets
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import write_book
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.graph.assets.models import Service
from tests.exchange.town import City

HIDDEN = "Det som är dolt i filen läses också in. Dolda rader och kolumner: "


def book(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    fill(made)
    made.close()
    return out.getvalue()


def table(made: Any, name: str, *rows: tuple[str, ...]) -> Any:
    sheet = made.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    return sheet


def test_other_sheets_with_content_are_named() -> None:
    def fill(made: Any) -> None:
        table(made, "A", ("name",), ("x",))
        table(made, "Tomt")
        table(made, "B", ("y",))
        table(made, "C", ("", "", "z")).hide()

    assert read("x.xlsx", book(fill)).notices == (
        "Bladet ”B” läses inte, bara det första.",
        "Bladet ”C” läses inte, bara det första.",
    )


def test_our_own_lists_of_choices_are_not_told_of() -> None:
    choices = [f"val {n}, med komma" for n in range(40)]
    data = write_book("xlsx", [OutSheet("A", [OutColumn("name", choices=choices)], [["x"]])], title="A")
    assert read("x.xlsx", data).notices == ()


def test_hidden_rows_and_columns_with_content_are_named() -> None:
    def fill(made: Any) -> None:
        sheet = table(made, "Noder", ("name", "b", "c"), ("x", "1", ""), ("y", "2", ""), ("z", "3", ""))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("E:XFD", None, None, {"hidden": True})

    assert read("x.xlsx", book(fill)).notices == (f"{HIDDEN}3, B.",)
    assert read_sheets("x.xlsx", book(fill))["Noder"].notices == (f"{HIDDEN}3, B.",)


def test_of_many_hidden_rows_the_first_are_named() -> None:
    def fill(made: Any) -> None:
        sheet = table(made, "A", ("name",), *(("x",) for _n in range(11)))
        for number in range(1, 12):
            sheet.set_row(number, None, None, {"hidden": True})

    assert read("x.xlsx", book(fill)).notices == (f"{HIDDEN}2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ….",)


@pytest.mark.parametrize(
    ("text", "row"),
    [("a;b\n1;2\n1;2;;x\n", 3), ("a;b;\n1;2;x\n", 2), ("a;b\n1;2; ;\n", 0), ("a;;b\n1;;2\n", 0)],
)
def test_a_value_beyond_the_last_heading_is_refused_by_its_row(text: str, row: int) -> None:
    if not row:
        assert [line.number for line in read("x.csv", text.encode()).lines] == [2]
        return
    with pytest.raises(Refused, match=f"^Rad {row} i filen har ett värde till höger om den sista rubriken"):
        read("x.csv", text.encode())


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("name\nÅsa\n".encode() + "Örjan\n".encode("cp1252"), 3),
        ("name\nÖrjan\n".encode("cp1252") + "Åsa\n".encode(), 2),
        (b"\xef\xbb\xbfname\nx\n\xc5sa\n", 3),
        (b"name\nx\xed\xa0\x80x\n", 2),
    ],
)
def test_a_line_in_another_encoding_than_the_rest_is_named(data: bytes, line: int) -> None:
    with pytest.raises(Refused, match=f"^Rad {line} i filen är inte skriven i UTF-8") as refusal:
        read("x.csv", data)
    assert refusal.value.code == "wrong_type"


@pytest.mark.parametrize("text", ["name\n”Å” – TRÅ” é”\n", "name\nåäöÅÄÖéüß€\n", "name\nÀÈÌ\n"])
def test_a_file_in_one_encoding_is_read(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert read("x.csv", text.encode(encoding)).lines[0].cells == (text.split("\n")[1],)


def shown(client: Client, text: str) -> Any:
    return client.post("/tjanster/importera/", {"file": SimpleUploadedFile("x.csv", text.encode())})


@pytest.fixture
def editor(town: City) -> Client:
    client = Client()
    client.force_login(town.editor, backend="akropolis.shell.home.web.sign_in.LocalBackend")
    return client


def test_new_rows_that_are_there_already_are_told_of_before_they_are_saved(
    town: City, add: Callable[..., Any], editor: Client, django_assert_max_num_queries: Any
) -> None:
    there = add(Service, name="Skolval", owner_unit=town.alfa)
    add(Service, name="Skolkort", owner_unit=town.beta)
    add(Service, name="Betyg", owner_unit=town.alfa)
    away = Service.everything.get(name="Betyg")
    Service.everything.filter(pk=away.pk).update(archived_at=away.created_at)
    text = "name;owner_unit\nSKOLVAL;alfa\nSkolkort;alfa\nNy;alfa\nny;alfa\nSkol-val;alfa\nBetyg;alfa\n"
    report = transfer.dry_run(
        registry.get("services"), town.access(town.editor), read("x.csv", text.encode())
    )
    assert [row.notes for row in report.rows] == [
        (f"Finns redan: {there.number} har samma namn och enhet.",),
        (),
        (),
        ("Rad 4 i filen har samma namn och enhet.",),
        (),
        (),
    ]
    assert f"Finns redan: {there.number}" in shown(editor, text).text
    many = "name;owner_unit\n" + "".join(f"T{n};alfa\n" for n in range(60))
    with django_assert_max_num_queries(60):
        shown(editor, many)


def test_a_stored_row_is_no_double_of_itself(town: City, add: Callable[..., Any], editor: Client) -> None:
    row = add(Service, name="Skolval", owner_unit=town.alfa)
    page = shown(editor, f"number;name;description\n{row.number};Skolval;annat\n")
    assert (page.status_code, "samma namn" in page.text) == (200, False)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_in_another_age_is_refused_in_its_cell(town: City, day: str) -> None:
    text = f"name;owner_unit;in_use_from\nA;alfa;{day}\nB;alfa;1900-01-01\nC;alfa;2199-12-31\n"
    report = transfer.dry_run(
        registry.get("services"), town.access(town.editor), read("x.csv", text.encode())
    )
    assert [[problem.sentence for problem in row.problems] for row in report.rows] == [
        ["Skriv en dag under åren 1900 till 2199."],
        [],
        [],
    ]


def test_what_was_stored_before_it_was_refused_goes_out_and_in(town: City, add: Callable[..., Any]) -> None:
    row = add(Service, name="Gammal", owner_unit=town.alfa, in_use_from=date(2021, 1, 1))
    Service.everything.filter(pk=row.pk).update(
        name="Gam\x1bmal", description="a\x0bb", in_use_from=date(1, 1, 1)
    )
    register, access = registry.get("services"), town.access(town.editor)
    for ending in ("csv", "xlsx"):
        data = transfer.export_rows(register, access, {}, ending=ending)
        report = transfer.dry_run(register, access, read(f"x.{ending}", data))
        assert [row.outcome.value for row in report.rows] == ["unchanged"], ending
    text = transfer.export_rows(register, access, {}, ending="csv").decode("utf-8-sig")
    text = text.replace("a\x0bb", "nytt")
    transfer.commit(register, access, read("x.csv", text.encode()), because="Prov")
    row.refresh_from_db()
    assert (row.name, row.description, row.in_use_from) == ("Gam\x1bmal", "nytt", date(1, 1, 1))
