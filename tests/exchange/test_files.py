"""Reading and writing tables: what is read, and what is refused before it is parsed."""

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange import writing
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, ValueKind
from akropolis.base.kernel.files import packages
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.lib.text import composed
from tests.sheets import first_sheet

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
COLUMNS = [
    OutColumn("Namn"),
    OutColumn("Antal", ValueKind.NUMBER),
    OutColumn("Dag", ValueKind.DATE),
    OutColumn("När", ValueKind.MOMENT),
]
ROW = ("=1+1", 12, date(2026, 1, 15), datetime(2026, 1, 15, 9, 30))


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book.add_worksheet())
    book.close()
    return out.getvalue()


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part exchanged (or added)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return out.getvalue()


def xlsx(columns: list[OutColumn], rows: list[Any], *, title: str) -> bytes:
    return writing.workbook([OutSheet(title, columns, rows)], title=title)


@pytest.fixture(scope="module")
def good() -> bytes:
    return writing.workbook([OutSheet("Prov", COLUMNS, [ROW])], title="Prov")


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(name, data)
    assert str(caught.value)
    return caught.value.code


def test_an_excel_file_comes_back_as_text(good: bytes) -> None:
    sheet = read("Prov.XLSX", good)
    assert sheet.header == ("Namn", "Antal", "Dag", "När")
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (2, ("=1+1", "12", "2026-01-15", "2026-01-15 09:30"))
    ]


def test_no_cell_of_an_excel_file_is_a_formula(good: bytes) -> None:
    cell = first_sheet(good)["A2"]
    assert (cell.value, cell.data_type) in {("=1+1", "s"), ("=1+1", "inlineStr")}
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml")


def test_numbers_and_days_are_real_in_excel(good: bytes) -> None:
    sheet = first_sheet(good)
    assert [sheet.cell(2, n).value for n in (2, 3, 4)] == [
        12,
        datetime(2026, 1, 15),
        datetime(2026, 1, 15, 9, 30),
    ]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D2"


def test_long_lists_of_choices_stand_in_a_hidden_sheet() -> None:
    choices = [f"Förvaltning nummer {n} (f{n})" for n in range(40)]
    other = [f"System nummer {n} ({n})" for n in range(50)]
    columns = [OutColumn("Enhet", choices=choices), OutColumn("System", choices=other)]
    data = xlsx(columns, [[choices[0], other[0]]], title="Prov: [1]")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Prov 1", "akropolis_lists"]
    assert book["akropolis_lists"].sheet_state == "hidden"
    assert [v.formula1 for v in book["Prov 1"].data_validations.dataValidation] == [
        "akropolis_lists!$A$1:$A$40",
        "akropolis_lists!$B$1:$B$50",
    ]
    lists = [[cell.value for cell in column if cell.value] for column in book["akropolis_lists"].columns]
    assert lists == [choices, other]


def test_csv_is_what_swedish_excel_opens() -> None:
    data = writing.separated(COLUMNS, [ROW, ("Å;Ö", Decimal("12.50"), None, None)])
    assert data.decode("utf-8-sig").splitlines() == [
        "Namn;Antal;Dag;När",
        "'=1+1;12;2026-01-15;2026-01-15 09:30",
        '"Å;Ö";12,50;;',
    ]
    assert data.startswith(b"\xef\xbb\xbf")


