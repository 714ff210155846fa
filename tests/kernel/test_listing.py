"""Lists: Swedish order, pages that cover every row once both ways, filters that say when they mean nothing."""

import base64
import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access, Actor
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.cursors import unpacked
from akropolis.base.kernel.registers.declaration import ListLink, Register, registry
from akropolis.base.kernel.registers.display import table
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.registry import Registry
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.graph.assets.register.services import SERVICES
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories import registers
from tests.world import SYSTEM, World, let_write

WORLD = "build"
NAMES = ("Örn", "ärla", "Ål", "Zebra", "Alm", "alm 10", "alm 2", "W-tid", "V-tid", "Éclair", "Ek", "Aase")
IN_ORDER = ("Aase", "Alm", "alm 2", "alm 10", "Éclair", "Ek", "V-tid", "W-tid", "Zebra", "Ål", "ärla", "Örn")


def every_page(register: Register, access: Any, query: dict[str, str], size: int) -> list[list[Any]]:
    """The pages from the first to the last, by the links that the pages themselves give."""
    pages, cursor = [], ""
    while True:
        page = Listing(register, access, query | {"cursor": cursor}, size=size).page
        pages.append([row.pk for row in page.rows])
        if page.older is None:
            return pages
        cursor = page.older
        assert len(pages) < 100


def back_again(register: Register, access: Any, query: dict[str, str], size: int) -> list[list[Any]]:
    """The same pages, walked from the last to the first."""
    cursor = ""
    while (page := Listing(register, access, query | {"cursor": cursor}, size=size).page).older is not None:
        cursor = page.older
    pages = [[row.pk for row in page.rows]]
    while page.newer is not None:
        page = Listing(register, access, query | {"cursor": page.newer}, size=size).page
        pages.insert(0, [row.pk for row in page.rows])
        assert len(pages) < 100
    return pages


def make(world: World, register: Register, count: int) -> list[Any]:
    """Rows of which some have no date, and some the same."""
    with writing(SYSTEM) as w:
        let_write(w, world)
        made = registers.rows(w, register, world.units["utb"], count)
        if register is ACTIONS:
            for number, row in enumerate(made):
                due = None if number % 3 == 0 else date(2026, 1, 1 + number % 4)
                w.update(row, {"due_on": due})
    return made


def test_names_stand_in_swedish_order(world: World) -> None:
    with writing(SYSTEM) as w:
        for name in NAMES:
            registers.row(w, SERVICES, world.units["utb"], name)
    listing = Listing(SERVICES, world.access("owner"), {"sort": "sort_key"})
    assert tuple(str(row) for row in listing.page.rows) == IN_ORDER
    back = Listing(SERVICES, world.access("owner"), {"sort": "-sort_key"})
    assert tuple(str(row) for row in back.page.rows) == IN_ORDER[::-1]
    assert tuple(str(row) for row in listing.ordered()) == IN_ORDER


ORDERS = [(r, way + name.lstrip("-")) for r in registry.all() for name in r.sort for way in ("", "-")]


@pytest.mark.parametrize(("register", "order"), ORDERS, ids=[f"{r.key} {order}" for r, order in ORDERS])
def test_pages_cover_every_row_once_both_ways(world: World, register: Register, order: str) -> None:
    made, access = make(world, register, 11), world.access("owner")
    pages = every_page(register, access, {"sort": order}, 3)
    assert [len(page) for page in pages] == [3, 3, 3, 2]
    flat = [pk for page in pages for pk in page]
    assert sorted(flat) == sorted(row.pk for row in made)
    whole = Listing(register, access, {"sort": order})
    assert flat == [row.pk for row in whole.ordered()] == [row.pk for row in whole.page.rows]
    assert [pk for page in back_again(register, access, {"sort": order}, 3) for pk in page] == flat


def test_a_row_that_goes_away_between_two_pages_hides_none(world: World) -> None:
    made, access = make(world, SERVICES, 7), world.access("owner")
    first = Listing(SERVICES, access, {}, size=3).page
    with writing(SYSTEM) as w:
        w.archive(first.rows[0])
    second = Listing(SERVICES, access, {"cursor": first.older or ""}, size=3).page
    assert [row.pk for row in second.rows] == [row.pk for row in made[3:6]]


def test_rows_without_a_date_stand_last(world: World) -> None:
    make(world, ACTIONS, 9)
    rows = Listing(ACTIONS, world.access("owner"), {"sort": "due_on"}).page.rows
    days = [row.due_on for row in rows if isinstance(row, Action)]
    assert days[-3:] == [None, None, None]
    assert days[:-3] == sorted(day for day in days if day)


@pytest.mark.parametrize("cursor", ["x", "====", "bnVsbA", "WyJmIiwgMSwgMl0", "å" * 30, "W10", "\x00", "e30"])
def test_a_broken_link_is_said_and_the_list_begins_anew(world: World, cursor: str) -> None:
    made = make(world, SERVICES, 4)
    listing = Listing(SERVICES, world.access("owner"), {"cursor": cursor}, size=2)
    assert [row.pk for row in listing.page.rows] == [row.pk for row in made[:2]]
    assert len(listing.problems) == 1


