"""The two steps of a reorganisation by form: what is asked for, and what of it is chosen, becomes the wish."""

from datetime import date, timedelta
from typing import Any

import pytest

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.models import HandoverKind
from akropolis.people.organisation.services.reorganising import Wish
from akropolis.people.organisation.web.reorganising_forms import (
    GuideForm,
    MergeForm,
    MoveForm,
    RowsForm,
    SplitForm,
)
from tests.factories.graphs import service
from tests.world import START, SYSTEM, TODAY, WORD, World

pytestmark = pytest.mark.usefixtures("stage")
SAID = {"on": f"{TODAY}", "reason": "Beslut"}


def wish(form: type[Any], world: World, **given: Any) -> Wish:
    filled = form({**SAID, **given}, access=world.access("admin"))
    assert filled.is_valid(), filled.errors
    found: Wish = filled.wish(world.units["kul"])
    return found


def test_a_move_says_where_to_and_rows_who_takes_them(world: World) -> None:
    kul, utb = world.units["kul"], world.units["utb"]
    assert wish(MoveForm, world, parent=utb.pk) == Wish(HandoverKind.MOVE, [kul], TODAY, "Beslut", taker=utb)
    assert wish(RowsForm, world, taker=utb.pk) == Wish(HandoverKind.ROWS, [kul], TODAY, "Beslut", taker=utb)


def test_a_merge_says_what_the_new_unit_is_and_may_be_of_three(world: World) -> None:
    units = world.units
    new = {
        "code": "kuu",
        "name": "Ny nämnd",
        "short": "KUU",
        "kind": "committee",
        "employees": "7",
        "reviews": "on",
    }
    asked = {"units": units["utb"].pk, "parent": units["stad"].pk, **new}
    into = [{**new, "employees": 7, "reviews": True, "parent": units["stad"]}]
    assert wish(MergeForm, world, **asked) == Wish(
        HandoverKind.MERGE, [units["kul"], units["utb"]], TODAY, "Beslut", into=into
    )
    three = wish(MergeForm, world, **asked, third=units["hamn"].pk)
    assert three.givers == [units["kul"], units["utb"], units["hamn"]]


def test_a_split_gives_two_units_alike_in_kind_below_the_same(world: World) -> None:
    asked = {"code": "a", "name": "Ett", "code_2": "b", "name_2": "Två", "kind": "committee"}
    alike = {"kind": "committee", "reviews": False}
    into = [{"code": "a", "name": "Ett", **alike}, {"code": "b", "name": "Två", **alike}]
    assert wish(SplitForm, world, **asked) == Wish(
        HandoverKind.SPLIT, [world.units["kul"]], TODAY, "Beslut", into=into
    )
    both = wish(SplitForm, world, **asked, reviews="on").into
    assert [each["reviews"] for each in both] == [True, True]


