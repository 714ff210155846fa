"""How the rows behind a figure are told: what has become of them, page by page, and in which columns."""

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from django.utils import translation

from akropolis.base.kernel.registers.listing import PAGE
from akropolis.base.ui.parts import Cell, Column, Row, Table
from akropolis.review.review_inputs.rules.frozen import Since
from akropolis.review.review_inputs.selectors.lines import FigureLine, FigureRowsPage, Ref
from akropolis.review.review_inputs.web import rows

PK = "01890a5d-ac96-774b-bcce-b302099a8057"
HERE = f"/atgarder/{PK}/"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (Since(2, 2), "They are the same now as when the figures were gathered: 2."),
        (Since(2, 3, added=("a",)), "3 now, 2 when the figures were gathered"),
        (Since(2, 1, gone=("a",)), "1 now, 2 when the figures were gathered"),
        (
            Since(1200, 1200, ("a",), ("b",)),
            "1\N{NO-BREAK SPACE}200 now, 1\N{NO-BREAK SPACE}200 when the figures were gathered",
        ),
    ],
    ids=range(4),
)
def test_what_has_become_of_them_is_counted(since: Since, words: str) -> None:
    assert rows._words(since) == words


def test_one_or_several_that_are_changed_or_hidden_are_said_and_none_is_not() -> None:
    assert [rows._changed(count) for count in (0, 1, 1200)] == [
        "",
        "1 of them has been changed since, and stands here as it was.",
        "1\N{NO-BREAK SPACE}200 of them have been changed since, and stand here as they were.",
    ]
    assert [rows._hidden(count) for count in (0, 1, 2)] == [
        "",
        "1 row that is counted is not open to you.",
        "2 rows that are counted are not open to you.",
    ]


def ref(name: str, register: str = "actions") -> Ref:
    return Ref(PK, name, register)


@pytest.mark.parametrize(
    ("since", "moves"),
    [
        (None, []),
        (Since(1, 1), []),
        (Since(1, 3, ("a", "b"), ()), [(["A"], 1, "have been added")]),
        (Since(2, 1, (), ("c",)), [(["C"], 0, "is no longer counted")]),
        (
            Since(2, 1, ("a",), ("c", "d")),
            [(["A"], 0, "has been added"), (["C"], 1, "are no longer counted")],
        ),
    ],
    ids=range(5),
)
def test_who_has_come_and_who_has_gone_is_named_and_the_rest_counted(
    since: Since | None, moves: list[tuple[list[str], int, str]]
) -> None:
    found = [*rows._describe_moves(FigureRowsPage((), 0, since=since, added=(ref("A"),), gone=(ref("C"),)))]
    assert found == [
        {"rows": [(name, HERE) for name in names], "more": more, "words": words}
        for names, more, words in moves
    ]


def test_a_unit_has_no_page_of_its_own() -> None:
    assert [rows._row_url(ref("A")), rows._row_url(ref("Utb", ""))] == [HERE, ""]


@pytest.mark.parametrize(
    ("start", "total", "shown", "newer", "older"),
    [
        (0, 0, "0–0 of 0", "", ""),
        (0, PAGE, "1–50 of 50", "", ""),
        (0, PAGE + 1, "1–50 of 51", "", "?q=a+b&fran=50"),
        (PAGE, PAGE + 1, "51–51 of 51", "?q=a+b&fran=0", ""),
        (20, 200, "21–70 of 200", "?q=a+b&fran=0", "?q=a+b&fran=70"),
        (100, 200, "101–150 of 200", "?q=a+b&fran=50", "?q=a+b&fran=150"),
        (300, 200, "200–200 of 200", "?q=a+b&fran=250", ""),
    ],
)
def test_a_page_says_how_much_it_shows_and_leads_on_and_back(
    start: int, total: int, shown: str, newer: str, older: str
) -> None:
    asked = RequestFactory().get("/", {"q": "a b"})
    assert rows._pages(asked, start, total) == {"shown": shown, "newer": newer, "older": older}


def test_the_rows_of_a_register_stand_with_unit_date_and_state() -> None:
    lines = (
        FigureLine("actions", PK, "Takbyte", "utb", "2026-01-02", "Klar", changed=True),
        FigureLine("", PK, "Kulturnämnden", "kul"),
    )
    assert rows._table(FigureRowsPage(lines, 2)) == Table(
        caption="Rows",
        columns=[
            Column(label="What"), Column(label="Unit"), Column(label="Date", unbroken=True), Column(label="State")
        ],
        rows=[
            Row(
                cells=[
                    Cell(text="Takbyte", url=HERE, note="Changed since."), "utb", "2026-01-02", "Klar",
                ]
            ),
            Row(cells=[Cell(text="Kulturnämnden"), "kul", "–", "–"]),
        ],
        empty="There are no rows.",
    )  # fmt: skip


def test_the_rows_of_a_list_stand_with_what_it_keeps_of_them() -> None:
    lines = (FigureLine("actions", PK, "Takbyte", "utb", values=("Hög", "")),)
    assert rows._table_of_list(FigureRowsPage(lines, 1, columns=("Level", "Years"))) == Table(
        caption="Rows",
        columns=[Column(label=label) for label in ("What", "Unit", "Level", "Years")],
        rows=[
            Row(cells=[Cell(text="Takbyte", url=HERE), Cell(text="utb"), Cell(text="Hög"), Cell(text="–")])
        ],
        empty="There are no rows.",
    )
