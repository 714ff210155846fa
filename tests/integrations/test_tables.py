"""What leaves for a data warehouse, column by column: the schema, how values are written, and what is left empty."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.parts import declared
from akropolis.events.incidents.models import Incident
from akropolis.events.leadership.models import ClimbRule
from akropolis.graph.assets.models import Service
from akropolis.graph.compliance.models import Framework, Requirement
from akropolis.people.integrations.selectors.tables import Extracted, _plain, tables_for
from akropolis.shared.actions.models import Action
from tests.factories import registers
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
ONCE = {"required": True, "unique": True}


def table(access: Access, name: str) -> Extracted:
    return next(each for each in tables_for(access, TODAY) if each.name == name)


def column(access: Access, name: str, field: str) -> list[str]:
    found = table(access, name)
    place = [each["name"] for each in found.columns].index(field)
    return [line[place] for line in found.lines()]


def test_each_register_that_may_be_read_is_a_table_and_the_units_come_first(world: World) -> None:
    stored = [each.key for each in (*registry, *kept_tables, *declared())]
    worked_out = [name for each in lists if (name := each.api or each.extract)]
    assert [each.name for each in tables_for(SYSTEM, TODAY)] == ["units", *stored, *worked_out]
    assert {"gaps", "unstated-levels", "concentration", "crypto-plan", "legal-entities"} <= set(worked_out)
    nobody = Access(world.access("owner").actor)
    assert [each.name for each in tables_for(nobody, TODAY)] == ["units"]


def test_the_units_leave_as_a_tree_by_code(world: World) -> None:
    update(SYSTEM, world.units["kul"], {"valid_to": date(2026, 1, 31)})
    found = table(SYSTEM, "units")
    assert (found.title, [each["name"] for each in found.columns]) == (
        "Enheter", ["code", "name", "kind", "parent", "valid_from", "valid_to"]
    )  # fmt: skip
    assert [line for line in found.lines() if line[0] in ("kul", "stad")] == [
        ["kul", "Kulturnämnden", "committee", "stad", "2019-01-01", "2026-01-31"],
        ["stad", "Mälarstad", "city", "", "2019-01-01", ""],
    ]
    assert [line[0] for line in found.lines()] == sorted(world.units)
    schema: dict[str, Any] = found.schema
    assert {name: schema[name] for name in ("primaryKey", "foreignKeys", "missingValues")} == {
        "primaryKey": ["code"],
        "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "units", "fields": ["code"]}}],
        "missingValues": [""],
    }


def test_a_column_says_its_name_its_type_its_choices_and_that_it_is_a_key(world: World) -> None:
    said = {str(each["name"]): each for each in table(SYSTEM, "incidents").columns}
    assert said["id"] == {"name": "id", "title": said["id"]["title"], "type": "string", "constraints": ONCE}
    assert said["number"]["constraints"] == ONCE
    assert [name for name, each in said.items() if "constraints" in each] == ["id", "number"]
    assert list(said)[:2] + list(said)[-4:] == [
        "id",
        "number",
        "version",
        "created_at",
        "updated_at",
        "archived_at",
    ]
    kinds = {
        name: said[name]["type"]
        for name in ("severity", "status", "title", "occurred_at", "version", "owner_unit")
    }
    assert kinds == {
        "severity": "integer", "status": "string", "title": "string", "occurred_at": "datetime", "version": "integer",
        "owner_unit": "string",
    }  # fmt: skip
    field = Incident._meta.get_field("status")
    assert said["status"]["categories"] == [
        {"value": value, "label": str(label)} for value, label in field.flatchoices
    ]
    assert [name for name in ("title", "version") if "categories" in said[name]] == []


def test_units_and_people_leave_by_code_and_user_name(world: World) -> None:
    with writing(SYSTEM) as w:
        [row, other] = registers.rows(w, registry.get("actions"), world.units["utb"], 2)
        w.update(row, {"responsible": world.people["owner"]})
    stored = Action.everything.get(pk=row.pk)
    ids = column(SYSTEM, "actions", "id")
    assert ids == sorted(str(each.pk) for each in (row, other))
    place = ids.index(str(row.pk))
    found = [
        column(SYSTEM, "actions", name)[place]
        for name in ("owner_unit", "responsible", "number", "archived_at")
    ]
    assert found == ["utb", "owner", row.number, ""]
    moment = stored.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert column(SYSTEM, "actions", "created_at")[place] == moment
    assert column(SYSTEM, "actions", "responsible")[1 - place] == ""


def test_what_points_at_a_row_that_may_not_be_read_is_empty(world: World) -> None:
    with writing(SYSTEM) as w:
        service = w.create(Service, {"name": "Deras", "owner_unit": world.units["kul"]})
        incident = registers.row(w, registry.get("incidents"), world.units["utb"])
        w.update(incident, {"service": service})
    found = {who: column(world.access(who), "incidents", "service") for who in ("owner", "ciso")}
    assert found == {"owner": [""], "ciso": [str(service.pk)]}
    points = list(table(SYSTEM, "incidents").keys["foreignKeys"])
    assert {"fields": ["service"], "reference": {"resource": "services", "fields": ["id"]}} in points
    assert {"fields": ["owner_unit"], "reference": {"resource": "units", "fields": ["code"]}} in points


def test_a_kept_table_leaves_whole_and_how_sure_it_is_for_those_who_keep_it(world: World) -> None:
    days = {"valid_from": date(2020, 1, 1), "source": "SFS 2025:1506"}
    with writing(SYSTEM) as w:
        law = w.create(Framework, {"code": "lag", "name": "Lagen", "mark": "S", **days})
        ended = days | {"valid_to": date(2024, 12, 31), "framework": law}
        for paragraph, more in (("1 §", ended), ("2 §", {**days, "framework": law})):
            w.create(Requirement, {"reference": paragraph, "name": paragraph, **more})
    found = {name: column(SYSTEM, "requirements", name) for name in ("reference", "valid_to", "framework")}
    assert sorted(found["reference"]) == ["1 §", "2 §"]
    assert sorted(found["valid_to"]) == ["", "2024-12-31"]
    assert found["framework"] == [str(law.pk)] * 2
    assert (column(SYSTEM, "frameworks", "mark"), column(SYSTEM, "frameworks", "source")) == (
        ["S"],
        ["SFS 2025:1506"],
    )
    told = [str(each["name"]) for each in table(world.access("owner"), "frameworks").columns]
    assert (told[:2], told[-3:], "mark" in told) == (
        ["id", "code"],
        ["source", "valid_from", "valid_to"],
        False,
    )
    points = table(world.access("owner"), "requirements").keys["foreignKeys"]
    assert points == [{"fields": ["framework"], "reference": {"resource": "frameworks", "fields": ["id"]}}]


def test_a_role_leaves_by_its_code(world: World) -> None:
    role = Role.everything.get(code="samordnare")
    with writing(SYSTEM) as w:
        step = {"name": "En dag före", "hours": 24, "role": role, "valid_from": date(2020, 1, 1)}
        w.create(ClimbRule, step)
    assert column(SYSTEM, "reminder-ladder", "role") == ["samordnare"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (True, "true"), (False, "false"), (0, "0"), (Decimal("1.50"), "1.50"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=1))), "2026-01-02T02:04:05Z"),
        ({"å": 1}, '{"å": 1}'), (["ö"], '["ö"]'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_it_is_stored(value: object, text: str) -> None:
    assert _plain(value) == text
