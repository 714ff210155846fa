"""Database triggers that let rows be added and never changed or taken away, on SQLite and PostgreSQL alike."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "append-only: rows of {table} are never changed or deleted"


def _sqlite(table: str) -> list[str]:
    message = MESSAGE.format(table=table)
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    message = MESSAGE.format(table=table)
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


def append_only(table: str) -> Any:
    """A migration step (for RunPython) that closes the table to everything but new rows."""

    def step(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = _postgresql(table) if schema_editor.connection.vendor == "postgresql" else _sqlite(table)
        for statement in statements:
            schema_editor.execute(statement)

    return step
