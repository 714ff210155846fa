"""What is sent once, what other systems call a record, and what belongs to a unit: each for its own and no others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records import belongings, external
from akropolis.base.kernel.records.belongings import Belonging
from akropolis.base.kernel.records.models import Sending
from akropolis.base.kernel.records.once import KEPT, forget_old, made_before, once
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import Incident, IncidentUnit
from akropolis.graph.assets.models import Service
from akropolis.graph.compliance.models import Objection
from akropolis.people.federation.models import GroupRule
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.compliance.measures import measure
from tests.factories import graphs
from tests.world import SYSTEM, World

DAY = date(2026, 11, 25)


def action(world: World, title: str = "Gör det") -> Action:
    return create(SYSTEM, Action, {"title": title, "owner_unit": world.units["utb"]})


def test_a_key_that_comes_with_other_content_is_refused_and_makes_nothing(world: World) -> None:
    owner = world.access("owner")
    first = once(owner, "a", lambda: action(world), content="x")
    assert once(owner, "a", lambda: action(world), content="x") == first
    for content in ("y", ""):
        with pytest.raises(Invalid) as refusal:
            once(owner, "a", lambda: action(world), content=content)
        assert [*refusal.value.errors] == ["__all__"]
    assert (Action.everything.count(), Sending.objects.count()) == (1, 1)
    stored = Sending.objects.get()
    assert (stored.person_id, stored.kind, stored.object_id, stored.content) == (
        world.people["owner"].pk, "action", first.pk, "x"
    )  # fmt: skip
    assert (len(stored.key), stored.key.isalnum()) == (64, True)


def test_without_a_key_or_a_person_it_is_done_each_time(world: World) -> None:
    for access, key in ((world.access("owner"), ""), (SYSTEM, "a")):
        assert len({once(access, key, lambda: action(world)).pk for _ in range(2)}) == 2
    assert not Sending.objects.exists()


def test_what_she_made_before_is_known_to_her_alone_while_it_is_there(world: World) -> None:
    owner = world.access("owner")
    assert made_before(owner, "a") is None
    first = once(owner, "a", lambda: action(world))
    assert (made_before(owner, "a"), made_before(owner, "b")) == (first, None)
    assert made_before(world.access("colleague"), "a") is None
    with writing(SYSTEM) as w:
        w.remove(first)
    assert made_before(owner, "a") is None
    Sending.objects.update(kind="gonekind")
    assert made_before(owner, "a") is None


def test_a_key_is_remembered_for_a_whole_day(world: World) -> None:
    once(world.access("owner"), "a", lambda: action(world))
    at = Sending.objects.get().at
    for late, left in ((KEPT, 1), (KEPT + timedelta(microseconds=1), 0)):
        forget_old(at + late)
        assert Sending.objects.count() == left
    assert timedelta(days=1) == KEPT
    assert timezone.now() - at < timedelta(minutes=1)


def service(world: World, name: str, unit: str = "utb") -> Service:
    return create(SYSTEM, Service, {"name": name, "owner_unit": world.units[unit]})


def test_a_source_knows_its_own_records_by_its_own_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external, "BATCH", 2)
    one, two, third = (service(world, name) for name in "ABC")
    other = action(world)
    external.store_names(Service, "cmdb", {two.pk: "x", one.pk: "x", third.pk: "y"})
    external.store_names(Service, "arkiv", {one.pk: "z"})
    external.store_names(Action, "cmdb", {other.pk: "x"})
    found = external.records_by_name(Service, "cmdb", ["y", "x", "y", "gone", "z"])
    assert found == {"x": sorted((one.pk, two.pk)), "y": [third.pk]}
    assert external.records_by_name(Service, "cmdb", ["y", "gone", "z"]) == {"y": [third.pk]}
    assert external.records_by_name(Action, "cmdb", ["x", "y"]) == {"x": [other.pk]}
    assert external.names_of("cmdb", [one.pk, third.pk]) == {one.pk: "x", third.pk: "y"}
    assert external.names_of("arkiv", [one.pk, two.pk]) == {one.pk: "z"}
    assert external.sources_of(one.pk) == [("arkiv", "z"), ("cmdb", "x")]
    external.store_names(Service, "cmdb", {one.pk: "ny", two.pk: "x"})
    assert external.names_of("cmdb", [one.pk, two.pk]) == {one.pk: "ny", two.pk: "x"}
    assert external.names_of("arkiv", [one.pk]) == {one.pk: "z"}


def test_rows_that_belong_to_a_unit_are_named_read_and_over_as_they_say(world: World) -> None:
    plain, kept = Belonging(Action, "x"), Belonging(Incident, "y", "owner_unit", "pk", belongings.always)
    assert (plain.key, plain.read, kept.key, kept.read) == (
        "action.unit", "actions:action:read", "incident.owner_unit", "incidents:incident:read"
    )  # fmt: skip
    row = action(world)
    rows = Action.everything.filter(pk=row.pk)
    over = [rows.filter(given(DAY)).exists() for given in (plain.over, kept.over)]
    assert over == [False, True]
    assert {each.key for each in belongings.about_rows()} == {
        each.key for each in belongings.registry if each.about
    }


@pytest.mark.parametrize("values", [{"status": "planned"}, {"status": "done", "done_on": DAY}], ids=str)
@pytest.mark.parametrize("archived", [False, True])
def test_rows_of_a_register_stay_when_they_are_over_or_archived(
    world: World, values: dict[str, Any], archived: bool
) -> None:
    row = create(SYSTEM, Action, {"title": "A", "owner_unit": world.units["utb"], **values})
    if archived:
        with writing(SYSTEM) as w:
            w.archive(row)
    (belonging,) = [each for each in belongings.registry if each.key == "action.owner_unit"]
    stays = Action.everything.filter(belonging.over(DAY), pk=row.pk).exists()
    assert stays is (archived or values["status"] == "done")
    assert isinstance(belonging.over(DAY), Q)
    assert belonging.label == ACTIONS.many


def test_two_rows_that_would_say_the_same_of_a_unit_are_twins(world: World) -> None:
    utb, kul, hamn = (world.units[code] for code in ("utb", "kul", "hamn"))
    first, second = (
        create(
            SYSTEM, Incident, {"title": t, "owner_unit": utb, "severity": 1, "occurred_at": timezone.now()}
        )
        for t in "AB"
    )
    of_kul, _of_hamn = (create(SYSTEM, IncidentUnit, {"incident": first, "unit": u}) for u in (kul, hamn))
    elsewhere = create(SYSTEM, IncidentUnit, {"incident": second, "unit": kul})
    assert [belongings.twin(of_kul, "unit", unit) for unit in (kul, hamn, utb)] == [False, True, False]
    assert belongings.twin(elsewhere, "unit", hamn) is False
    assert belongings.twin(first, "owner_unit", kul) is False


def test_what_is_withdrawn_or_empty_is_no_twin(world: World) -> None:
    """A standing objection is not lost where the taker has a withdrawn one, nor a rule that names no role."""
    utb, kul, hamn = (world.units[code] for code in ("utb", "kul", "hamn"))
    with writing(SYSTEM) as w:
        node, control = graphs.service(w, hamn, "Journal", shared=True), measure(w, "Grund")
    said = {
        "node": node,
        "control": control,
        "reasons": "Vi",
        "objected_by": "E",
        "objected_at": timezone.now(),
    }
    standing = create(SYSTEM, Objection, {**said, "unit": utb})
    withdrawn = create(SYSTEM, Objection, {**said, "unit": kul, "withdrawn_at": timezone.now()})
    create(SYSTEM, Objection, {**said, "unit": hamn})
    assert [belongings.twin(standing, "unit", unit) for unit in (kul, hamn)] == [False, True]
    assert belongings.twin(withdrawn, "unit", utb) is False
    of_utb, _of_kul = (create(SYSTEM, GroupRule, {"group": "g", "unit": unit}) for unit in (utb, kul))
    assert belongings.twin(of_utb, "unit", kul) is False