TEXTS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n=+-@'"),
    max_size=30,
).filter(lambda text: text.strip() != "" and text == composed(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_any_text_comes_back_exactly(ending: str, texts: list[str]) -> None:
    data = writing.write(ending, [OutColumn("Text")], [[text] for text in texts], title="Prov")
    assert [line.cells[0] for line in read(f"a.{ending}", data).lines] == texts


@pytest.mark.parametrize(
    "data",
    [
        "Namn;Plats\nÅsa;Örebro\n".encode("utf-8-sig"),
        "Namn,Plats\nÅsa,Örebro\n".encode(),
        "Namn\tPlats\r\nÅsa\tÖrebro\r\n".encode("cp1252"),
        "Namn\tPlats\r\nÅsa\tÖrebro\r\n".encode("utf-16"),
        '"Na;mn"\tPlats\nÅsa\tÖrebro\n'.replace("Na;mn", "Namn").encode(),
    ],
    ids=["semicolon", "comma", "tab and cp1252", "utf-16", "quoted"],
)
def test_csv_is_read_in_the_forms_that_exist(data: bytes) -> None:
    sheet = read("x.csv", data)
    assert (sheet.header, sheet.lines[0].cells) == (("Namn", "Plats"), ("Åsa", "Örebro"))


def test_empty_rows_are_passed_over_and_keep_their_numbers() -> None:
    sheet = read("x.csv", b"a;b\n;\n1;2\n\n3;4\n")
    assert [line.number for line in sheet.lines] == [3, 5]


def test_a_table_that_begins_further_in_keeps_its_places() -> None:
    def fill(sheet: Any) -> None:
        for row, cells in enumerate([("Namn", "Antal"), ("Ett", 1), ("Två", 2)], start=3):
            sheet.write_row(row, 2, cells)
        sheet.write_formula(6, 3, "=1+2", value=3)

    found = read("rader.xlsx", workbook(fill))
    assert found.header == ("", "", "Namn", "Antal")
    assert [(line.number, line.cells) for line in found.lines] == [
        (5, ("", "", "Ett", "1")),
        (6, ("", "", "Två", "2")),
        (7, ("", "", "", "3")),
    ]
    assert [line.formulas for line in found.lines] == [frozenset(), frozenset(), frozenset({3})]


def test_a_formula_is_seen_where_it_stands() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Namn", "Antal"])
        sheet.write_row(1, 0, ["a", 1])
        sheet.write_string(2, 0, "b")
        sheet.write_formula(2, 1, "=1+1", None, 2)

    lines = read("x.xlsx", workbook(fill)).lines
    assert [line.formulas for line in lines] == [frozenset(), frozenset({1})]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.xlsx", b"", "empty"),
        ("x.csv", b"", "empty"),
        ("x.csv", b"a;b\n", "empty"),
        ("x.xlsx", b"a;b\n1;2\n", "wrong_type"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "wrong_type"),
        ("x.csv", b"%PDF-1.7\n", "wrong_type"),
        ("x.csv", b"PK\x03\x04rest", "wrong_type"),
        ("x.csv", b"a\x00;b\n1;2\n", "wrong_type"),
        ("x.xls", b"a;b\n1;2\n", "wrong_type"),
        ("x", b"a;b\n1;2\n", "wrong_type"),
        ("x.xlsx", b"PK\x03\x04" + b"x" * 600, "damaged"),
        ("x.csv", b"a\n" + b'"' + b"x" * 300_000, "damaged"),
        ("x.csv", b"a;b\n" + b"1;2\n" * 100_002, "too_many_rows"),
        ("x.csv", b";".join([b"a"] * 201) + b"\n1\n", "too_many_rows"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(name: str, data: bytes, code: str) -> None:
    assert refusal(name, data) == code


def test_a_file_over_the_limit_is_refused() -> None:
    assert refusal("x.csv", b"a\n" + b"1\n" * (UPLOAD_LIMIT // 2)) == "file_too_large"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "x")
    assert refusal("x.xlsx", out.getvalue()) == "wrong_type"


def test_macros_are_refused(good: bytes) -> None:
    assert refusal("x.xlsx", changed(good, "xl/vbaProject.bin", b"x")) == "wrong_type"


def test_a_zip_bomb_is_refused_unopened(good: bytes) -> None:
    bomb = changed(good, "xl/media/a.xml", b"0" * 40_000_000)
    assert refusal("x.xlsx", bomb) == "zip_bomb"


def test_many_nested_archives_are_refused(good: bytes) -> None:
    nested = good
    for n in range(packages.NESTED_LIMIT + 1):
        nested = changed(nested, f"xl/embeddings/{n}.zip", b"PK")
    assert refusal("x.xlsx", nested) == "zip_bomb"


def test_a_directory_that_lies_about_the_size_is_seen_through(good: bytes) -> None:
    content = b"<worksheet>" + b"a" * 3_000_000
    lying = bytearray(changed(good, "xl/worksheets/sheet9.xml", content))
    true_size, told = len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    while (at := lying.find(true_size)) >= 0:
        lying[at : at + 4] = told
    true_crc = zlib.crc32(content).to_bytes(4, "little")
    while (at := lying.find(true_crc)) >= 0:
        lying[at : at + 4] = zlib.crc32(content[:1000]).to_bytes(4, "little")
    assert refusal("x.xlsx", bytes(lying)) == "zip_bomb"


FAR = '<row><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "row",
    [
        FAR,
        "<row><c r='A1048576'><v>1</v></c></row>",
        '<row><c r="ZZZ2"><is><t>x</t></is></c></row>',
        '<row><c r="aaaaaa2"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row><c x=">" r="XFD1048576"><v>1</v></c></row>',
        '<row><x:c xmlns:x="x" r="XFD1048576"><x:v>1</x:v></x:c></row>',
        '<row><c\n  r = "XFD1048576"\n><f>1+1</f></c></row>',
    ],
)
def test_a_single_far_cell_is_refused_before_it_fills_the_memory(good: bytes, row: str) -> None:
    xml = zipfile.ZipFile(io.BytesIO(good)).read(SHEET)
    far = xml.replace(b"</sheetData>", f"{row}</sheetData>".encode())
    assert refusal("x.xlsx", changed(good, SHEET, far)) == "too_many_rows"


@pytest.mark.parametrize("name", ["xl/data/first.xml", "xl/media/first.png", "xl/WORKSHEETS/First.XML"])
def test_a_sheet_is_measured_wherever_it_lies(good: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        xml, relations = package.read(SHEET), package.read(RELATIONS)
    target = name.removeprefix("xl/").encode()
    moved = changed(good, RELATIONS, relations.replace(b"worksheets/sheet1.xml", target))
    far = xml.replace(b"</sheetData>", f"{FAR}</sheetData>".encode())
    assert refusal("x.xlsx", changed(moved, name, far)) == "too_many_rows"


def test_an_empty_far_cell_does_no_harm(good: bytes) -> None:
    xml = zipfile.ZipFile(io.BytesIO(good)).read(SHEET)
    styled = xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert len(read("x.xlsx", changed(good, SHEET, styled)).lines) == 1


@pytest.mark.parametrize(
    "change",
    [
        (b"</sheetData>", b"<row><c r='1A'><v>1</v></c></row></sheetData>"),
        (b"</sheetData>", b"</sheetDat>"),
        (b"</worksheet>", b""),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
        (b"</sheetData>", b"<row r='-5'></row></sheetData>"),
    ],
)
def test_a_sheet_that_is_not_well_formed_is_refused(good: bytes, change: tuple[bytes, bytes]) -> None:
    xml = zipfile.ZipFile(io.BytesIO(good)).read(SHEET)
    assert refusal("x.xlsx", changed(good, SHEET, xml.replace(*change))) == "damaged"


def test_two_parts_with_one_name_are_refused(good: bytes) -> None:
    doubled = changed(good, SHEET.upper().replace("XL/", "xl/"), b"<worksheet/>")
    assert refusal("x.xlsx", doubled) == "damaged"


def test_a_text_longer_than_an_excel_cell_is_refused_and_not_cut() -> None:
    with pytest.raises(Refused) as caught:
        xlsx([OutColumn("Text")], [["x" * 32_768]], title="Prov")
    assert caught.value.code == "cell_too_long"
