"""The tables that a statement reads are told exactly, or not at all."""

import pytest
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractYear

from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.cache.statements import tables_in

UNITS, PEOPLE, APPOINTMENTS = (model._meta.db_table for model in (Unit, User, Appointment))
HELD = Appointment.everything.filter(unit=OuterRef("pk"))
QUERIES: list[tuple[QuerySet[Unit, object], set[str]]] = [
    (Unit.everything.all(), {UNITS}),
    (Unit.everything.filter(name__icontains="a'b%"), {UNITS}),
    (Unit.everything.filter(pk__in=Appointment.everything.values("unit")), {UNITS, APPOINTMENTS}),
    (Unit.everything.filter(Exists(HELD.filter(user__name="a"))), {UNITS, APPOINTMENTS, PEOPLE}),
    (Unit.everything.filter(parent__parent__name="a").order_by("parent__name"), {UNITS}),
    (
        Unit.everything.order_by().values("name").union(User.everything.order_by().values("name")).order_by(),
        {UNITS, PEOPLE},
    ),
    (Unit.everything.values("parent").annotate(many=Count("pk")).filter(many__gt=1), {UNITS}),
    (Unit.everything.annotate(year=ExtractYear("valid_from")).filter(year=2026), {UNITS}),
    (Unit.everything.extra(tables=[PEOPLE]), {UNITS, PEOPLE}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "tables"), QUERIES)
def test_a_query_of_the_orm_is_read(rows: QuerySet[Unit, object], tables: set[str]) -> None:
    sql, _parameters = rows.query.sql_with_params()
    assert set(tables_in(sql) or ()) == tables


READ: dict[str, set[str]] = {
    'SELECT 1 FROM "a"': {"a"},
    'SELECT 1 FROM "a" U0 INNER JOIN "b" ON (U0."x" = "b"."y") LEFT OUTER JOIN "c" T4 ON (1 = 2)': {*"abc"},
    'SELECT 1 FROM "a" x, "b" y WHERE x.z IN (%s, %s)': {*"ab"},
    'SELECT 1 FROM "a", (SELECT 2 FROM "b") AS c ORDER BY 1, 2': {*"ab"},
    'SELECT (SELECT 1 FROM "b"), f("a"."x", 2) FROM "a"': {*"ab"},
    '(SELECT 1 FROM "a") UNION (SELECT 1 FROM "b")': {*"ab"},
    'SELECT 1 FROM ((SELECT 1 FROM "a") UNION (SELECT 1 FROM "b")) c': {*"ab"},
    'SELECT EXTRACT(YEAR FROM "a"."x"), \'FROM b\' FROM "a"': {"a"},
    'SELECT 1 FROM "a" WHERE "a"."x" IS DISTINCT FROM y AND z LIKE \'\\\'': {"a"},
    "SELECT E'\\' FROM b WHERE x = ' FROM \"a\"": {"a"},
    "SELECT E'''' FROM \"a\" WHERE x LIKE REPLACE(y, E'\\\\', E'%%') AND z IN (SELECT 1 FROM \"b\")": {*"ab"},
    'SAVEPOINT "s1"': set(),
    'RELEASE SAVEPOINT "s1"': set(),
    'ROLLBACK TO SAVEPOINT "s1"': set(),
}
UNREADABLE = [
    'SELECT 1 FROM "a" JOIN b ON 1 = 1',
    'SELECT 1 FROM a JOIN "b" ON 1 = 1',
    'SELECT 1 FROM "a", b',
    'SELECT 1 FROM "a" x JOIN "c" ON (1 = 1), b',
    'SELECT 1 FROM "a" WHERE x IN (SELECT y FROM b)',
    'SELECT 1 FROM ("a" JOIN b ON 1 = 1)',
    'SELECT 1 FROM "public"."a"',
    'SELECT 1 FROM "f"(1)',
    "SELECT 1 FROM json_each(%s)",
    "SELECT 1 FROM `a`",
    "SELECT 1 FROM [a]",
    'SELECT 1 FROM "a" JOIN LATERAL (SELECT 1 FROM b) c ON 1 = 1',
    'SELECT 1 FROM "a" -- "b',
    "SELECT 1 FROM \"a\" /* ' */ JOIN b ON 1 = 1 /* ' */",
    "SELECT U&'\\0027' FROM \"a\"",
    "SELECT $$'$$ FROM b WHERE x = $$'$$",
    'WITH c AS (SELECT 1 FROM b) SELECT 1 FROM "a"',
    "SELECT f()",
    'INSERT INTO "a" SELECT 1 FROM "b"',
    'UPDATE "a" SET x = 1',
    'DELETE FROM "a"',
]


@pytest.mark.parametrize("sql", READ)
def test_a_statement_is_read(sql: str) -> None:
    found = tables_in(sql)
    assert found is not None
    assert {*found} == READ[sql]


@pytest.mark.parametrize("sql", UNREADABLE)
def test_a_statement_whose_tables_are_not_certain_is_not_read(sql: str) -> None:
    assert tables_in(sql) is None
