"""A sheet of nodes taken apart by kind: which column goes where, and what of it cannot be taken."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.registers.report import CellProblem, RowOutcome, RowReport
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.services.graph_sorting import Sorting

HEAD = ("Typ", "Namn", "Enhet", "Drivs av", "land")


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


def sorted_(
    head: tuple[str, ...], *rows: tuple[str, ...], formulas: frozenset[int] = frozenset()
) -> tuple[Sorting, list[RowReport]]:
    refused: list[RowReport] = []
    lines = tuple(SheetLine(number, row, formulas) for number, row in enumerate(rows, start=2))
    return Sorting(Sheet(head, lines), refused), refused


def taken(found: Sorting) -> dict[str, list[tuple[str, ...]]]:
    """The rows of each kind that has any, under its fields."""
    return {
        str(kind): [tuple(table.fields), *(line.cells for line in table.lines)]
        for kind, table in found.tables.items()
        if table.lines
    }


def test_each_kind_has_its_own_columns_and_rows() -> None:
    found, refused = sorted_(
        HEAD,
        ("it-tjänst", "Portal", "utb", "kul", ""),
        ("Leverantör", "X AB", "utb", "", "Sverige"),
        ("IT-TJÄNST", "Kö", "utb", "", ""),
        (" service ", "Tredje", "utb", "", ""),
    )
    services = ("name", "owner_unit", "operator_unit")
    assert (taken(found), refused) == (
        {
            "service": [services, ("Portal", "utb", "kul"), ("Kö", "utb", ""), ("Tredje", "utb", "")],
            "supplier": [("name", "owner_unit", "country"), ("X AB", "utb", "Sverige")],
        },
        [],
    )
    assert [line.number for line in found.tables[NodeKind.SERVICE].lines] == [2, 4, 5]
    assert [line.number for line in found.tables[NodeKind.SERVICE].sheet().lines] == [2, 4, 5]


def report(line: int, label: str, column: str, sentence: str) -> RowReport:
    return RowReport(line, RowOutcome.REFUSED, "", label, (CellProblem(column, sentence),), sheet="Noder")


def test_what_goes_with_no_kind_or_with_another_is_refused_by_the_rows_name() -> None:
    found, refused = sorted_(
        HEAD,
        ("Rymdskepp", "Enterprise", "", "", ""),
        ("Leverantör", "X AB", "utb", "kul", ""),
        ("", "", "", "", ""),
    )
    assert taken(found) == {}
    kinds = refused[0].problems[0].sentence
    assert kinds.startswith("Skriv något av detta: ")
    assert refused == [
        report(2, "Enterprise", "Typ", kinds),
        report(3, "X AB", "Drivs av", "Det här hör inte till typen ”Leverantör”. Töm cellen."),
        report(4, "", "Typ", kinds),
    ]


def test_a_file_of_an_earlier_version_still_says_what_each_row_is() -> None:
    found, refused = sorted_(("Slag", "Namn", "Enhet"), ("Lokal", "Hall", "utb"))
    assert (list(taken(found)), refused) == ([NodeKind.LOCATION], [])


def test_a_sheet_without_names_refuses_rows_without_one() -> None:
    _found, refused = sorted_(("Enhet", "Typ"), ("utb", "Rymdskepp"))
    assert [(row.line, row.label) for row in refused] == [(2, "")]


def test_a_formula_stays_one_in_the_column_where_it_stood() -> None:
    found, _refused = sorted_(("Namn", "Typ", "Enhet"), ("x", "Lokal", "y"), formulas=frozenset({2}))
    plain, _refused = sorted_(("Namn", "Typ", "Enhet"), ("x", "Lokal", "y"), formulas=frozenset({1}))
    [formulas] = [line.formulas for table in found.tables.values() for line in table.lines]
    [none] = [line.formulas for table in plain.tables.values() for line in table.lines]
    assert ({*formulas}, {*none}) == ({1}, set())


@pytest.mark.parametrize(
    ("head", "rows", "sentence"),
    [
        (("Typ", ""), (("Lokal", "x"),), "En kolumn saknar rubrik. Skriv en, eller töm kolumnen."),
        (("Typ", "Namn", "namn"), (), "Rubriken ”namn” står två gånger. Behåll en."),
        (("Typ", "kind"), (), "Rubriken ”kind” står två gånger. Behåll en."),
        (("Namn",), (), "Bladet ”Noder” behöver rubriken ”Typ”,"),
        (("Typ", "Pris"), (), "Rubriken ”pris” är okänd. "),
    ],
    ids=range(5),
)
def test_headings_that_cannot_be_placed_refuse_the_sheet(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sorted_(head, *rows)
    assert (refusal.value.code, str(refusal.value)[: len(sentence)]) == ("header", sentence)


def test_a_column_without_heading_may_stand_empty() -> None:
    found, refused = sorted_(("Typ", "", "Namn"), ("Lokal", " ", "Hall"))
    assert (list(taken(found).values()), refused) == ([[("name",), ("Hall",)]], [])
