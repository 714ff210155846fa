"""Rows as the API gives them and takes them: each kind of field, what is hidden of it, and what is not taken."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.history.log import Redacted
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.api.rows import as_json, outward_ids, values_from
from akropolis.base.kernel.registers.columns import SheetColumn, column_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.shared.actions.models import Action
from tests.behaviours.tokens import bearer
from tests.factories import registers
from tests.world import START, SYSTEM, World

NONE = UUID(int=1)


def columns(model: Any, *names: str) -> dict[str, SheetColumn]:
    return {name: column_of(model._meta.get_field(name), name) for name in names}


def tie(nodes: dict[str, Node], source: str = "elever", target: str = "journal") -> Dependency:
    found: Dependency = Dependency.everything.get(source=nodes[source], target=nodes[target])
    return found


def test_each_kind_of_field_is_told_in_its_own_way(world: World) -> None:
    due = columns(Action, "owner_unit", "responsible", "due_on", "title", "cause", "begun_on")
    with writing(SYSTEM) as w:
        row = registers.row(w, registry.get("actions"), world.units["utb"])
        w.update(row, {"responsible": world.people["owner"], "due_on": date(2027, 2, 3), "begun_on": None})
    stored = Action.everything.get(pk=row.pk)
    [told] = as_json(world.access("owner"), due, [stored])
    assert {
        name: told[name] for name in ("owner_unit", "responsible", "due_on", "title", "begun_on", "id")
    } == {
        "owner_unit": {"id": str(world.units["utb"].pk), "code": "utb", "name": "Utbildningsnämnden"},
        "responsible": {"id": str(world.people["owner"].pk), "username": "owner", "name": "Nadja Perić"},
        "due_on": date(2027, 2, 3),
        "title": stored.title,
        "begun_on": None,
        "id": str(stored.pk),
    }
    assert told["created_at"] == timezone.localtime(stored.created_at).isoformat()


def test_only_what_is_asked_for_is_told_and_the_id(world: World) -> None:
    with writing(SYSTEM) as w:
        row = registers.row(w, registry.get("actions"), world.units["utb"])
    few = columns(Action, "title", "due_on")
    assert as_json(SYSTEM, few, [row], ["title"]) == [{"id": str(row.pk), "title": "Provrad"}]
    assert as_json(SYSTEM, few, [], ["title"]) == []


def test_numbers_and_ids_are_texts_and_the_rest_is_as_it_is() -> None:
    plain = columns(Action, "title")
    for value, told in (
        (Decimal("1.50"), "1.50"),
        (NONE, str(NONE)),
        (7, 7),
        (False, False),
        ("x", "x"),
        (None, None),
    ):
        row: Any = SimpleNamespace(id=1, pk=1, title=value)
        assert as_json(SYSTEM, plain, [row], ["title"]) == [{"id": 1, "title": told}]


def test_of_what_is_pointed_at_only_what_is_open_is_named(world: World, nodes: dict[str, Node]) -> None:
    ends = columns(Dependency, "source", "target")
    row = tie(nodes)
    journal = {"id": str(nodes["journal"].record), "number": nodes["journal"].number, "name": "Journalsystem"}
    elever = {"number": nodes["elever"].number, "name": nodes["elever"].name}

    def told(who: str, *, masked: bool = False) -> dict[str, object]:
        [found] = as_json(world.access(who), ends, [row], ["source", "target"], masked=masked)
        return {name: found[name] for name in ends}

    assert told("owner") == {"source": elever | {"id": str(nodes["elever"].record)}, "target": journal}
    assert told("neighbour") == {"source": elever | {"id": None}, "target": journal}
    assert told("neighbour", masked=True) == {"source": None, "target": journal}


def test_a_row_that_is_pointed_at_has_no_name_for_who_may_not_read_it(world: World) -> None:
    with writing(SYSTEM) as w:
        service = w.create(Service, {"name": "Hemlig", "owner_unit": world.units["kul"]})
        incident = registers.row(w, registry.get("incidents"), world.units["utb"])
        w.update(incident, {"service": service})
    where, whole = columns(Incident, "service"), {"id": str(service.pk), "number": service.number}
    found = {
        who: as_json(world.access(who), where, [incident], ["service"])[0]["service"]
        for who in ("owner", "ciso")
    }
    assert found == {"owner": whole | {"name": None}, "ciso": whole | {"name": str(service)}}


def errors(sent: Mapping[str, object], **known: SheetColumn) -> Mapping[str, Any]:
    with pytest.raises(Invalid) as refusal:
        values_from(SYSTEM, known, sent)
    return refusal.value.errors


def test_what_cannot_be_stored_or_found_is_said_at_its_field(world: World) -> None:
    known = columns(Action, "title", "description", "owner_unit")
    sent = {"title": "a\x07b", "description": "bra", "owner_unit": "finns-inte"}
    assert errors(sent, **known) == {
        "title": ["Texten innehåller ett tecken som inte kan sparas. Skriv om den."],
        "owner_unit": ["Det finns ingen enhet finns-inte. Skriv enhetens kod eller hela namn."],
    }
    assert list(errors({"owner_unit": str(NONE)}, **known)) == ["owner_unit"]


def test_what_is_sent_becomes_what_the_writer_takes(world: World, nodes: dict[str, Node]) -> None:
    known = columns(Action, "owner_unit", "responsible", "title", "due_on") | columns(Dependency, "target")
    known |= columns(Incident, "occurred_at", "service")
    service = Service.everything.get(pk=nodes["journal"].record)
    utb, owner = world.units["utb"], world.people["owner"]
    naive, aware = datetime(2026, 1, 2, 3, 4), datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    for sent, value in (
        ({"owner_unit": "utb"}, utb),
        ({"owner_unit": str(utb.pk)}, utb),
        ({"responsible": "owner"}, owner),
        ({"responsible": str(owner.pk)}, owner),
        ({"target": nodes["journal"].number}, nodes["journal"]),
        ({"target": str(nodes["journal"].record)}, nodes["journal"]),
        ({"service": service.number}, service),
        ({"service": str(service.pk)}, service),
        ({"title": "utb"}, "utb"),
        ({"title": str(utb.pk)}, str(utb.pk)),
        ({"due_on": date(2027, 1, 1)}, date(2027, 1, 1)),
        ({"occurred_at": naive}, timezone.make_aware(naive)),
        ({"occurred_at": aware}, aware),
        ({"owner_unit": None}, None),
    ):
        assert values_from(SYSTEM, known, sent) == {next(iter(sent)): value}, sent


def test_keys_of_our_own_go_out_of_a_history_as_ids_where_they_are_open(
    world: World, nodes: dict[str, Node]
) -> None:
    known = columns(Dependency, "source", "target", "kind")
    journal, kluster = nodes["journal"], nodes["kluster"]
    events: Any = [
        SimpleNamespace(diff={"target": [None, journal.pk], "kind": ["", "uses"]}),
        SimpleNamespace(diff={"target": [journal.pk, kluster.pk]}),
        SimpleNamespace(diff={"target": (Redacted("(borttaget)"), kluster.pk)}),
        SimpleNamespace(diff={}),
    ]
    for who, opened in (("operator", str(kluster.record)), ("owner", None)):
        outward = outward_ids(world.access(who), known, events)
        assert [
            outward("target", key) for key in (None, Redacted("(borttaget)"), journal.pk, kluster.pk)
        ] == [
            None,
            None,
            str(journal.record),
            opened,
        ]
        assert (outward("source", journal.pk), outward("kind", "uses")) == (None, "uses")


def test_the_units_go_page_by_page_with_their_dates(world: World) -> None:
    client = world.client(**bearer(world, "colleague"))
    with writing(SYSTEM) as w:
        kul = world.units["kul"]
        w.update(kul, {"valid_to": date(2026, 1, 31), "employees": 12})
    codes = sorted(world.units)
    whole = client.get("/api/v1/units", {"limit": len(codes)}).json()
    assert ([unit["code"] for unit in whole["items"]], whole["next"], whole["total"]) == (
        codes,
        None,
        len(codes),
    )
    assert {unit["code"]: unit for unit in whole["items"]}["kul"] == {
        "id": str(kul.pk), "code": "kul", "name": "Kulturnämnden", "kind": "committee", "parent": "stad",
        "reviews": True, "employees": 12, "valid_from": str(START), "valid_to": "2026-01-31",
    }  # fmt: skip
    last = {unit["code"]: unit for unit in whole["items"]}["stad"]
    assert (last["parent"], last["valid_to"], last["employees"]) == (None, None, None)
    first = client.get("/api/v1/units", {"limit": len(codes) - 1}).json()
    assert (len(first["items"]), first["next"], first["total"]) == (len(codes) - 1, codes[-2], len(codes))
    rest = client.get("/api/v1/units", {"cursor": codes[-2]}).json()
    assert ([unit["code"] for unit in rest["items"]], rest["next"], rest["total"]) == (
        codes[-1:],
        None,
        len(codes),
    )
    assert world.client(**bearer(world, "outsider")).get("/api/v1/units").status_code == 404
