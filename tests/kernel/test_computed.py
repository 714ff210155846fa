"""A list that is worked out, with rows in memory: what is asked of it, its pages, its order and its table."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import SimpleNamespace as Thing
from typing import Any, ClassVar

import pytest

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers import computed
from akropolis.base.kernel.registers.computed import (
    PAGE,
    Computed,
    KeptValue,
    ListColumn,
    ListFilter,
    sheet,
    units_of,
)
from akropolis.base.ui.parts import Cell
from tests.world import SYSTEM, TODAY, World

KEY = "01a22aa6-d247-797b-9acb-9700597b409b"


class Things(Computed[Any]):
    """Numbered things, at the address of a list that there is."""

    key = "actions-list"
    title = "Ting"
    reads = ("sort_of",)
    within = "unit"
    unasked = ("read_once",)
    keeps: ClassVar[Mapping[str, KeptValue]] = {
        "size": KeptValue("Storlek", "size"),
        "name": KeptValue("Namn", lambda row: row.name),
    }
    columns = (
        ListColumn("Namn", "name", key="name", link="url", sort="name"),
        ListColumn("Storlek", "size", ValueKind.NUMBER, key="size", sort=lambda row: -row.size),
        ListColumn("Dag", "day", ValueKind.DATE, key="day"),
        ListColumn("I filen", "name", width=9, on_page=False),
        ListColumn(
            "Egen",
            "name",
            cell=lambda listed, row: Cell(text=f"{row.name}!", note=listed.title),
            unbroken=True,
        ),
    )
    filters: ClassVar[Sequence[ListFilter]] = (
        ListFilter("kind", "Slag", [("a", "A"), ("b", "B"), ("c", "C")], every="Alla slag"),
        ListFilter("unit", "Enhet", lambda listed: listed.offered),
        ListFilter("row", "Rad", hidden=True),
    )
    offered: list[tuple[str, object]] = [("utb", "Utbildning")]
    count = 3

    def rows(self) -> list[Any]:
        wanted = self.chosen["kind"]
        return [
            Thing(
                name=f"N{n}",
                size=(n * 7) % 10 * 1000,
                day=date(2026, 1, 1),
                url=f"/{n}",
                unit=Thing(path=f"/{n}/"),
            )
            for n in range(self.count)
            if not wanted or "abc"[n % 3] in wanted.split(",")
        ]

    @cached_property
    def read_once(self) -> list[int]:
        return []


def things(count: int = 3, **query: str) -> Things:
    made = Things(SYSTEM, query, TODAY)
    made.count = count
    return made


@pytest.mark.parametrize(
    ("count", "page", "first", "shown", "newer", "older"),
    [
        (0, "", 0, "", False, False),
        (1, "", 0, "1–1 av 1", False, False),
        (PAGE, "2", 0, f"1–{PAGE} av {PAGE}", False, False),
        (PAGE + 1, "", 0, f"1–{PAGE} av {PAGE + 1}", False, True),
        (PAGE + 1, "1", 0, f"1–{PAGE} av {PAGE + 1}", False, True),
        (PAGE + 1, "2", PAGE, f"{PAGE + 1}–{PAGE + 1} av {PAGE + 1}", True, False),
        (PAGE * 2, "2", PAGE, f"{PAGE + 1}–{PAGE * 2} av {PAGE * 2}", True, False),
        (PAGE * 2 + 1, "2", PAGE, f"{PAGE + 1}–{PAGE * 2} av {PAGE * 2 + 1}", True, True),
        (PAGE + 1, "999999", PAGE, f"{PAGE + 1}–{PAGE + 1} av {PAGE + 1}", True, False),
        (PAGE + 1, "1000000", 0, f"1–{PAGE} av {PAGE + 1}", False, True),
        (PAGE + 1, "0", 0, f"1–{PAGE} av {PAGE + 1}", False, True),
        (PAGE + 1, "x", 0, f"1–{PAGE} av {PAGE + 1}", False, True),
    ],
)
def test_a_page_is_where_it_is_asked_for_or_the_nearest_there_is(
    world: World, count: int, page: str, first: int, shown: str, newer: bool, older: bool
) -> None:
    found = things(count, page=page)
    assert (found.first, found.shown, len(found.part)) == (first, shown, min(PAGE, count - first))
    number = first // PAGE + 1
    there = [
        f"/atgarder/?page={number - 1}" if newer else "",
        f"/atgarder/?page={number + 1}" if older else "",
    ]
    assert [found.newer, found.older] == there


@pytest.mark.parametrize(
    ("word", "first"),
    [("", 0), ("0", 0), (f"{PAGE - 1}", 0), (f"{PAGE}", PAGE), (f"{PAGE + 9}", PAGE), ("9999", PAGE)],
)
def test_a_page_that_is_counted_by_rows_begins_where_a_whole_one_would(word: str, first: int) -> None:
    found = things(PAGE * 2, page=word)
    found.by_row = True  # type: ignore[misc] # as a list of its own would say
    assert found.first == first
    assert [found.newer, found.older] == (
        ["", f"/atgarder/?page={PAGE}"] if first == 0 else ["/atgarder/?page=0", ""]
    )


@pytest.mark.parametrize(
    ("sort", "names", "kept"),
    [
        ("", ["N0", "N1", "N2"], ""),
        ("name", ["N0", "N1", "N2"], "name"),
        ("-name", ["N2", "N1", "N0"], "-name"),
        ("size", ["N1", "N2", "N0"], "size"),
        ("-size", ["N0", "N2", "N1"], "-size"),
        ("day", ["N0", "N1", "N2"], ""),
        ("colour", ["N0", "N1", "N2"], ""),
        ("--name", ["N0", "N1", "N2"], ""),
    ],
)
def test_rows_come_in_the_order_of_a_column_that_can_be_sorted_by(
    sort: str, names: list[str], kept: str
) -> None:
    found = things(sort=sort)
    assert ([row.name for row in found.ordered], found.sort) == (names, kept)
    heads = {head.label: (head.sort_url, head.direction) for head in found.heads}
    assert [*heads] == ["Namn", "Storlek", "Dag", "Egen"]
    assert heads["Dag"] == heads["Egen"] == ("", "")
    direction = {"": "", "name": "ascending", "-name": "descending"}.get(sort, "")
    onward = "-name" if kept == "name" else "name"
    assert heads["Namn"] == (f"/atgarder/?sort={onward}", direction)


def test_heads_and_cells_are_shown_by_their_kind(world: World) -> None:
    table = things().table
    assert (table.caption, [(head.numeric, head.unbroken) for head in table.columns]) == (
        "Ting", [(False, False), (True, False), (False, True), (False, True)]
    )  # fmt: skip
    cells = table.rows[1].cells
    assert [(cell.text, cell.url, cell.note) for cell in cells] == [  # type: ignore[union-attr]
        ("N1", "/1", ""),
        ("7\u00a0000", "", ""),
        (date(2026, 1, 1), "", ""),
        ("N1!", "", "Ting"),
    ]
    empty = Things(SYSTEM, {}, TODAY)
    assert empty._cell(ListColumn("Namn", "name"), Thing(name=None)) == Cell(text="", url="")
    assert empty._cell(ListColumn("År", "year"), Thing(year=2026)).text == 2026
    assert empty._cell(ListColumn("Tal", "text", ValueKind.NUMBER), Thing(text="1000")).text == "1000"
    empty.caption = "Alla ting"
    assert empty.table.caption == "Alla ting"


@pytest.mark.parametrize(
    ("query", "chosen", "problems"),
    [
        ({}, {}, 0),
        ({"kind": "a"}, {"kind": "a"}, 0),
        ({"kind": "a,c"}, {"kind": "a,c"}, 0),
        ({"kind": "a,x"}, {}, 1),
        ({"kind": "x"}, {}, 1),
        ({"kind": ","}, {}, 1),
        ({"kind": "kul"}, {}, 1),
        ({"unit": "utb"}, {"unit": "utb"}, 0),
        ({"unit": "kul"}, {"unit": "kul"}, 0),
        ({"unit": "gone"}, {}, 1),
        ({"unit": "utb\0"}, {}, 1),
        ({"row": KEY}, {"row": KEY}, 0),
        ({"row": KEY.upper()}, {"row": KEY}, 0),
        ({"row": "7"}, {}, 0),
        ({"colour": "red"}, {}, 0),
    ],
    ids=str,
)
def test_what_means_nothing_asks_for_nothing_and_is_said(
    world: World, query: dict[str, str], chosen: dict[str, str], problems: int
) -> None:
    found = Things(SYSTEM, query, TODAY)
    assert found.chosen == {"kind": "", "unit": "", "row": ""} | chosen
    assert (len(found.problems), found.narrowed, bool(found.clear)) == (problems, bool(chosen), bool(chosen))


def test_what_is_chosen_narrows_and_stands_among_the_choices(world: World) -> None:
    found = things(6, kind="a,c", unit="kul", row=KEY, sort="-name", page="2", other="x")
    assert [row.name for row in found.ordered] == ["N5", "N3", "N2", "N0"]
    kind, unit = found.shown_filters
    assert (kind.name, kind.label, kind.kind, kind.every) == ("kind", "Slag", "", "Alla slag")
    assert [(c.value, str(c.label), c.chosen) for c in kind.choices] == [
        ("a", "A", False), ("b", "B", False), ("c", "C", False), ("a,c", "A och C", True)
    ]  # fmt: skip
    assert (unit.name, unit.kind, unit.every) == ("unit", "unit", "")
    assert [(c.value, str(c.label), c.chosen) for c in unit.choices] == [
        ("utb", "Utbildning", False), ("kul", "Kulturnämnden", True)
    ]  # fmt: skip
    assert found.hidden == [("row", KEY), ("sort", "-name")]
    assert found.url(kind="") == f"/atgarder/?unit=kul&row={KEY}&sort=-name"
    assert found.clear == "/atgarder/?sort=-name"
    assert (found.here, found.file_url) == ("/atgarder/", "")
    assert found.url("home") == f"/?kind=a%2Cc&unit=kul&row={KEY}&sort=-name"


def test_its_names_are_those_of_its_filters_and_what_it_reads() -> None:
    assert Things.names() == ["kind", "unit", "row", "sort_of", "page", "sort"]
    assert Things.file_key() == "actions-file"
    assert [each.known for each in Things.filters] == [["a", "b", "c"], [], []]


def test_what_does_not_hang_on_the_question_is_read_once() -> None:
    first, second, third = things(), things(kind="a"), things()
    first.read_once.append(7)
    second.share(first)
    second.share(None)
    third.share(things())
    assert (second.read_once, third.read_once, second.chosen["kind"]) == ([7], [], "a")


def test_options_are_asked_for_once_and_only_where_they_are_needed() -> None:
    asked = []

    def options(_listed: object) -> list[tuple[str, object]]:
        asked.append(1)
        return [("a", "A")]

    class Counted(Things):
        filters = (ListFilter("unit", "Enhet", options), ListFilter("row", hidden=True))

    found = Counted(SYSTEM, {}, TODAY)
    assert (found.chosen, asked) == ({"unit": "", "row": ""}, [])
    assert [found.options_of(each) for each in (*Counted.filters, *Counted.filters)] == [
        [("a", "A")],
        None,
    ] * 2
    assert asked == [1]


def test_rows_are_counted_to_units_and_kept_by_what_they_say() -> None:
    found = things(12)
    assert found.paths() == [f"/{n}/" for n in range(12)]
    assert [row.name for row in found.rows_under("/1/")] == ["N1"]
    assert [row.name for row in found.rows_under("/1")] == ["N1", "N10", "N11"]
    assert found.kept_of(found.rows()[1]) == (7000, "N1")
    size = KeptValue("Storlek", "size", lambda value: f"{value} st")
    assert [size.told(value) for value in (5, 0, "", None)] == ["5 st", "0 st", "", ""]


def test_a_file_has_every_column_in_the_lists_order() -> None:
    (written,) = things(sort="-name").sheets()
    assert (written.title, [(c.header, c.kind, c.width) for c in written.columns]) == (
        "Ting",
        [("Namn", ValueKind.TEXT, 20), ("Storlek", ValueKind.NUMBER, 20), ("Dag", ValueKind.DATE, 20),
         ("I filen", ValueKind.TEXT, 9), ("Egen", ValueKind.TEXT, 20)],
    )  # fmt: skip
    assert [row[:2] for row in written.rows] == [["N2", 4000], ["N1", 7000], ["N0", 0]]
    assert sheet("A", [], [1]).title == "A"
    assert (computed.PAGE, [str(crumb.label) for crumb in things().crumbs()][-1]) == (50, "Ting")


def test_units_to_choose_among_stand_by_name_and_once() -> None:
    units = [Unit(code=code, name=name, sort_key=name) for code, name in (("b", "Ö"), ("a", "B"), ("c", "A"))]
    assert units_of([*units, units[0]]) == [("c", "A"), ("a", "B"), ("b", "Ö")]
