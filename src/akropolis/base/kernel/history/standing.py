"""Checks that the database's triggers are this version's and refuse writes, and that no rule bypasses them."""

# ruff: noqa: S608 # statements of our own names

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from akropolis.base.kernel.history.triggers import Guard, guards

READ_ONLY = ("readonly", "read-only")
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql, 'O', NULL FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true), t.tgenabled, p.prosrc "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
}

RULES = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'view'",
    "postgresql": "SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE c.relnamespace = current_schema()::regnamespace",
}
"""Queries for rules, which replace a statement by another, and views, which each have a rule on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class TriggerStatus:
    """Result of the check: triggers compared, faults found, and whether it was tested that the tables refuse."""

    triggers: int
    faults: tuple[str, ...]
    tried: bool


def check_triggers() -> TriggerStatus:
    """Compare every trigger with this version's, and test that each table refuses what it should. Changes nothing.

    On a read-only database refusals cannot be tested.
    """
    every = guards()
    faults = list(_differing(every))
    tried = True
    try:
        with transaction.atomic():
            faults += [fault for guard in every for fault in _yielding(guard)]
            transaction.set_rollback(True)
    except DatabaseError as error:
        if not _read_only(error):
            raise
        tried = False
    return TriggerStatus(sum(len(g.triggers(connection.vendor)) for g in every), tuple(faults), tried)


def _read_only(error: DatabaseError) -> bool:
    return any(words in str(error) for words in READ_ONLY)


def _differing(every: list[Guard]) -> Iterator[str]:
    wanted, found = _wanted(every), _stored_triggers()
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield _("The trigger %(name)s is missing.") % {"name": name}
        elif name not in wanted:
            yield _("The trigger %(name)s is none of this version's.") % {"name": name}
        elif found[name] != wanted[name]:
            yield _("The trigger %(name)s is not the one of this version.") % {"name": name}
    for table, name in _rules():
        yield _("The rule %(name)s on %(table)s is none of this version's.") % {"name": name, "table": table}


def _rules() -> Iterator[tuple[str, str]]:
    """Yield (table, name) for each rule on our tables and each view that replaces one. Other views are ignored."""
    ours = set(connection.introspection.django_table_names())
    with connection.cursor() as cursor:
        cursor.execute(RULES[connection.vendor])
        yield from ((table, name) for table, name in sorted(cursor.fetchall()) if table in ours)


def _wanted(every: list[Guard]) -> dict[str, tuple[str | None, ...]]:
    vendor = connection.vendor
    return {
        name: (guard.table, text, "O", guard.body() if vendor == "postgresql" else None)
        for guard in every
        for name, text in guard.triggers(vendor).items()
    }


def _stored_triggers() -> dict[str, tuple[str | None, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return {name: tuple(rest) for name, *rest in cursor.fetchall()}


def _yielding(guard: Guard) -> Iterator[str]:
    """Yield a sentence for each statement that the table fails to refuse. An empty table is not tested."""
    one = f"{guard.key} = (SELECT {guard.key} FROM {guard.table} LIMIT 1)"
    trials = {
        "DELETE": f"DELETE FROM {guard.table} WHERE {one}",
        "UPDATE": f"UPDATE {guard.table} SET {guard.trial} WHERE {one}",
        "INSERT": f"INSERT INTO {guard.table} SELECT * FROM {guard.table} WHERE {one}",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {guard.table} LIMIT 1")
        filled = cursor.fetchone() is not None
    for verb, statement in trials.items():
        if filled and not _refused(guard, statement):
            yield _("%(table)s does not refuse %(verb)s.") % {"table": guard.table, "verb": verb}


def _refused(guard: Guard, statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        if _read_only(error):
            raise
        return guard.message in str(error)
    return False