@pytest.mark.parametrize(
    ("form", "given", "fields"),
    [
        (MoveForm, {}, ["parent"]),
        (MoveForm, {"parent": "x", "reason": ""}, ["parent", "reason"]),
        (RowsForm, {"on": ""}, ["taker", "on"]),
        (MergeForm, {"code": "Å"}, ["units", "code", "name", "kind", "parent"]),
        (SplitForm, {"code": "a", "kind": "city"}, ["name", "code_2", "name_2", "kind"]),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    world: World, form: type[Any], given: dict[str, str], fields: list[str]
) -> None:
    filled = form({**SAID, **given}, access=world.access("admin"))
    assert sorted(filled.errors) == sorted(fields)


def test_a_unit_that_has_ended_takes_nothing_over_and_who_may_not_reorganise_chooses_none(
    world: World,
) -> None:
    with writing(SYSTEM) as w:
        w.update(world.units["hamn"], {"valid_to": TODAY - timedelta(days=400)})
    offered: dict[str, Any] = {
        who: {unit.code for unit in MoveForm(access=world.access(who)).fields["parent"].queryset}  # type: ignore[attr-defined]
        for who in ("admin", "owner")
    }
    assert offered == {"admin": {"stad", "utb", "utbf", "kul", "kulf"}, "owner": set()}


# What goes where


TWO = [{"code": code, "name": name, "kind": "committee"} for code, name in (("a", "Ett"), ("b", "Två"))]


def asked(world: World, kind: str, on: date = TODAY, **given: Any) -> Wish:
    return Wish(HandoverKind(kind), [world.units["kul"]], on, "Beslut", **given)


@pytest.mark.parametrize(
    ("kind", "given", "starts"),
    [
        ("split", {"into": TWO}, {"rows", "role", "below", "keeper"}),
        ("merge", {"into": TWO[:1]}, {"role"}),
        ("rows", {"taker": "utb"}, {"rows"}),
        ("move", {"taker": "utb"}, set()),
    ],
)
def test_what_can_be_chosen_depends_on_what_is_done(
    world: World, kind: str, given: dict[str, Any], starts: set[str]
) -> None:
    with writing(SYSTEM) as w:
        service(w, world.units["kul"], "Bok")
    if "taker" in given:
        given = {"taker": world.units["utb"]}
    form = GuideForm(access=world.access("admin"), wish=asked(world, kind, **given))
    assert {name.partition("_")[0] for name in form.fields} - {"version"} == starts
    taker = "Utbildningsnämnden" if kind in ("rows", "move") else "Ett"
    assert form.takers[0] == taker


def test_rows_are_ticked_by_name_and_only_those_that_the_person_may_read(world: World) -> None:
    with writing(SYSTEM) as w:
        nodes = [service(w, world.units["kul"], name) for name in ("Bok", f"{WORD} hemlig")]
        service(w, world.units["utb"], "Skola")
    wanted = asked(world, "rows", taker=world.units["utb"])
    shown: dict[str, Any] = {
        who: GuideForm(access=world.access(who), wish=wanted).fields.get("rows_service.owner_unit")
        for who in ("admin", "owner", "neighbour")
    }
    choices = {who: {key for key, _name in field.choices} if field else set() for who, field in shown.items()}
    every = {str(node.record) for node in nodes}
    assert choices["neighbour"] == every
    assert choices["owner"] == set()


def test_what_is_chosen_becomes_the_wish(world: World) -> None:
    with writing(SYSTEM) as w:
        picked, _rest = (service(w, world.units["kul"], name) for name in ("Bok", "Film"))
        values = {"user": world.people["outsider"], "unit": world.units["kul"], "valid_from": START}
        goes, ends = (
            w.create(Appointment, values | {"role": Role.everything.get(code=code)})
            for code in ("lasare", "chef")
        )
    below, wanted = world.units["kulf"].pk, asked(world, "split", into=TWO)
    neighbour = Appointment.everything.get(user=world.people["neighbour"], role__code="samordnare")
    sent = {
        "rows_service.owner_unit": [str(picked.record)],
        f"role_{goes.pk}": "1",
        f"role_{ends.pk}": "ends",
        f"role_{neighbour.pk}": "0",
        f"below_{below}": "1",
        "keeper": "1",
    }
    form = GuideForm(sent, access=world.access("neighbour"), wish=wanted)
    assert form.is_valid(), form.errors
    chosen = form.chosen()
    assert (chosen.picked, chosen.below, chosen.keeper) == (frozenset([picked.record]), {below: 1}, 1)
    assert chosen.roles == {goes.pk: 1, ends.pk: None, neighbour.pk: 0}
    assert (chosen.givers, chosen.into, chosen.on) == (wanted.givers, wanted.into, wanted.on)
    titles = [str(title) for title, _fields in form.groups]
    assert titles[0] == "Markera det som går till Två"
    assert [len(fields) for _title, fields in form.groups] == [1, 3, 1, 1]


def test_nothing_chosen_is_the_first_of_all(world: World) -> None:
    wanted = asked(world, "rows", taker=world.units["utb"])
    form = GuideForm({}, access=world.access("admin"), wish=wanted)
    assert form.is_valid()
    assert form.chosen() == wanted
    fields: Any = GuideForm(access=world.access("admin"), wish=asked(world, "split", into=TWO)).fields
    assert fields["keeper"].choices == [("0", "Ett"), ("1", "Två")]
    role = next(field for name, field in fields.items() if name.startswith("role_"))
    assert (role.choices, role.initial) == ([("0", "Ett"), ("1", "Två"), ("ends", "Upphör")], "0")
