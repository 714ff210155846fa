"""Connections of a pool: the first who asks after a restart gets one that lives, and what is asked often is kept."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from akropolis.base.kernel.access.models import User
from akropolis.base.lib.pooled import check

HELD = 8

pytestmark = pytest.mark.django_db


def test_all_dead_connections_are_replaced_when_one_is_found() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connections that could be ended")
    kwargs = _given()
    with ConnectionPool(kwargs=kwargs | {"autocommit": True}, min_size=HELD, check=check, open=False) as pool:
        pool.wait()
        held = [pool.getconn() for _each in range(HELD)]
        dead = {each.info.backend_pid for each in held}
        for each in held:
            pool.putconn(each)
        with psycopg.connect(**kwargs, autocommit=True) as mine:
            mine.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [list(dead)])

        # One after the other asked about and replaced would take longer than this by far.
        living = pool.getconn(timeout=10)
        assert living.info.backend_pid not in dead
        pool.putconn(living)
        assert pool.get_stats()["connections_lost"] == HELD


def test_a_query_that_is_asked_again_is_kept_by_the_server_with_places_for_its_values() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite translates each query anew")
    names = [f"person-{nth}" for nth in range(4)]
    for name in names:
        assert not User.everything.filter(username=name).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%username%'")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert [name for name in names if any(name in statement for statement in kept)] == []
    assert len(kept) == 1


def _given() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {name: given[name] for name in ("host", "port", "user", "dbname") if name in given}
