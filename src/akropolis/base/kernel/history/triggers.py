"""Database triggers that let rows be added and never changed or deleted, on SQLite and PostgreSQL alike.

A row with a taken key is refused too: SQLite's REPLACE would delete the old one without firing a delete trigger.
"""

# ruff: noqa: S608 # statements of our own names

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "append-only: rows of {table} are never changed or deleted"


@dataclass(frozen=True, slots=True)
class Guard:
    """What a table refuses besides deletion: conditions in SQL on NEW and OLD. `trial` is an update it must refuse."""

    table: str
    key: str
    update: str
    insert: str
    trial: str

    @property
    def message(self) -> str:
        """Return the error message of the refusal."""
        return MESSAGE.format(table=self.table)

    def triggers(self, vendor: str) -> dict[str, str]:
        """Return the triggers' definitions keyed by name, each as the database reports it."""
        return self._postgresql() if vendor == "postgresql" else self._sqlite()

    def _sqlite(self) -> dict[str, str]:
        refusals = {"update": self.update, "delete": "TRUE", "insert": self.insert}
        return {
            f"{self.table}_no_{verb}": f"CREATE TRIGGER {self.table}_no_{verb} BEFORE {verb.upper()} "
            f"ON {self.table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            for verb, when in refusals.items()
        }

    def _postgresql(self) -> dict[str, str]:
        table, run = self.table, f"EXECUTE FUNCTION {self.table}_refuse()"
        events = f"BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW"
        return {
            f"{table}_no_change": f"CREATE TRIGGER {table}_no_change {events} {run}",
            f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {run}",
        }

    def body(self) -> str:
        """Return the text of PostgreSQL's trigger function."""
        return (
            f" BEGIN IF TG_OP = 'INSERT' THEN IF NOT ({self.insert}) THEN RETURN NEW; END IF; "
            f"ELSIF TG_OP = 'UPDATE' THEN IF NOT ({self.update}) THEN RETURN NEW; END IF; END IF; "
            f"RAISE EXCEPTION '{self.message}'; END "
        )

    def statements(self, vendor: str) -> list[str]:
        """Yield the statements that create the triggers, replacing those of an earlier version."""
        triggers = self.triggers(vendor)
        if vendor != "postgresql":
            return [*(f"DROP TRIGGER IF EXISTS {name}" for name in triggers), *triggers.values()]
        return [
            *(f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in triggers),
            f"CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $${self.body()}$$",
            *triggers.values(),
        ]


def guard_of(model: type[models.Model], *, beside: tuple[str, ...] = ()) -> Guard:
    """Return the guard of a model's table: rows are only added, except that the fields `beside` may change."""
    meta = model._meta
    key = str(meta.pk.column)
    keys = [(key,), *_unique(model)]
    taken = " OR ".join("(" + " AND ".join(f"{c} = NEW.{c}" for c in columns) + ")" for columns in keys)
    exists = f"EXISTS (SELECT 1 FROM {meta.db_table} WHERE {taken})"
    if not beside:
        return Guard(meta.db_table, key, "TRUE", exists, f"{key} = {key}")
    closed = [field.column for field in meta.concrete_fields if field.name not in beside]
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in closed)
    return Guard(meta.db_table, key, changed, exists, f"{key} = NULL")


def _unique(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the columns of each unique key but the primary one. Partial ones are left to the comparison of rows."""
    fields = model._meta.concrete_fields
    column = {field.name: str(field.column) for field in fields}
    alone = [(column[field.name],) for field in fields if field.unique and not field.primary_key]
    together = [
        tuple(column[name] for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    return alone + together


LAST = "(SELECT coalesce(max(seq), 0) FROM history_change)"
SAME = " AND ".join(
    f"NEW.{c} IS NOT DISTINCT FROM OLD.{c}"
    for c in ("seq", "payload", "hash", "at", "actor_id", "kind", "object_id")
)
NAMED: Mapping[str, str] = {
    "sqlite": "EXISTS (SELECT 1 FROM history_change AS last, json_each(last.payload, '$.redacts') AS named "
    f"WHERE last.seq = {LAST} AND json_extract(named.value, '$[0]') = OLD.seq "
    "AND json_type(OLD.content, '$.\"' || json_extract(named.value, '$[1]') || '\"') = 'array' "
    "AND NEW.content = "
    "json_set(OLD.content, '$.\"' || json_extract(named.value, '$[1]') || '\"', last.seq))",
    "postgresql": "EXISTS (SELECT 1 FROM history_change AS last, "
    "jsonb_array_elements(last.payload::jsonb -> 'redacts') AS named "
    f"WHERE last.seq = {LAST} AND (named ->> 0)::bigint = OLD.seq "
    "AND jsonb_typeof(OLD.content::jsonb -> (named ->> 1)) = 'array' "
    "AND NEW.content::jsonb = jsonb_set(OLD.content::jsonb, ARRAY[named ->> 1], to_jsonb(last.seq)))",
}
"""Condition: one place is emptied, as named by the newest link, a redaction. The only change a link's row accepts."""


def history_guards(vendor: str) -> list[Guard]:
    """Return the guards of the chain: links follow each other, and its end moves forward to the newest link alone."""
    end = f"EXISTS (SELECT 1 FROM history_change WHERE seq = NEW.seq AND hash = NEW.hash AND seq = {LAST})"
    return [
        Guard(
            "history_change",
            "seq",
            f"NOT ({SAME} AND {NAMED[vendor]})",
            f"NEW.seq IS DISTINCT FROM {LAST} + 1",
            "hash = hash",
        ),
        Guard(
            "history_head",
            "id",
            f"NEW.id <> OLD.id OR NEW.seq <= OLD.seq OR NOT {end}",
            f"EXISTS (SELECT 1 FROM history_head) OR NEW.seq IS DISTINCT FROM {LAST}",
            "seq = seq",
        ),
    ]


def guards() -> list[Guard]:
    """Return every guard that this version's database has."""
    closed = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    own = [guard_of(model, beside=getattr(model, "changing_fields", ())) for model in closed]
    return [*history_guards(connection.vendor), *own]


def append_only(label: str, *, beside: tuple[str, ...] = ()) -> Any:
    """Return a migration step (for RunPython) that closes the model's table to everything but new rows.

    The fields `beside` may change. A later step on the same table replaces the earlier one.
    """

    def step(state: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        _put(schema_editor, [guard_of(state.get_model(label), beside=beside)])

    return step


def close_history(_state: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Migration step that closes the chain and its end."""
    _put(schema_editor, history_guards(schema_editor.connection.vendor))


def _put(schema_editor: BaseDatabaseSchemaEditor, found: list[Guard]) -> None:
    for guard in found:
        for statement in guard.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)
