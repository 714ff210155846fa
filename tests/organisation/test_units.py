"""The unit tree: what changes it, what is refused, and what stays with last year's units."""

from datetime import date
from typing import Any

import pytest

from akropolis.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.kernel.access.gate import system
from akropolis.kernel.access.models import Unit, UnitEvent
from akropolis.kernel.history.models import Change
from akropolis.kernel.records import derived
from akropolis.organisation.selectors import legal_entity
from akropolis.organisation.services import units
from tests.organisation.cast import START, Cast, build

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
WHY = "Kommunfullmäktige beslutade det den 14 september 2026."


@pytest.fixture
def cast() -> Cast:
    return build({"administrator": ["*:*:*"]})


def _state() -> tuple[object, ...]:
    return (
        sorted(Unit.everything.values_list("code", "name", "path", "version", "valid_to")),
        UnitEvent.everything.count(),
        Change.objects.count(),
    )


def _new(code: str, parent: Unit | None, **more: object) -> dict[str, object]:
    return {
        "code": code,
        "name": f"Enhet {code}",
        "kind": "department",
        "parent": parent,
        "valid_from": DAY,
        **more,
    }


def _path(code: str) -> str:
    return str(Unit.everything.get(code=code).path)


def test_a_new_unit_lies_below_its_parent(cast: Cast) -> None:
    made = units.create(cast.access("admin"), _new("utbf-dig", cast.units["utbf"]))
    assert made.path == "/stad/utb/utbf/utbf-dig/"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "utb"}, "code"),
        ({"code": "Utb 2"}, "code"),
        ({"name": "x" * 201}, "name"),
        ({"name": ""}, "name"),
        ({"kind": "kyrka"}, "kind"),
        ({"kind": "city"}, "kind"),
        ({"parent": None}, "parent"),
        ({"employees": -1}, "employees"),
        ({"valid_to": date(2026, 1, 1)}, "valid_to"),
    ],
)
def test_a_refused_new_unit_changes_nothing(cast: Cast, change: Any, field: Any) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        units.create(cast.access("admin"), {**_new("nya", cast.units["utb"]), **change})
    assert (list(refusal.value.errors), _state()) == ([field], before)


@pytest.mark.parametrize("username", ["ciso", "revisor", "samordnare.utb", "outsider"])
def test_who_may_not_write_units_changes_nothing(cast: Cast, username: str) -> None:
    access, before = cast.access(username), _state()
    unit, other = cast.units["utbf"], cast.units["ald"]
    for act in (
        lambda: units.create(access, _new("nya", cast.units["utb"])),
        lambda: units.change(access, unit, {"name": "Nytt"}),
        lambda: units.end(access, unit, DAY),
        lambda: units.move(access, unit, other, on=DAY, reason=WHY),
        lambda: units.merge(
            access, [cast.units["utb"], other], _new("nya", cast.units["stad"]), on=DAY, reason=WHY
        ),
        lambda: units.split(access, unit, [_new("a", other), _new("b", other)], on=DAY, reason=WHY),
    ):
        with pytest.raises(Hidden):
            act()
    assert _state() == before


def test_a_new_name_is_an_event_and_the_code_stays(cast: Cast) -> None:
    unit = units.change(
        cast.access("admin"), cast.units["ald"], {"name": "Omsorgsnämnden", "code": "oms"}, because=WHY
    )
    event = UnitEvent.everything.get()
    assert (unit.code, unit.name, unit.version) == ("ald", "Omsorgsnämnden", 2)
    assert (event.kind, event.before, event.after) == ("rename", ["Äldrenämnden"], ["Omsorgsnämnden"])


def test_the_second_to_save_is_told_and_changes_nothing(cast: Cast) -> None:
    units.change(cast.access("admin"), cast.units["ald"], {"short": "Äldre"}, version=1)
    before = _state()
    with pytest.raises(Stale):
        units.change(cast.access("admin"), cast.units["ald"], {"short": "Gammal"}, version=1)
    assert _state() == before


def test_a_unit_with_living_units_below_cannot_end(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Invalid, match="Utbildningsförvaltningen"):
        units.end(cast.access("admin"), cast.units["utb"], DAY)
    assert _state() == before


