"""Request and response schemas of each register, built field by field from its declaration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Never, Self
from uuid import UUID

from django.db import models
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from akropolis.base.kernel.registers.api.parameters import one_of, some_of
from akropolis.base.kernel.registers.api.shapes import page_shape, shape
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.base.kernel.registers.columns import VERSION, SheetColumn, columns_of
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.swedish import capitalised

LIMIT, LIMIT_MOST = 50, 200
SEVERAL = "several by repeating the parameter, or with commas between"
PLAIN = ("id", "number", "version", "created_at", "updated_at", "archived_at")


SOURCE = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="The other system, by a word of your own such as `cmdb`: small letters, digits and hyphens.",
    ),
]


def _in_utc(moment: datetime) -> datetime:
    """Convert the moment to UTC. On the calendar's first and last day the result may lie outside the calendar."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)


BECAUSE: object = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""The reason for a change, stored in the history."""
PRINTED = r"^[^\x00-\x1f\x7f]*$"
"""Pattern without control characters: PostgreSQL accepts no NUL, not even in a query."""
EXTERNAL_ID: object = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTED)
]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""Start of a period."""


class Strict(Schema):
    """A body with known fields only.

    Ninja validates such a body twice, and the rows within it four times, since it could be of objects. It is JSON:
    once is enough, and of ten thousand rows a tenth of the time.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return handler(values)


class UnitRef(Schema):
    """A unit that a record points at."""

    id: UUID
    code: str
    name: str


class PersonRef(Schema):
    """A person that a record points at."""

    id: UUID
    username: str
    name: str


class RecordRef(Schema):
    """Another record. The name is null when it is not open to the reader."""

    id: UUID
    number: str
    name: str | None


class KeptRef(Schema):
    """A row of a kept table that a record points at."""

    id: UUID
    code: str
    name: str


class PickedRef(Schema):
    """Something that a record points at. The id is null when it is not open to the reader."""

    id: UUID | None
    number: str
    name: str


class Event(Schema):
    """One change of a record. `changes` maps a field to its stored value before and after.

    `factor` is how who made it had proved who she is (`password+totp`, say); empty where that is not known.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    because: str
    version: int
    factor: str
    changes: dict[str, list[Any]]


class History(Schema):
    """A record's changes, the newest first."""

    items: list[Event]


@dataclass(frozen=True, slots=True)
class Schemas:
    """A register's schemas and the columns they were built from."""

    columns: Mapping[str, SheetColumn]
    row: type[Schema]
    page: type[Schema]
    query: type[Schema]
    create: type[Schema]
    update: type[Schema]
    saved: type[Schema]
    """The answer to a write: the row, with notes if the register has any."""


def schemas_of(register: Register) -> Schemas:
    """Return the schemas, described in English."""
    with translation.override("en"):
        columns = {c.name: c for c in columns_of(register) if c.name in register.fields}
        name = register.model.__name__
        row = row_schema(name, columns)
        return Schemas(
            columns,
            row,
            _page(name, row),
            _query(name, register),
            _create(name, columns),
            _update(name, {k: c for k, c in columns.items() if k not in register.fixed}),
            _saved(name, row),
        )


def _saved(name: str, row: type[Schema]) -> type[Schema]:
    notes = (list[str], Field(description="What is worth knowing, though it is saved."))
    return shape(f"{name}Saved", row, {"notes": notes})


def _page(name: str, row: type[Schema]) -> type[Schema]:
    told = "With `changed_since`: the cursor to go on with another day. It stands on the last page too."
    resume = (str | None, Field(default=None, description=told))
    told = "With `source`: what it calls those of the records that it has sent, by their ids."
    external = (dict[UUID, str] | None, Field(default=None, description=told))
    return page_shape(f"{name}Page", row, more={"resume": resume, "external_ids": external})


def _described(column: SheetColumn, default: object = ...) -> object:
    text = capitalised(str(column.field.verbose_name))
    if column.field.help_text:
        text += f". {column.field.help_text}"
    return Field(default, description=text)


