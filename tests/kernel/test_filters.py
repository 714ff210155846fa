"""A list's filters one by one: what each offers, what it asks for, how it is told, and what means nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.filters import RegisterFilter, filters_of
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories.graphs import depend, service
from tests.world import SYSTEM, World

RULE = "due:2026-01-01:2026-12-31:2026-06-30"


def filter_of(register: Register, access: Access, name: str, /, **query: str) -> RegisterFilter:
    (found,) = [each for each in filters_of(register, access, query) if each.name == name]
    return found


def shown(found: RegisterFilter) -> list[tuple[str, str, bool]]:
    return [(choice.value, str(choice.label), choice.chosen) for choice in found.choices]


def action(world: World, title: str, unit: str = "utb", **given: Any) -> Action:
    return create(SYSTEM, Action, {"title": title, "owner_unit": world.units[unit], **given})


def titles(found: RegisterFilter) -> list[str]:
    rows: Any = found.apply(found.register.model.everything.all(), [])
    return sorted(rows.values_list("title", flat=True))


@pytest.mark.parametrize(
    ("register", "kinds"),
    [
        ("actions", {"owner_unit": "unit", "status": "choice", "cause": "choice", "responsible": "person",
                     "begun_on": "dates", "due_on": "dates", "done_on": "dates"}),
        ("incidents", {"owner_unit": "unit", "kind": "choice", "severity": "choice", "personal_data": "choice",
                       "status": "choice", "root_cause": "choice", "occurred_at": "dates", "closed_at": "dates",
                       "lead": "person", "exercise": "yesno"}),
    ],
)  # fmt: skip
def test_a_filters_control_follows_from_its_field(register: str, kinds: dict[str, str]) -> None:
    found = {each.name: each for each in filters_of(registry.get(register), SYSTEM, {})}
    assert {name: each.kind for name, each in found.items() if name in kinds} == kinds
    assert {name: each.names for name, each in found.items() if each.kind == "dates"} == {
        name: (f"{name}_from", f"{name}_to") for name, kind in kinds.items() if kind == "dates"
    }
    assert found["status"].names == ("status",)


def test_each_value_of_a_choice_is_offered_and_several_stand_as_one_more(world: World) -> None:
    for status, done in (("planned", None), ("ongoing", None), ("done", date(2026, 1, 1))):
        action(world, status, status=status, done_on=done)
    plain = filter_of(ACTIONS, SYSTEM, "status")
    offered = [("planned", "Planerad"), ("ongoing", "Pågår"), ("done", "Klar"), ("cancelled", "Avbruten")]
    assert ([choice[0] for choice in shown(plain)], plain.active, titles(plain)) == (
        [value for value, _label in offered], False, ["done", "ongoing", "planned"]
    )  # fmt: skip
    one = filter_of(ACTIONS, SYSTEM, "status", status="done")
    assert ([value for value, _label, chosen in shown(one) if chosen], titles(one)) == (["done"], ["done"])
    several = filter_of(ACTIONS, SYSTEM, "status", status="planned,done")
    value, label, chosen = shown(several)[-1]
    assert (value, chosen, len(shown(several))) == ("planned,done", True, 5)
    assert (
        several.told
        == label
        == ", ".join(label for v, label, _c in shown(several) if v in ("planned", "done"))
    )
    assert (titles(several), one.told) == (["done", "planned"], shown(one)[2][1])
    assert shown(filter_of(ACTIONS, SYSTEM, "status", status="x,y")) == shown(plain)
    every = ",".join(value for value, _label in offered)
    assert titles(filter_of(ACTIONS, SYSTEM, "status", status=every)) == titles(plain)


@pytest.mark.parametrize(
    ("register", "name", "query"),
    [
        (ACTIONS, "status", {"status": "lost"}),
        (ACTIONS, "status", {"status": "planned,lost"}),
        (ACTIONS, "owner_unit", {"owner_unit": "gone"}),
        (ACTIONS, "due_on", {"due_on_from": "i mars"}),
        (ACTIONS, "due_on", {"due_on_to": "2026-02-30"}),
        (ACTIONS, "raised_by", {"raised_by": "x"}),
        (ACTIONS, "rule", {"rule": "due:2026-01-01"}),
        (ACTIONS, "rule", {"rule": "gone:2026-01-01:2026-12-31:2026-06-30"}),
        (INCIDENTS, "exercise", {"exercise": "1"}),
        (INCIDENTS, "occurred_at", {"occurred_at_to": "x"}),
    ],
    ids=lambda each: each.key if isinstance(each, Register) else str(each),
)
def test_what_means_nothing_gives_no_rows_or_is_left_out_and_is_said_either_way(
    world: World, register: Register, name: str, query: dict[str, str]
) -> None:
    found = filter_of(register, SYSTEM, name, **query)
    create(SYSTEM, register.model, _values(world, register))
    rows, problems = register.model.everything.all(), list[str]()
    assert (found.condition(), found.active) == (None, True)
    assert (found.apply(rows, problems).count(), len(problems)) == (0, 1)
    assert (found.apply(rows, problems, leave=True).count(), len(problems)) == (1, 2)
    assert str(found.label) in problems[0]
    assert "har ett värde som inte finns" in problems[0]
    assert str(found.label) in problems[1]
    assert "inte längre" in problems[1]


def _values(world: World, register: Register) -> dict[str, Any]:
    given = {"title": "A", "owner_unit": world.units["utb"]}
    return given if register is ACTIONS else given | {"severity": 1, "occurred_at": timezone.now()}


def test_a_unit_holds_those_below_it_and_offered_are_those_where_one_reads(world: World) -> None:
    for unit in ("utb", "utbf", "kul"):
        action(world, unit, unit)
    owner = world.access("owner")
    assert titles(filter_of(ACTIONS, SYSTEM, "owner_unit", owner_unit="utb")) == ["utb", "utbf"]
    assert titles(filter_of(ACTIONS, SYSTEM, "owner_unit", owner_unit="utbf")) == ["utbf"]
    found = filter_of(ACTIONS, owner, "owner_unit", owner_unit="utbf")
    assert shown(found) == [("utbf", "Utbildningsförvaltningen", True), ("utb", "Utbildningsnämnden", False)]
    assert found.told == "Utbildningsförvaltningen"
    assert len(shown(filter_of(ACTIONS, world.access("ciso"), "owner_unit"))) == 6
    assert shown(filter_of(ACTIONS, world.access("outsider"), "owner_unit")) == []


def test_a_person_is_oneself_or_known_by_the_user_name(world: World) -> None:
    people = world.people
    for title, who in (("min", "owner"), ("din", "chef"), ("ingens", "")):
        action(world, title, responsible=people.get(who))
    owner = world.access("owner")
    mine = filter_of(ACTIONS, owner, "responsible", responsible="me")
    assert (titles(mine), shown(mine), mine.told) == (["min"], [("me", "Jag", True)], "Jag")
    hers = filter_of(ACTIONS, owner, "responsible", responsible="chef")
    assert (titles(hers), shown(hers), hers.told) == (["din"], [("me", "Jag", False)], "chef")
    assert titles(filter_of(ACTIONS, owner, "responsible", responsible="gone")) == []


@pytest.mark.parametrize(("value", "found"), [("yes", ["ÖVNING: övning"]), ("no", ["händelse"])])
def test_yes_or_no_is_asked_for(world: World, value: str, found: list[str]) -> None:
    given = _values(world, INCIDENTS)
    for title, exercise in (("övning", True), ("händelse", False)):
        create(SYSTEM, Incident, given | {"title": title, "exercise": exercise})
    asked = filter_of(INCIDENTS, SYSTEM, "exercise", exercise=value)
    assert titles(asked) == found
    assert shown(asked) == [("yes", "Ja", value == "yes"), ("no", "Nej", value == "no")]


@pytest.mark.parametrize(
    ("first", "last", "found", "told"),
    [
        ("2026-03-10", "2026-03-10", ["10"], "2026-03-10–2026-03-10"),
        ("2026-03-10", "", ["10", "11"], "2026-03-10–"),
        ("", "2026-03-10", ["10", "9"], "–2026-03-10"),
        ("2026-03-11", "2026-03-09", [], "2026-03-11–2026-03-09"),
        ("", "", ["10", "11", "9", "utan"], "–"),
    ],
)
def test_days_are_asked_for_from_the_first_to_the_last_of_them(
    world: World, first: str, last: str, found: list[str], told: str
) -> None:
    for day in (9, 10, 11):
        action(world, str(day), due_on=date(2026, 3, day))
    action(world, "utan")
    asked = filter_of(ACTIONS, SYSTEM, "due_on", due_on_from=first, due_on_to=last)
    assert (titles(asked), asked.told, asked.active) == (found, told, bool(first or last))


def test_a_moment_lies_in_the_day_that_the_clock_here_showed(world: World) -> None:
    moments = {
        "före": datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC),
        "först": datetime(2026, 3, 9, 23, tzinfo=UTC),
        "sist": datetime(2026, 3, 10, 22, 59, 59, 999999, tzinfo=UTC),
        "efter": datetime(2026, 3, 10, 23, tzinfo=UTC),
    }
    for title, at in moments.items():
        create(SYSTEM, Incident, _values(world, INCIDENTS) | {"title": title, "occurred_at": at})
    day = {"occurred_at_from": "2026-03-10", "occurred_at_to": "2026-03-10"}
    assert titles(filter_of(INCIDENTS, SYSTEM, "occurred_at", **day)) == ["först", "sist"]


def test_what_is_picked_is_known_by_number_or_name_and_archived_too(world: World) -> None:
    with writing(SYSTEM) as w:
        one, two, third = (service(w, world.units["utb"], name) for name in ("Ett", "Två", "Tre"))
        link = depend(w, one, two)
        depend(w, two, third)
        w.archive(Service.everything.get(pk=one.record))
    number = Node.everything.get(pk=one.pk).number
    register = registry.get("dependencies")
    for value in ("Ett", number, f"Ett ({number})"):
        found = filter_of(register, SYSTEM, "source", source=value)
        assert found.kind == "picked"
        assert [*found.apply(Dependency.everything.all(), [])] == [link]
    assert filter_of(register, SYSTEM, "source", source="Finns inte").condition() is None


def test_a_rule_is_shown_only_when_it_is_on_with_its_days(world: World) -> None:
    action(world, "i år", due_on=date(2026, 3, 1))
    action(world, "sedan", due_on=date(2027, 3, 1))
    assert "rule" not in {each.name for each in filters_of(ACTIONS, SYSTEM, {})}
    found = filter_of(ACTIONS, SYSTEM, "rule", rule=RULE)
    assert (titles(found), found.kind, found.label) == (["i år"], "choice", "urval")
    ((value, label, chosen),) = shown(found)
    assert (value, chosen, label) == (
        RULE, True, "med slutdag under perioden, 2026-01-01–2026-12-31, enligt läget 2026-06-30"
    )  # fmt: skip
    assert shown(filter_of(ACTIONS, SYSTEM, "rule", rule="gone")) == []


def test_what_is_no_field_is_shown_when_it_is_on_or_has_something_to_offer(world: World) -> None:
    names = [each.name for each in filters_of(ACTIONS, SYSTEM, {})]
    on = [each.name for each in filters_of(ACTIONS, SYSTEM, {"raised_by": "x", "rule": RULE})]
    assert (names, on) == ([*ACTIONS.filters], ["rule", "raised_by", *ACTIONS.filters])
    threat = INCIDENTS.narrowings[0].key
    offered = [each.name for each in filters_of(INCIDENTS, SYSTEM, {})]
    assert offered == [*INCIDENTS.filters, threat]
