"""The unit tree: what changes it, what is refused, and what stays with last year's units."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import derived
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.selectors.tree import legal_entity
from akropolis.people.organisation.services import units
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


def _move(access: Access, unit: Unit, parent: Unit) -> None:
    with writing(access, because=WHY) as w:
        units.move(w, unit, parent, on=DAY)


def _merge(access: Access, old: list[Unit], into: dict[str, object], on: date = DAY) -> Unit:
    with writing(access, because=WHY) as w:
        return units.merge(w, old, into, on=on)


def _split(access: Access, unit: Unit, into: list[dict[str, object]], **more: Any) -> list[Unit]:
    with writing(access, because=WHY) as w:
        return units.split(w, unit, into, on=DAY, **more)


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
        lambda: _move(access, unit, other),
        lambda: _merge(access, [cast.units["utb"], other], _new("nya", cast.units["stad"])),
        lambda: _split(access, unit, [_new("a", other), _new("b", other)]),
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
    _move(cast.access("admin"), cast.units["utbf"], cast.units["ald"])
    assert (_path("utbf"), _path("utbf-dig")) == ("/stad/ald/utbf/", "/stad/ald/utbf/utbf-dig/")
    event = UnitEvent.everything.get()
    assert (event.kind, event.before, event.after) == ("move", ["utb", "utbf"], ["ald", "utbf"])
    assert derived.differences() == []


@pytest.mark.parametrize("target", ["utb", "utbf"])
def test_a_unit_never_comes_to_lie_below_itself(cast: Cast, target: Any) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        _move(cast.access("admin"), cast.units["utb"], cast.units[target])
    assert (list(refusal.value.errors), _state()) == (["parent"], before)


def test_the_city_is_neither_moved_nor_split(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Refused):
        _move(cast.access("admin"), cast.units["stad"], cast.units["utb"])
    two = [_new("a", None, kind="city"), _new("b", None, kind="city")]
    with pytest.raises(Refused):
        _split(cast.access("admin"), cast.units["stad"], two)
    assert _state() == before


def test_a_merge_ends_the_old_begins_the_new_and_leaves_last_years_units(cast: Cast) -> None:
    into = _new(
        "ufo", cast.units["stad"], kind="committee", name="Utbildnings- och omsorgsnämnden", reviews=True
    )
    new = _merge(cast.access("admin"), [cast.units["utb"], cast.units["ald"]], into)
    old = Unit.everything.filter(code__in=["ald", "utb"]).order_by("code")
    assert [(u.name, u.valid_to) for u in old] == [
        ("Äldrenämnden", date(2026, 12, 31)),
        ("Utbildningsnämnden", date(2026, 12, 31)),
    ]
    assert (new.valid_from, _path("utbf"), _path("utb")) == (DAY, "/stad/ufo/utbf/", "/stad/ufo/utb/")
    event = UnitEvent.everything.get()
    assert (event.kind, event.before, event.after, event.reason) == ("merge", ["utb", "ald"], ["ufo"], WHY)
    assert derived.differences() == []


@pytest.mark.parametrize(
    ("codes", "into", "on", "field"),
    [
        (["utb"], {}, DAY, "units"),
        (["utb", "utb"], {}, DAY, "units"),
        (["utb", "utbf"], {}, DAY, "units"),
        (["utb", "ald"], {}, date(2018, 1, 1), "on"),
        (["utb", "ald"], {}, START, "on"),
        (["utb", "ald"], {"code": "bos"}, DAY, "code"),
        (["utb", "ald"], {"parent": "utbf"}, DAY, "parent"),
    ],
)
def test_a_refused_merge_changes_nothing(cast: Cast, codes: Any, into: Any, on: Any, field: Any) -> None:
    before = _state()
    values = {**_new("nya", cast.units["stad"]), **into}
    if isinstance(values["parent"], str):
        values["parent"] = cast.units[values["parent"]]
    with pytest.raises(Invalid) as refusal:
        _merge(cast.access("admin"), [cast.units[c] for c in codes], values, on)
    assert (list(refusal.value.errors), _state()) == ([field], before)


def test_a_split_ends_the_old_and_begins_two(cast: Cast) -> None:
    old, parent = cast.units["bos"], cast.units["stad"]
    two = [_new("bos-a", parent, kind="company"), _new("bos-b", parent, kind="company")]
    made = _split(cast.access("admin"), old, two)
    event = UnitEvent.everything.get()
    assert [(u.code, u.valid_from) for u in made] == [("bos-a", DAY), ("bos-b", DAY)]
    assert (event.before, event.after) == (["bos"], ["bos-a", "bos-b"])
    assert Unit.everything.get(code="bos").valid_to == date(2026, 12, 31)


def test_a_split_takes_units_below_along_and_the_keeper_has_the_one_that_ended(cast: Cast) -> None:
    two = [_new("a", cast.units["stad"]), _new("b", cast.units["stad"])]
    _split(cast.access("admin"), cast.units["utb"], two, keeper=1, below={cast.units["utbf"].pk: 0})
    assert (_path("utbf"), _path("utb")) == ("/stad/a/utbf/", "/stad/b/utb/")
    assert derived.differences() == []


def test_a_split_waits_until_what_lies_below_has_been_moved(cast: Cast) -> None:
    before, parent = _state(), cast.units["stad"]
    two = [_new("a", parent), _new("b", parent)]
    with pytest.raises(Invalid):
        _split(cast.access("admin"), cast.units["utb"], two)
    assert _state() == before


def test_half_a_split_is_none(cast: Cast) -> None:
    before, parent = _state(), cast.units["stad"]
    two = [_new("nya", parent), _new("nya", parent)]
    with pytest.raises(Invalid):
        _split(cast.access("admin"), cast.units["bos"], two)
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
