"""The situation of a unit and of the city: what has a last day, how far the reviews are, and what is unknown."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, Actor, Scope
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create
from akropolis.review.review.models import Direction
from akropolis.review.review_inputs.selectors.gathering import last_pack
from akropolis.review.review_inputs.selectors.years import first_years
from akropolis.review.review_inputs.services import packs
from akropolis.shell.home.selectors.deadlines import UnitScope, list_deadlines
from akropolis.shell.home.selectors.situation import describe_situation
from tests.home.test_pages import rows_behind
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM
from tests.review_inputs.test_pack_pages import reader

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<li>\s*<a href="([^"]+)">([^<]+)</a>\s*<span class="ak-clocks__left">')


def day(left: int) -> date:
    return timezone.localdate() + timedelta(days=left)


def scope(unit: Unit) -> UnitScope:
    return UnitScope(unit.path, unit.code, unit.name)


def reads(unit: Unit, *permissions: str) -> Access:
    grants = {name: frozenset({Scope(unit.path, below=True)}) for name in permissions}
    return Access(Actor(None, "Läsaren"), grants)


def late_and_near(units: dict[str, Unit]) -> None:
    for code, lefts in {"soc": (-40, -2, 5, 31), "ald": (-3, 20)}.items():
        for left in lefts:
            values = {"title": f"Åtgärd {code} {left}", "due_on": day(left), "begun_on": day(-60)}
            world.action(units[code], **values)


def shown(client: Client) -> list[tuple[str, str]]:
    found = LINE.findall(client.get("/laget/?alla=1").text)
    return [(html.unescape(url), title) for url, title in found]


def test_alike_things_are_one_line_and_its_number_leads_to_its_rows() -> None:
    late_and_near(world.city("soc", "ald"))
    client = reader("stad")
    lines = {title: url for url, title in shown(client)}
    assert list(lines) == [
        "3 åtgärder vars sista dag har passerat",
        "2 åtgärder med sista dag inom 30 dagar",
    ]
    assert [rows_behind(client, url) for url in lines.values()] == [3, 2]


def test_a_nämnd_sees_its_own_and_nothing_of_the_neighbour() -> None:
    units = world.city("soc", "ald")
    late_and_near(units)
    client = reader("soc")
    text = client.get("/laget/").text
    assert ("Läget hos Nämnd soc" in text, "Nämnd ald" in text, "Åtgärd ald" in text) == (True, False, False)
    (late, title), (near, alone) = shown(client)
    assert (title, rows_behind(client, late)) == ("2 åtgärder vars sista dag har passerat", 2)
    assert (alone, client.get(near).status_code) == ("Genomför: Åtgärd soc 5", 200)


def test_the_scope_narrows_what_a_reader_of_all_sees() -> None:
    units = world.city("soc", "ald")
    late_and_near(units)
    access = reads(units["stad"], "actions:action:read")
    found = list_deadlines(access, scope(units["ald"]), timezone.localdate())
    assert [(line.title, line.units) for line in found] == [
        ("Genomför: Åtgärd ald -3", ("Nämnd ald",)),
        ("Genomför: Åtgärd ald 20", ("Nämnd ald",)),
    ]
    assert len(list_deadlines(access, UnitScope(), timezone.localdate())) == 2
    assert list_deadlines(reads(units["stad"]), UnitScope(), timezone.localdate()) == []


def test_reviews_and_directions_with_a_last_day_are_counted_by_unit() -> None:
    units = world.city("soc", "ald")
    for owner in units.values():
        world.review(owner, 2027, due_on=day(9))
    source = world.review(units["stad"], 2026)
    create(SYSTEM, Direction, {"review": source, "title": "Öva", "answer_by": day(-1), "to_all": True})
    world.decided(source)
    access = reads(units["stad"], "review:review:read", "review:answer:read")
    whole = list_deadlines(access, UnitScope(), timezone.localdate())
    assert [(line.title, line.units, line.due) for line in whole] == [
        ("Svara på inriktningarna 2026 från Mälarstad", ("Nämnd ald", "Nämnd soc"), day(-1)),
        ("Besluta genomgången för 2027", ("Mälarstad", "Nämnd ald", "Nämnd soc"), day(9)),
    ]
    own = list_deadlines(access, scope(units["soc"]), timezone.localdate())
    assert [line.units for line in own] == [("Nämnd soc",), ("Nämnd soc",)]


def test_a_nämnd_counts_its_own_unanswered_directions_and_not_the_others() -> None:
    units = world.city("soc", "ald", "kul")
    _old, newest = world.directions(units["stad"])
    world.answer(newest, units["soc"])
    said = {
        code: str(describe_situation(SYSTEM, scope(units[code]), world.NOW.date()).parts) for code in units
    }
    assert ("av stadens inriktningar" in said["soc"], "av stadens inriktningar" in said["ald"]) == (
        False,
        True,
    )
    city = describe_situation(SYSTEM, UnitScope(), world.NOW.date())
    (part,) = [part for part in city.parts if part.title == "Åtgärder och inriktningar"]
    assert '<a class="ak-figure" href="/genomgangar/2026/stad/inriktningar/">Två</a> enheter har' in str(part)


def test_the_map_names_three_that_have_the_farthest_to_go() -> None:
    units = world.city("a", "b", "c", "d", "e")
    _old, newest = world.directions(units["stad"])
    world.answer(newest, units["b"])
    world.decided(world.review(units["a"]))
    world.taken(world.review(units["c"]), "ongoing")
    for code in "bd":
        world.review(units[code])
    found = describe_situation(SYSTEM, UnitScope(), world.NOW.date()).map
    assert found is not None
    assert found.year == 2027
    assert found.legend == [
        ("Beslutad 1", "success"),
        ("Pågår 1", "info"),
        ("Planerad 2", "neutral"),
        ("Inte öppnad 1", "neutral"),
    ]
    assert [(square.code, square.name, square.url) for square in found.squares] == [
        ("A", "Nämnd a: beslutad", "/genomgangar/2027/a/"),
        ("B", "Nämnd b: planerad", "/genomgangar/2027/b/"),
        ("C", "Nämnd c: pågår", "/genomgangar/2027/c/"),
        ("D", "Nämnd d: planerad", "/genomgangar/2027/d/"),
        ("E", "Nämnd e: inte öppnad", ""),
    ]
    link = '<a href="/genomgangar/2027/{0}/">Nämnd {0}</a>'
    assert found.farthest == [
        ("Nämnd e", "inte öppnad, en inriktning obesvarad"),
        (link.format("d"), "planerad, en inriktning obesvarad"),
        (link.format("b"), "planerad"),
    ]
    assert describe_situation(SYSTEM, scope(units["a"]), world.NOW.date()).map is None


def test_what_nobody_recorded_is_unknown_and_not_nought() -> None:
    units = world.city("soc", "ald")
    world.incident(units["ald"], date(2024, 3, 1))
    for year in (2024, 2025, 2026):
        for owner in units.values():
            row = world.review(owner, year)
            packs.gather(SYSTEM, row)
            world.decided(row)
    assert first_years()["incidents"] == 2025

    def value(year: int, key: str) -> int | None:
        pack = last_pack(SYSTEM, world.review_of(units["soc"], year + 1))
        assert pack is not None
        return pack.count(key)

    # Nobody in the city had an incident in the period of 2024, and nobody has had an action in any year.
    assert [value(year, "incidents.total") for year in (2024, 2025, 2026)] == [None, 0, 0]
    assert [value(year, "actions.total") for year in (2024, 2025, 2026)] == [None, None, None]


def test_a_register_in_use_from_the_first_year_has_no_unknown_years() -> None:
    units = world.city("soc")
    world.incident(units["soc"], date(2023, 3, 1))
    for year in (2024, 2025):
        row = world.review(units["stad"], year)
        packs.gather(SYSTEM, row)
        world.decided(row)
    assert "incidents" not in first_years()
    pack = last_pack(SYSTEM, world.review(units["stad"], 2026))
    assert pack is not None
    assert (pack.count("incidents.total"), pack.count("actions.total")) == (0, None)
