"""Workbooks with several tables: written and read as they stand, and as safely as those with one."""

from dataclasses import replace
from io import BytesIO

import pytest
import xlsxwriter

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.reading import read, read_sheets
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, ValueKind
from akropolis.base.kernel.exchange.writing import workbook

LONG = tuple(f"Val nummer {number}, med komma" for number in range(40))


def test_what_is_written_in_sheets_is_read_from_them() -> None:
    things = OutSheet(
        "Noder", [OutColumn("Namn"), OutColumn("Antal", ValueKind.NUMBER)], [("=1+1", 3), ("Å", None)]
    )
    ties = OutSheet("Beroenden", [OutColumn("Från", choices=LONG)], [("Å",)])
    nothing = OutSheet("Tomt", [OutColumn("Rubrik")], [])
    data = workbook([things, ties, nothing], title="Grafen")
    found = read_sheets("graf.xlsx", data)
    assert list(found) == ["Noder", "Beroenden", "akropolis_lists"]
    assert [line.cells for line in found["Noder"].lines] == [("=1+1", "3"), ("Å", "")]
    assert (found["Beroenden"].header, found["Beroenden"].lines[0].cells) == (("Från",), ("Å",))
    assert replace(read("graf.xlsx", data), notices=()) == found["Noder"]


def test_a_formula_is_known_in_the_sheet_it_stands_in() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        first, second = book.add_worksheet("A"), book.add_worksheet("B")
        for sheet in (first, second):
            sheet.write_row(0, 0, ["x", "y"])
            sheet.write_row(1, 0, ["1", "2"])
        second.write_formula(1, 1, "=1+1", value=2)
    found = read_sheets("a.xlsx", out.getvalue())
    assert [sheet.lines[0].formulas for sheet in found.values()] == [frozenset(), {1}]


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a"])
def test_only_a_workbook_has_sheets(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_sheets(name, b"a;b\n1;2\n")
    assert refusal.value.code == "wrong_type"
