"""What a register's API takes and gives: which values, which must be there, what is said of a wrong one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation
from pydantic import TypeAdapter, ValidationError

from akropolis.base.kernel.registers.api import schemas
from akropolis.base.kernel.registers.api.schemas import Moment, item_schema, schemas_of, step_schema
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.events.incidents.register import TRACKS
from akropolis.shared.actions.register import REGISTER as ACTIONS

OF_ACTIONS: Any = schemas_of(ACTIONS)
OF_INCIDENTS: Any = schemas_of(INCIDENTS)
NEW = {"title": "Byt tak", "owner_unit": "utb"}


def errors(made: Any, values: dict[str, Any]) -> dict[str, str]:
    """What is told at each field."""
    with translation.override("sv"), pytest.raises(ValidationError) as refusal:
        made(**values)
    return {
        ".".join(map(str, error["loc"])): str(error.get("ctx", {}).get("error", "")) or error["type"]
        for error in refusal.value.errors()
    }


@pytest.mark.parametrize(("value", "kept"), [("2026-03-10", date(2026, 3, 10)), (None, None)])
def test_a_day_is_taken_as_text_or_left_empty(value: object, kept: object) -> None:
    assert OF_ACTIONS.create(**NEW, due_on=value).model_dump()["due_on"] == kept
    assert OF_ACTIONS.update(due_on=value).model_dump(exclude_unset=True) == {"due_on": kept}


@pytest.mark.parametrize("value", ["i mars", "2026-02-30", "2026-13-01", "", 20260310, 0, True])
def test_what_is_no_day_is_told_how_to_be_written(value: object) -> None:
    said = {"due_on": "Skriv datumet som 2026-01-15."}
    assert errors(OF_ACTIONS.create, NEW | {"due_on": value}) == said
    assert errors(OF_ACTIONS.update, {"due_on": value}) == said


@pytest.mark.parametrize("value", ["i går", "2026-02-30T09:00", 5])
def test_what_is_no_moment_is_told_how_to_be_written(value: object) -> None:
    found = errors(OF_INCIDENTS.update, {"detected_at": value})
    assert found == {"detected_at": "Skriv datum och tid som 2026-01-15T09:30:00+01:00."}


def test_a_moment_is_taken_with_its_zone() -> None:
    found = OF_INCIDENTS.update(detected_at="2026-01-15T09:30:00+01:00", occurred_at="2026-01-15T09:30")
    assert found.model_dump(exclude_unset=True) == {
        "detected_at": datetime(2026, 1, 15, 8, 30, tzinfo=UTC),
        "occurred_at": datetime(2026, 1, 15, 9, 30),
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"owner_unit": "utb"}, {"title": "missing"}),
        ({"title": "a"}, {"owner_unit": "missing"}),
        (NEW | {"title": " "}, {"title": "string_too_short"}),
        (NEW | {"title": "x" * 201}, {"title": "string_too_long"}),
        (NEW | {"owner_unit": " "}, {"owner_unit": "string_too_short"}),
        (NEW | {"owner_unit": "x" * 301}, {"owner_unit": "string_too_long"}),
        (NEW | {"colour": "red"}, {"colour": "extra_forbidden"}),
        (NEW | {"status": "lost"}, {"status": "literal_error"}),
        (NEW | {"status": ""}, {"status": "literal_error"}),
        (NEW | {"cost": "12"}, {"cost": "int_type"}),
        (NEW | {"title": None}, {"title": "string_type"}),
    ],
    ids=str,
)
def test_a_new_row_needs_what_it_must_have_and_takes_nothing_else(
    values: dict[str, Any], told: dict[str, str]
) -> None:
    assert errors(OF_ACTIONS.create, values) == told


def test_what_is_not_said_of_a_new_row_comes_by_itself() -> None:
    found = OF_ACTIONS.create(title="  Byt tak ", owner_unit=" utb ").model_dump()
    assert found == {
        "title": "Byt tak", "description": "", "owner_unit": "utb", "responsible": None, "begun_on": None,
        "due_on": None, "status": "planned", "done_on": None, "result": "", "cost": None,
        "cause": "other", "cause_note": "", "hours": None, "recurs": "", "waits_for": None,
    }  # fmt: skip
    assert type(found["status"]) is str


def test_a_change_needs_nothing_and_holds_what_was_sent_and_why() -> None:
    assert OF_ACTIONS.update().model_dump(exclude_unset=True) == {}
    found = OF_ACTIONS.update(because="  Fel  ", title="Ny", description="")
    assert found.model_dump(exclude_unset=True) == {"because": "Fel", "title": "Ny", "description": ""}
    assert errors(OF_ACTIONS.update, {"because": "x" * 301}) == {"because": "string_too_long"}


def test_what_never_changes_is_not_taken_in_a_change() -> None:
    made = schemas_of(TRACKS)
    fixed = {*TRACKS.fixed}
    assert fixed & {*made.create.model_fields} == fixed
    assert fixed & {*made.update.model_fields} == set()
    assert {*made.update.model_fields} == {"because", *TRACKS.fields} - fixed


def test_a_row_of_another_system_has_its_id_and_what_it_answers_for() -> None:
    made: Any = item_schema(ACTIONS, OF_ACTIONS)
    assert [*made.model_fields] == ["external_id", "number", *ACTIONS.fields]
    found = made(external_id=" a-1 ", title="Ny")
    assert found.model_dump(exclude_unset=True) == {"external_id": "a-1", "title": "Ny"}
    assert found.number == ""
    for wrong, told in (
        ("", "string_too_short"),
        ("x" * 201, "string_too_long"),
        ("a\x00b", "string_pattern_mismatch"),
        ("a\nb", "string_pattern_mismatch"),
        ("a\x7fb", "string_pattern_mismatch"),
    ):
        assert errors(made, {"external_id": wrong}) == {"external_id": told}
    assert errors(made, {"external_id": "a", "number": "x" * 31}) == {"number": "string_too_long"}


@pytest.mark.parametrize(
    ("step", "asks", "told"),
    [
        ("begin", [], "Why; stands in the history."),
        ("finish", ["done_on", "result"], "Why; stands in the history."),
        ("cancel", [], "Why; stands in the history. Must be given."),
        ("nonsense", [], "Why; stands in the history."),
    ],
)
def test_a_step_takes_what_it_asks_for_and_why(step: str, asks: list[str], told: str) -> None:
    made = step_schema(ACTIONS, OF_ACTIONS, step)
    assert ([*made.model_fields], made.__name__) == (["because", *asks], f"Action{step.title()}")
    assert made.model_fields["because"].description == told
    assert [name for name, field in made.model_fields.items() if field.is_required()] == asks


def test_a_step_that_asks_for_something_is_not_taken_without_it() -> None:
    made: Any = step_schema(ACTIONS, OF_ACTIONS, "finish")
    assert errors(made, {}) == {"done_on": "missing", "result": "missing"}
    assert errors(made, {"done_on": None, "result": "x"})["done_on"]
    assert made(done_on="2026-03-10", result="Klart").model_dump() == {
        "because": "", "done_on": date(2026, 3, 10), "result": "Klart"
    }  # fmt: skip


def test_a_row_gives_every_field_and_null_where_it_can_be_empty() -> None:
    fields = OF_ACTIONS.row.model_fields
    assert [*fields] == [*schemas.PLAIN, *ACTIONS.fields]
    assert {name for name, field in fields.items() if not field.is_required()} == set()
    described = OF_ACTIONS.row.model_json_schema()["properties"]
    empty = {name for name, said in described.items() if {"type": "null"} in said.get("anyOf", [])}
    assert empty == {
        "archived_at",
        "responsible",
        "begun_on",
        "due_on",
        "done_on",
        "cost",
        "hours",
        "waits_for",
    }
    assert described["due_on"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert described["cost"]["anyOf"][0] == {"type": "integer"}
    assert described["result"]["description"] == "Result. What it has led to. Written when it is done."
    masked = schemas.row_schema("X", OF_INCIDENTS.columns, ["id"], masked=True)
    plain = schemas.row_schema("X", OF_INCIDENTS.columns, ["id"])
    assert [*masked.model_fields] == ["id", *INCIDENTS.fields] == [*plain.model_fields]


def test_a_page_says_what_else_it_may_hold() -> None:
    assert {"items", "total", "next", "resume", "external_ids"} == {*OF_ACTIONS.page.model_fields}
    told: Any = OF_ACTIONS.page(items=[], total=0, next=None)
    assert (told.resume, told.external_ids) == (None, None)
    key = uuid4()
    assert OF_ACTIONS.page(items=[], total=0, next=None, external_ids={key: "a"}).external_ids == {key: "a"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-15T09:30:00+01:00", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-12:00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_moment_is_asked_from_by_the_clock_of_the_database(text: str, found: datetime) -> None:
    assert TypeAdapter(Moment).validate_python(text) == found


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"limit": 0}, {"limit": "greater_than_equal"}),
        ({"limit": 201}, {"limit": "less_than_equal"}),
        ({"q": "x" * 201}, {"q": "string_too_long"}),
        ({"source": "CMDB"}, {"source": "string_pattern_mismatch"}),
        ({"source": "a" * 41}, {"source": "string_pattern_mismatch"}),
        ({"source": "-a"}, {"source": "string_pattern_mismatch"}),
        ({"external_id": "a\x00"}, {"external_id": "string_pattern_mismatch"}),
        ({"external_id": "x" * 201}, {"external_id": "string_too_long"}),
        ({"changed_since": "2026-01-15T09:30:00"}, {"changed_since": "timezone_aware"}),
    ],
    ids=str,
)
def test_a_question_outside_its_bounds_is_refused(query: dict[str, Any], told: dict[str, str]) -> None:
    assert errors(OF_ACTIONS.query, query) == told


def test_a_list_is_asked_by_its_filters_and_what_each_takes() -> None:
    fields = OF_ACTIONS.query.model_fields
    own = {name: field.description for name, field in fields.items() if field.description}
    assert [name for name in fields if name.partition("_on")[0] in {"begun", "due", "done"}] == [
        "begun_on_from", "begun_on_to", "due_on_from", "due_on_to", "done_on_from", "done_on_to"
    ]  # fmt: skip
    assert {name: own[name] for name in ("owner_unit", "responsible", "due_on_from", "due_on_to")} == {
        "owner_unit": "Unit; a unit's code, units below included.",
        "responsible": "Responsible; a user name, or `me`.",
        "due_on_from": "Due: first day.",
        "due_on_to": "Due: last day.",
    }
    assert own["status"] == f"Status; {schemas.SEVERAL}."
    assert own["raised_by"] == "Raised by: kind:id, as the record's causes give them."
    assert fields["due_on_from"].json_schema_extra == {"format": "date"}
    blank: Any = OF_ACTIONS.query()
    assert (blank.limit, blank.cursor, blank.sort, blank.fields, blank.source) == (50, "", "", [], None)
