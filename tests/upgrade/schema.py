"""The schema of a database, for comparison: columns in any order, constraints, indexes and triggers."""

import re
from collections.abc import Callable, Iterable
from typing import Any

type Rows = Callable[[str], Iterable[tuple[Any, ...]]]

SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, "
    "is_identity FROM information_schema.columns WHERE table_schema = 'public'",
    # PostgreSQL names the check of a positive number itself, by the column's first name.
    "constraints": "SELECT conrelid::regclass::text, CASE WHEN conname LIKE '%_check' THEN '' ELSE conname END, "
    "pg_get_constraintdef(oid) FROM pg_constraint WHERE contype <> 'n' AND connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}

CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")
"""A dump that is restored says the same list of texts with other casts and parentheses."""


def of_sqlite(rows: Rows) -> set[tuple[str, ...]]:
    """Each part of each table, each index and each trigger of an SQLite database."""
    found: set[tuple[str, ...]] = set()
    for kind, name, sql in rows(SQLITE):
        parts = _parts(sql) if kind == "table" else [sql]
        found |= {(kind, name, part) for part in parts}
    return found


def of_postgresql(rows: Rows) -> set[tuple[str, ...]]:
    """Each column, constraint, index, trigger and function of a PostgreSQL database."""
    found = ((kind, *map(str, row)) for kind, query in POSTGRESQL.items() for row in rows(query))
    return {tuple(CASTS.sub("", part) for part in row) for row in found}


def _parts(sql: str) -> list[str]:
    """The columns and constraints in the text of CREATE TABLE."""
    parts, depth, quoted = [""], 0, False
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