KNOWN: dict[str, object] = {
    "id": (UUID, ...),
    "number": (str, ...),
    "version": (int, Field(description="The ETag of the record, without quotation marks.")),
    "created_at": (datetime, ...),
    "updated_at": (datetime, ...),
    "archived_at": (datetime | None, Field(description="Null while the record is in use.")),
}


def row_schema(
    name: str, columns: Mapping[str, SheetColumn], plain: Sequence[str] = PLAIN, *, masked: bool = False
) -> type[Schema]:
    """Return the schema of a row: the `plain` fields that every row has, and the columns. Null where the field can
    be empty.

    With `masked` a related record hidden from the reader is null too.
    """
    fields: dict[str, object] = {each: KNOWN[each] for each in plain}
    for column in columns.values():
        given = _given_type(column)
        empty = column.field.null or (masked and column.kind in ("record", "picked"))
        fields[column.name] = (given | None if empty else given, _described(column))
    return shape(name, Schema, fields)


def _given_type(column: SheetColumn) -> Any:
    types: dict[str, object] = {
        "unit": UnitRef,
        "person": PersonRef,
        "record": RecordRef,
        "picked": PickedRef,
        "kept": KeptRef,
        "yesno": bool,
        "date": date,
        "moment": datetime,
        "whole": int,
        "decimal": str,
        "json": dict[str, object] | list[object],
    }
    return _choices(column) if column.kind == "choice" else types.get(column.kind, str)


def _choices(column: SheetColumn) -> object:
    """The field's values, with an empty one if the field is optional."""
    known = [value for value, _label in column.field.flatchoices]
    empty = [""] if column.field.blank and not column.field.null and "" not in known else []
    return Literal[*empty, *known]


