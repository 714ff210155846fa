"""The days of units: which lie below one that ends, on which days one is merged, and what is said of a refusal."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import units
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
DAYS = timedelta(days=1)
ON = date(2027, 1, 1)


def below(world: World, parent: str, *lasts: date | None) -> list[Unit]:
    """Units below with these last days."""
    usual = {"kind": "department", "parent": world.units[parent], "valid_from": START}
    with writing(SYSTEM) as w:
        return [
            w.create(Unit, {"code": f"del-{n}", "name": f"Del {n}", "valid_to": last, **usual})
            for n, last in enumerate(lasts)
        ]


def refused(world: World, code: str, last: date) -> str:
    """What is said when the unit is to end on that day; empty when it may."""
    try:
        units.end(world.access("admin"), world.units[code], last)
    except Invalid as refusal:
        [[sentence]] = refusal.errors.values()
        return str(sentence)
    return ""


@pytest.mark.parametrize(
    ("last", "named"), [(None, True), (ON + DAYS, True), (ON, False), (ON - DAYS, False)]
)
def test_a_unit_ends_when_what_lies_below_it_ends_no_later(
    world: World, last: date | None, named: bool
) -> None:
    below(world, "hamn", last)
    assert ("Del 0" in refused(world, "hamn", ON)) is named


def test_what_lies_further_below_counts_too_and_what_lies_beside_does_not(world: World) -> None:
    below(world, "utbf", None)
    units.change(SYSTEM, world.units["kulf"], {"valid_to": ON})
    assert refused(world, "utb", ON).startswith("Enheter som fortsätter ligger under: Del 0 och ")
    assert refused(world, "kul", ON) == ""


def test_some_of_those_below_are_named_in_the_reader_s_language(world: World) -> None:
    below(world, "hamn", *[None] * 6)
    five = "Del 0, Del 1, Del 2, Del 3"
    assert f"{five} och Del 4." in refused(world, "hamn", ON)
    with override("en"):
        assert f"{five} and Del 4." in refused(world, "hamn", ON)


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (ON - DAYS, None, True),
        (ON, None, False),
        (ON + DAYS, None, False),
        (START, ON, True),
        (START, ON - DAYS, False),
    ],
)
def test_what_is_merged_exists_both_the_day_before_and_on_the_day(
    world: World, first: date, last: date | None, fits: bool
) -> None:
    [unit] = below(world, "stad", None)
    with writing(SYSTEM) as w:
        w.update(unit, {"valid_from": first, "valid_to": last})
    new = {"code": "ny2", "name": "Ny", "kind": "department", "parent": world.units["stad"]}
    try:
        with writing(SYSTEM, because="Beslut") as w:
            units.merge(w, [unit, world.units["hamn"]], new, on=ON)
        found = []
    except Invalid as refusal:
        found = list(refusal.errors)
    assert (found, UnitEvent.everything.count()) == ([] if fits else ["on"], int(fits))


def test_one_unit_twice_is_no_merge(world: World) -> None:
    new = {"code": "ny2", "name": "Ny", "kind": "department", "parent": world.units["stad"]}
    for same in ([world.units["hamn"]] * 2, [world.units["hamn"]], []):
        with pytest.raises(Invalid) as refusal, writing(SYSTEM) as w:
            units.merge(w, same, new, on=ON)
        assert list(refusal.value.errors) == ["units"]


def test_units_right_below_follow_with_theirs_and_those_that_have_ended_stay(world: World) -> None:
    gone, goes_on = below(world, "utb", ON, ON + DAYS)
    new = {"code": "kuu", "name": "Ny", "kind": "committee", "parent": world.units["stad"]}
    with writing(SYSTEM, because="Beslut") as w:
        units.merge(w, [world.units["utb"], world.units["kul"]], new, on=ON)
    paths = dict(Unit.everything.values_list("code", "path"))
    assert (paths[goes_on.code], paths[gone.code]) == ("/stad/kuu/del-1/", "/stad/kuu/utb/del-0/")
    assert (paths["utbf"], paths["utb"], paths["hamn"]) == (
        "/stad/kuu/utbf/",
        "/stad/kuu/utb/",
        "/stad/hamn/",
    )
    event = UnitEvent.everything.get()
    assert (event.happened_on, event.reason, event.before) == (ON, "Beslut", ["utb", "kul"])


def test_a_split_gives_two_and_the_first_keeps_what_was_unless_it_says_another(world: World) -> None:
    two = [{"code": code, "name": code, "kind": "company"} for code in ("a", "b")]
    for few in ([], two[:1]):
        with pytest.raises(Invalid), writing(SYSTEM) as w:
            units.split(w, world.units["hamn"], few, on=ON)
    with pytest.raises(Refused) as top, writing(SYSTEM) as w:
        units.split(w, world.units["stad"], two, on=ON)
    assert top.value.code == "top"
    with writing(SYSTEM, because="Beslut") as w:
        made = units.split(w, world.units["hamn"], two, on=ON)
    old = Unit.everything.get(code="hamn")
    assert [(unit.code, unit.valid_from, unit.path) for unit in made] == [
        ("a", ON, "/stad/a/"),
        ("b", ON, "/stad/b/"),
    ]
    assert (old.path, old.valid_to) == ("/stad/a/hamn/", ON - DAYS)


def test_a_new_name_is_told_with_its_reason_on_the_day_that_it_is_given(world: World) -> None:
    admin, hamn = world.access("admin"), world.units["hamn"]
    units.change(admin, hamn, {"name": "Hamnbolaget"}, because="Varumärket")
    units.change(admin, hamn, {"name": "Hamnen AB"})
    units.change(admin, hamn, {"short": "HAB"})
    told = UnitEvent.everything.order_by("created_at").values_list("kind", "before", "after", "reason")
    assert list(told) == [
        ("rename", ["Mälarstads Hamn AB"], ["Hamnbolaget"], "Varumärket"),
        ("rename", ["Hamnbolaget"], ["Hamnen AB"], "Nytt namn"),
    ]
    assert {event.happened_on for event in UnitEvent.everything.all()} == {timezone.localdate()}


def test_code_and_place_are_not_changed_with_the_rest(world: World) -> None:
    given: dict[str, Any] = {"code": "x", "parent": world.units["utb"], "parent_id": world.units["utb"].pk}
    units.change(world.access("admin"), world.units["hamn"], given | {"short": "HAB"})
    found = Unit.everything.get(pk=world.units["hamn"].pk)
    assert (found.code, found.path, found.short) == ("hamn", "/stad/hamn/", "HAB")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "ny"}, "code"),
        ({"kind": "city"}, "kind"),
        ({"parent": None}, "parent"),
        ({"valid_to": START - DAYS}, "valid_to"),
        ({"valid_to": START}, ""),
    ],
)
def test_a_new_unit_has_its_place_its_kind_and_its_days(
    world: World, given: dict[str, Any], field: str
) -> None:
    usual = {"code": "sko", "name": "Skolan", "kind": "department", "parent": world.units["utbf"]}
    before = Change.objects.count()
    try:
        units.create(world.access("admin"), {**usual, "valid_from": START, **given})
        found = ""
    except Invalid as refusal:
        [found] = refusal.errors
    assert (found, Change.objects.count() > before) == (field, not field)


def test_who_keeps_a_part_of_the_city_begins_units_there_alone(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "lokal", "Lokal Lo", "administrator", "utb")
    usual = {"name": "Skolan", "kind": "department", "valid_from": START}
    units.create(world.access("lokal"), {**usual, "code": "sko", "parent": world.units["utbf"]})
    with pytest.raises(Hidden):
        units.create(world.access("lokal"), {**usual, "code": "sk2", "parent": world.units["kul"]})