PK = "019d5d00-0000-7000-8000-000000000050"
VALUES: tuple[object, ...] = (
    None,
    True,
    [],
    {"a": 1},
    "",
    "a\x00b",
    "a\ud800b",
    "9" * 1000,
    10**30,
    -(2**63) - 1,
    1e308,
    float("inf"),
    float("nan"),
    "1e999999",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-01-01T00:00:00",
    PK,
)


KINDS = {
    (type(field), field.null, name.startswith("-")): (register, name)
    for register, name in ORDERS
    for field in [register.model_field(name.lstrip("-"))]
}
"""One order of each kind: what can be read of a cursor hangs on the type of the field."""


@pytest.mark.parametrize(
    ("register", "order"), KINDS.values(), ids=[f"{r.key} {o}" for r, o in KINDS.values()]
)
def test_a_cursor_that_does_not_fit_the_order_is_a_broken_link(
    world: World, register: Register, order: str
) -> None:
    made, access = make(world, register, 2), world.access("owner")
    wrong: list[Any] = [
        ["f", "2026-01-01", None],
        ["f", "2026-01-01", "x"],
        ["x", "2026-01-01", PK],
        ["f"],
        {"f": 1},
    ]
    told_of = f"{register.key}:{order}"
    crafted_ones = [[way, value, PK, told_of] for way in "fb" for value in VALUES]
    for told in (
        crafted_ones + [[*each, told_of] if isinstance(each, list) else each for each in wrong] + wrong
    ):
        crafted = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
        listing = Listing(register, access, {"sort": order, "cursor": crafted})
        rows = listing.page.rows
        fits = told in crafted_ones and type(told[1]) in (str, int, float)
        assert (len(listing.problems), len(rows)) == (1, len(made)) or (fits and not listing.problems), told


@given(cursor=st.text(max_size=60), order=st.sampled_from(ORDERS))
def test_no_cursor_breaks_the_decoding(cursor: str, order: tuple[Register, str]) -> None:
    register, name = order
    assert unpacked(cursor, register.model_field(name.lstrip("-")), f"{register.key}:{name}") is None


def test_a_cursor_of_another_list_or_order_is_a_broken_link(world: World) -> None:
    one, other = list(registry)[:2]
    for register in (one, other):
        make(world, register, 3)
    access = world.access("owner")
    cursor = Listing(one, access, {"sort": "number"}, size=1).page.older or ""
    asked = [(one, "number"), (one, "-number"), (one, "sort_key"), (other, "number")]
    listings = [Listing(r, access, {"sort": order, "cursor": cursor}, size=1) for r, order in asked]
    assert [(len(each.page.rows), len(each.problems)) for each in listings] == [
        (1, 0),
        (1, 1),
        (1, 1),
        (1, 1),
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "flying"},
        {"status": "in_use,flying"},
        {"shared": "kanske"},
        {"owner_unit": "nej"},
        {"in_use_from_from": "i går"},
        {"in_use_from_to": "2026-02-30"},
        {"rule": "fly:2026-01-01:2026-02-01:2026-02-01"},
        {"rule": "in_use"},
    ],
    ids=str,
)
def test_a_filter_that_means_nothing_is_said_and_gives_no_rows(world: World, query: dict[str, str]) -> None:
    make(world, SERVICES, 2)
    listing = Listing(SERVICES, world.access("owner"), query)
    assert (listing.page.rows, listing.total, len(listing.problems)) == ([], 0, 1)


def test_filters_narrow_by_what_they_say(world: World) -> None:
    with writing(SYSTEM) as w:
        for number, (unit, shared, status) in enumerate(
            [("utb", True, "in_use"), ("utbf", False, "planned"), ("kul", True, "in_use")]
        ):
            given = {"shared": shared, "status": status, "in_use_from": date(2026, 1, 1 + number)}
            registers.row(w, SERVICES, world.units[unit], f"Tjänst nr{number}", **given)

    def found(**query: str) -> list[str]:
        return [str(row)[-1] for row in Listing(SERVICES, world.access("ciso"), query).page.rows]

    assert found() == ["0", "1", "2"]
    assert found(owner_unit="utb") == ["0", "1"]
    assert found(shared="no") == ["1"]
    assert found(status="in_use") == ["0", "2"]
    assert found(status="in_use,planned", owner_unit="utb") == ["0", "1"]
    assert found(in_use_from_from="2026-01-02", in_use_from_to="2026-01-03") == ["1", "2"]
    assert found(q="TJÄNST nr2") == ["2"]
    assert found(q="tjänst nr1 nr2") == []


def test_a_search_word_is_a_word_and_no_pattern(world: World) -> None:
    make(world, SERVICES, 3)
    for word in ("%", "_", "\\", "'", '"', "%00%"):
        assert Listing(SERVICES, world.access("owner"), {"q": word}).total == 0


def test_a_search_finds_the_word_however_its_letters_are_put_together(world: World) -> None:
    with writing(SYSTEM) as w:
        row: Any = registers.row(w, SERVICES, world.units["utb"], "O\u0308ppen \u0130STANBUL")
    assert row.name == "Öppen İSTANBUL"
    for words in ("öppen", "O\u0308PPEN", "istanbul", "İstanbul"):
        assert Listing(SERVICES, world.access("owner"), {"q": words}).total == 1, words
    assert Listing(SERVICES, world.access("owner"), {"q": "oppen"}).total == 1