def test_a_unit_cannot_end_before_it_began(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        units.end(cast.access("admin"), cast.units["utbf"], date(2018, 1, 1))
    assert list(refusal.value.errors) == ["valid_to"]


def test_a_move_takes_everything_below_along(cast: Cast) -> None:
    units.create(system("Test"), _new("utbf-dig", cast.units["utbf"], valid_from=START))
    units.move(cast.access("admin"), cast.units["utbf"], cast.units["ald"], on=DAY, reason=WHY)
    assert (_path("utbf"), _path("utbf-dig")) == ("/stad/ald/utbf/", "/stad/ald/utbf/utbf-dig/")
    event = UnitEvent.everything.get()
    assert (event.kind, event.before, event.after) == ("move", ["utb", "utbf"], ["ald", "utbf"])
    assert derived.differences() == []


@pytest.mark.parametrize("target", ["utb", "utbf"])
def test_a_unit_never_comes_to_lie_below_itself(cast: Cast, target: Any) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        units.move(cast.access("admin"), cast.units["utb"], cast.units[target], on=DAY, reason=WHY)
    assert (list(refusal.value.errors), _state()) == (["parent"], before)


def test_the_city_is_neither_moved_nor_split(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Refused):
        units.move(cast.access("admin"), cast.units["stad"], cast.units["utb"], on=DAY, reason=WHY)
    two = [_new("a", None, kind="city"), _new("b", None, kind="city")]
    with pytest.raises(Refused):
        units.split(cast.access("admin"), cast.units["stad"], two, on=DAY, reason=WHY)
    assert _state() == before


def test_a_merge_ends_the_old_begins_the_new_and_leaves_last_years_units(cast: Cast) -> None:
    into = _new(
        "ufo", cast.units["stad"], kind="committee", name="Utbildnings- och omsorgsnämnden", reviews=True
    )
    new = units.merge(cast.access("admin"), [cast.units["utb"], cast.units["ald"]], into, on=DAY, reason=WHY)
    old = Unit.everything.filter(code__in=["ald", "utb"]).order_by("code")
    assert [(u.name, u.valid_to) for u in old] == [
        ("Äldrenämnden", date(2026, 12, 31)),
        ("Utbildningsnämnden", date(2026, 12, 31)),
    ]
    assert (new.valid_from, _path("utbf")) == (DAY, "/stad/ufo/utbf/")
    event = UnitEvent.everything.get()
    assert (event.kind, event.before, event.after, event.reason) == ("merge", ["utb", "ald"], ["ufo"], WHY)
    assert derived.differences() == []


@pytest.mark.parametrize(
    ("codes", "into", "on", "reason", "field"),
    [
        (["utb"], {}, DAY, WHY, "units"),
        (["utb", "utb"], {}, DAY, WHY, "units"),
        (["utb", "utbf"], {}, DAY, WHY, "units"),
        (["utb", "ald"], {}, date(2018, 1, 1), WHY, "on"),
        (["utb", "ald"], {}, START, WHY, "on"),
        (["utb", "ald"], {}, DAY, "  ", "reason"),
        (["utb", "ald"], {"code": "bos"}, DAY, WHY, "code"),
        (["utb", "ald"], {"parent": "utbf"}, DAY, WHY, "parent"),
    ],
)
def test_a_refused_merge_changes_nothing(
    cast: Cast, codes: Any, into: Any, on: Any, reason: Any, field: Any
) -> None:
    before = _state()
    values = {**_new("nya", cast.units["stad"]), **into}
    if isinstance(values["parent"], str):
        values["parent"] = cast.units[values["parent"]]
    with pytest.raises(Invalid) as refusal:
        units.merge(cast.access("admin"), [cast.units[c] for c in codes], values, on=on, reason=reason)
    assert (list(refusal.value.errors), _state()) == ([field], before)


def test_a_split_ends_the_old_and_begins_two(cast: Cast) -> None:
    old, parent = cast.units["bos"], cast.units["stad"]
    two = [_new("bos-a", parent, kind="company"), _new("bos-b", parent, kind="company")]
    made = units.split(cast.access("admin"), old, two, on=DAY, reason=WHY)
    event = UnitEvent.everything.get()
    assert [(u.code, u.valid_from) for u in made] == [("bos-a", DAY), ("bos-b", DAY)]
    assert (event.before, event.after) == (["bos"], ["bos-a", "bos-b"])
    assert Unit.everything.get(code="bos").valid_to == date(2026, 12, 31)


def test_a_split_waits_until_what_lies_below_has_been_moved(cast: Cast) -> None:
    before, parent = _state(), cast.units["stad"]
    two = [_new("a", parent), _new("b", parent)]
    with pytest.raises(Invalid):
        units.split(cast.access("admin"), cast.units["utb"], two, on=DAY, reason=WHY)
    assert _state() == before


def test_half_a_split_is_none(cast: Cast) -> None:
    before, parent = _state(), cast.units["stad"]
    two = [_new("nya", parent), _new("nya", parent)]
    with pytest.raises(Invalid):
        units.split(cast.access("admin"), cast.units["bos"], two, on=DAY, reason=WHY)
    assert _state() == before


CITY, COMPANY = "212000-0142", "556036-0793"


def _numbered(cast: Cast) -> None:
    units.change(cast.access("admin"), cast.units["stad"], {"organisation_number": CITY})
    units.change(cast.access("admin"), cast.units["bos"], {"organisation_number": COMPANY})


def test_a_nämnd_and_its_units_belong_to_the_municipality_and_a_bolag_to_itself(cast: Cast) -> None:
    """The legal person is another thing than the authority: a nämnd is the one and a part of the other."""
    _numbered(cast)
    units.create(cast.access("admin"), _new("bos-kund", cast.units["bos"]))
    found = {unit.code: legal_entity(cast.access("admin"), unit) for unit in Unit.everything.all()}
    assert {code: entity and entity.organisation_number for code, entity in found.items()} == {
        "stad": CITY, "utb": CITY, "utbf": CITY, "ald": CITY, "bos": COMPANY, "bos-kund": COMPANY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "number"),
    [("utb", CITY), ("utbf", CITY), ("bos", "556036-0794"), ("bos", "5560360793"), ("bos", CITY)],
)
def test_only_legal_entities_have_a_number_each_a_right_one_of_its_own(
    cast: Cast, code: str, number: str
) -> None:
    _numbered(cast)
    before = _state()
    with pytest.raises(Invalid):
        units.change(cast.access("admin"), cast.units[code], {"organisation_number": number})
    assert _state() == before


def test_a_bolag_that_has_ended_leaves_its_number_to_the_one_that_takes_over(cast: Cast) -> None:
    _numbered(cast)
    units.end(cast.access("admin"), cast.units["bos"], date(2026, 12, 31))
    given = {"kind": "company", "organisation_number": COMPANY}
    made = units.create(cast.access("admin"), _new("bos2", cast.units["stad"], **given))
    assert made.organisation_number == COMPANY