def _only_text(parse: Callable[[str], object], sentence: Callable[[], str]) -> BeforeValidator:
    def check(value: object) -> object:
        try:
            found = parse(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None and value is not None:
            raise ValueError(str(sentence()))
        return found

    return BeforeValidator(check)


def _taken(column: SheetColumn) -> Any:
    if column.kind == "choice":
        return _choices(column)
    if column.kind in ("unit", "person", "record", "picked", "kept"):
        return Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    types: dict[str, object] = {
        "yesno": StrictBool,
        "whole": StrictInt,
        "decimal": Decimal,
        "date": Annotated[date, _only_text(parse_date, lambda: _("Write the date as 2026-01-15."))],
        "moment": Annotated[
            datetime,
            _only_text(parse_datetime, lambda: _("Write date and time as 2026-01-15T09:30:00+01:00.")),
        ],
    }
    least = None if column.field.blank else 1
    text = StringConstraints(strip_whitespace=True, min_length=least, max_length=column.field.max_length)
    return types.get(column.kind) or Annotated[str, text]


def _taken_or_null(column: SheetColumn) -> object:
    return _taken(column) | None if column.field.null else _taken(column)


def _create(name: str, columns: Mapping[str, SheetColumn]) -> type[Schema]:
    fields = {
        column.name: (
            _taken_or_null(column),
            _described(column, ... if column.required else _default(column)),
        )
        for column in columns.values()
    }
    return shape(f"{name}Create", Strict, fields)


def _default(column: SheetColumn) -> object:
    field = column.field
    if field.has_default() and not callable(field.default):
        value = field.default
        return value.value if isinstance(value, models.enums.Choices) else value
    return None if field.null else ""


def _update(name: str, columns: Mapping[str, SheetColumn]) -> type[Schema]:
    told = Field(default="", description="Why; stands in the history.")
    return shape(f"{name}Update", Strict, {"because": (BECAUSE, told), **_each_or_none(columns)})


def _each_or_none(columns: Mapping[str, SheetColumn]) -> dict[str, object]:
    """Return the columns with None allowed, so that fields that are not sent keep their value."""
    return {column.name: (_taken_or_null(column), _described(column, None)) for column in columns.values()}


def item_schema(register: Register, schemas: Schemas) -> type[Schema]:
    """Return the schema of a record sent by another system: its external id and the fields it owns."""
    told = "The source's own id of the record."
    number = "The number of a record that is there already, when it is sent the first time."
    fields = {
        "external_id": (EXTERNAL_ID, Field(description=told)),
        "number": (Annotated[str, StringConstraints(max_length=30)], Field(default="", description=number)),
        **_each_or_none(schemas.columns),
    }
    return shape(f"{register.model.__name__}Item", Strict, fields)


def step_schema(register: Register, schemas: Schemas, name: str) -> type[Schema]:
    """Return the schema of a transition's body: its required fields, and the reason."""
    life = register.model.life
    steps = [step for step in life.transitions if step.name == name] if life else []
    told = "Why; stands in the history." + (" Must be given." if any(s.needs_reason for s in steps) else "")
    fields: dict[str, object] = {"because": (BECAUSE, Field(default="", description=told))}
    for asked in dict.fromkeys(each for step in steps for each in step.asks):
        column = schemas.columns[asked]
        fields[asked] = (_taken(column), _described(column))
    return shape(f"{register.model.__name__}{name.title()}", Strict, fields)


def _query(name: str, register: Register) -> type[Schema]:
    order = sorted({sign + key.lstrip("-") for key in register.sort for sign in ("", "-")})
    known = (*PLAIN, *register.fields)
    fields: dict[str, object] = {
        "limit": (int, Field(default=LIMIT, ge=1, le=LIMIT_MOST)),
        "cursor": (str, Field(default="", description="The `next` of the page before.")),
        "q": (str, Field(default="", max_length=200, description="Words that the record holds.")),
        "sort": (
            one_of(order),
            Field(default="", description="By what, with - in front the other way round."),
        ),
        "fields": (
            some_of(known),
            Field(default=[], description=f"Those fields and the id alone; {SEVERAL}."),
        ),
        "changed_since": (
            Moment | None,
            Field(
                default=None,
                description="Records that have changed from this moment on (2026-01-15T09:30:00+01:00), archived or "
                "not, in the order of their last change.",
            ),
        ),
        "source": (
            SOURCE | None,
            Field(
                default=None,
                description="Also give what this other system calls the page's records.",
            ),
        ),
        "external_id": (
            str,
            Field(
                default="",
                max_length=200,
                pattern=PRINTED,
                description="With `source`: the records that it calls so.",
            ),
        ),
        "archived": (one_of(["0", "1"]), Field(default="", description="1 for archived records alone.")),
    }
    for filter_name in register.filters:
        fields |= _filter(register.model_field(filter_name), filter_name)
    for each in register.narrowings:
        text = f"{capitalised(str(each.label))}: {each.hint}."
        fields[each.key] = (str, Field(default="", max_length=200, description=text))
    return shape(f"{name}Query", Asked, fields)


def _filter(field: "models.Field[Never, object]", name: str) -> dict[str, object]:
    label = capitalised(str(field.verbose_name))
    if isinstance(field, models.DateField):
        return {
            f"{name}_{end}": (str, _day(f"{label}: {word} day."))
            for end, word in (("from", "first"), ("to", "last"))
        }
    if field.choices:
        values = [str(value) for value, _label in field.flatchoices]
        return {name: (some_of(values), Field(default=[], description=f"{label}; {SEVERAL}."))}
    if isinstance(field, models.BooleanField):
        return {name: (one_of(["yes", "no"]), Field(default="", description=f"{label}."))}
    hint = ""
    kinds = {"unit": "; a unit's code, units below included", "person": "; a user name, or `me`"}
    if getattr(field.related_model, "pick_by_text", False):
        hint = "; a number or a whole name"
    elif field.is_relation:
        hint = kinds["person" if field.related_model.__name__ == "User" else "unit"]  # type: ignore[union-attr]
    return {name: (str, Field(default="", description=f"{label}{hint}."))}


def _day(text: str) -> object:
    return Field(default="", description=text, json_schema_extra={"format": "date"})


__all__ = ["LIMIT", "PLAIN", "VERSION", "Event", "History", "Schemas", "schemas_of", "step_schema"]