def test_a_name_that_shows_as_another_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused, writing(SYSTEM) as w:
        registers.row(w, SERVICES, world.units["utb"], "fakt\u202egpj.exe")
    assert "name" in refused.value.errors
    assert Listing(SERVICES, world.access("owner"), {}).total == 0


def test_a_day_is_a_day_in_sweden(world: World) -> None:
    """23:30 in Stockholm on the last of March is that day, although it is another in Greenwich at New Year."""
    from datetime import UTC, datetime

    with writing(SYSTEM) as w:
        registers.row(
            w, INCIDENTS, world.units["utb"], occurred_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
        )
    access = world.access("owner")
    assert Listing(INCIDENTS, access, {"occurred_at_from": "2026-01-01"}).total == 1
    assert Listing(INCIDENTS, access, {"occurred_at_to": "2025-12-31"}).total == 0
    before_time = Listing(INCIDENTS, access, {"occurred_at_from": "0001-01-01"})
    assert (before_time.total, len(before_time.problems)) == (0, 1)


def test_archived_rows_are_asked_for(world: World) -> None:
    made = make(world, SERVICES, 2)
    with writing(SYSTEM) as w:
        w.archive(made[0])
    access = world.access("owner")
    assert [row.pk for row in Listing(SERVICES, access, {}).page.rows] == [made[1].pk]
    assert [row.pk for row in Listing(SERVICES, access, {"archived": "1"}).page.rows] == [made[0].pk]


def test_an_unknown_order_is_the_first(world: World) -> None:
    assert Listing(SERVICES, world.access("owner"), {"sort": "password"}).order == "sort_key"


def test_every_column_has_its_heading_and_those_that_sort_say_how(world: World) -> None:
    listing = Listing(ACTIONS, world.access("owner"), {"sort": "-due_on"})
    shown = table(
        listing.shown,
        [],
        access=world.access("owner"),
        caption="",
        link=urlencode_of,
        order=listing.order,
        query="",
    )
    assert [(column.label, column.sort_url, column.direction) for column in shown.columns] == [
        ("Titel", "sort=sort_key", ""),
        ("Nummer", "sort=number", ""),
        ("Enhet", "", ""),
        ("Ansvarig", "", ""),
        ("Ska vara klar", "sort=due_on", "descending"),
        ("Status", "sort=status", ""),
        ("Föranledd av", "", ""),
    ]


def urlencode_of(**query: str) -> str:
    """The query as it stands in an address."""
    return urlencode(query)


def test_a_list_leads_on_to_what_lies_under_it_for_those_who_may_read_that(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(registry), "_links", Registry("link"))
    registry.add_link("incidents-list", ListLink("people", "organisation:person:edit", "Personer"))
    shown = '<a href="/personer/">Personer</a></li>'
    found = {
        (who, page): shown in world.client(who).get(page).text
        for who in ("admin", "owner")
        for page in ("/incidenter/", "/atgarder/")
    }
    assert {key for key, led in found.items() if led} == {("admin", "/incidenter/")}


def test_what_fits_nothing_is_counted_as_none(world: World) -> None:
    with writing(SYSTEM) as w:
        registers.rows(w, ACTIONS, world.units["utb"], 2)
    nobody = Access(Actor(None, "Ingen"))
    asked: list[dict[str, str]] = [{}, {"owner_unit": "utb"}, {"owner_unit": "hamn"}, {"owner_unit": "borta"}]
    assert Listing(ACTIONS, SYSTEM, {}).counts(asked) == [2, 2, 0, 0]
    assert Listing(ACTIONS, SYSTEM, {"owner_unit": "borta"}).counts(asked) == [0, 0, 0, 0]
    assert Listing(ACTIONS, nobody, {}).counts(asked) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "query",
    [{}, {"owner_unit": "utb"}, {"status": "ongoing"}, {"sort": "-sort_key"}, {"q": "ATG 000"}],
    ids=str,
)
def test_a_first_page_is_each_readers_own(world: World, query: dict[str, str]) -> None:
    with writing(SYSTEM) as w:
        for code in ("utb", "kul"):
            for row in registers.rows(w, ACTIONS, world.units[code], 4):
                w.update(row, {"status": "ongoing"})
    for who, sees in (("owner", {"utb"}), ("neighbour", {"kul"}), ("ciso", {"utb", "kul"})):
        listing = Listing(ACTIONS, world.access(who), query, size=3)
        first = list(listing.part(listing.rows))[:3]
        assert [row.pk for row in listing.page.rows] == [row.id for row in listing.lines().rows]
        assert ([row.pk for row in listing.page.rows], listing.total) == (
            [r.pk for r in first],
            listing.rows.count(),
        )
        wanted = sees & {query["owner_unit"]} if "owner_unit" in query else sees
        assert {row.owner_unit.code for row in Listing(ACTIONS, world.access(who), query).page.rows} == wanted
