"""A result is cached for one user, and never used after a write that it depends on."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.cache.middleware import RequestCacheMiddleware
from akropolis.base.kernel.cache.results import cached, cached_in_request, request_cache
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import writer
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import NodeLevel
from akropolis.shared.actions.models import Action
from tests.factories.graphs import decide, information
from tests.world import SYSTEM, World

DAY = date(2026, 11, 28)
_MASKED = re.compile(rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
calls: list[tuple[Any, ...]] = []


def names(access: Access, *given: Any) -> list[str]:
    """The units' names, and that somebody looked."""
    calls.append(given)
    return sorted(Unit.objects.visible(access).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _none_before() -> None:
    calls.clear()


def looked(access: Access, *given: Any) -> bool:
    """Whether it was looked for. What is found is always what stands."""
    before = len(calls)
    found = cached(access, names, *given)
    asked = len(calls) - before
    assert found == names(access)
    return asked == 1


def test_it_is_looked_for_once_for_each_reader_day_and_language(world: World) -> None:
    owner, neighbour = world.access("owner"), world.access("neighbour")
    asked = [(owner, DAY), (owner, date(2026, 11, 29)), (neighbour, DAY), (SYSTEM, DAY)]
    assert [looked(*each) for each in asked] == [True] * 4
    assert [looked(*each) for each in asked] == [False] * 4
    with translation.override("en"):
        assert looked(owner, DAY)


def test_the_next_day_it_is_looked_for_anew_also_for_a_day_that_has_passed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, now = world.access("owner"), timezone.now()
    assert [looked(owner, DAY), looked(owner, DAY)] == [True, False]
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    assert [looked(owner, DAY), looked(owner, DAY)] == [True, False]


def test_the_same_person_with_other_rights_is_another_reader(world: World) -> None:
    owner = world.access("owner")
    without = Access(owner.actor, {})
    assert [looked(owner, DAY), looked(without, DAY), looked(owner, DAY)] == [True, True, False]


def test_any_write_is_seen_and_one_that_is_undone_too(world: World) -> None:
    unit = world.units["kul"]
    assert looked(SYSTEM, DAY)
    with transaction.atomic():
        writer.update(SYSTEM, unit, {"name": "Kultur och fritid"})
        assert looked(SYSTEM, DAY)
        transaction.set_rollback(True)
    assert [looked(SYSTEM, DAY), looked(SYSTEM, DAY)] == [True, False]
    unit.refresh_from_db()
    writer.update(SYSTEM, unit, {"name": "Kultur"})
    assert looked(SYSTEM, DAY)


def act(world: World) -> None:
    """Somebody writes of an action."""
    writer.create(SYSTEM, Action, {"title": "Öva", "owner_unit": world.units["kul"]})


def actions(access: Access, *given: Any) -> int:
    """How many actions there are, and that somebody looked."""
    calls.append(given)
    return Action.objects.visible(access).count()


def counted_twice(access: Access) -> tuple[int, list[str]]:
    """Two findings, each found by itself."""
    return cached(access, actions), cached(access, names)


def test_what_it_does_not_rest_on_may_be_written_of(world: World) -> None:
    assert [looked(SYSTEM), cached(SYSTEM, actions)] == [True, 0]
    act(world)
    assert not looked(SYSTEM)
    assert cached(SYSTEM, actions) == 1


def test_of_works_within_a_work_only_those_concerned_are_done_again(world: World) -> None:
    assert cached(SYSTEM, counted_twice) == (0, names(SYSTEM))
    act(world)
    calls.clear()
    with CaptureQueriesContext(connection) as asked:
        assert cached(SYSTEM, counted_twice)[0] == 1
    assert (len(calls), len(asked)) == (1, 2)
    writer.update(SYSTEM, world.units["kul"], {"name": "Kultur och fritid"})
    assert "Kultur och fritid" in cached(SYSTEM, counted_twice)[1]


def test_a_request_asks_for_the_links_once_and_again_after_its_own_write(world: World) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        with CaptureQueriesContext(connection) as asked:
            found = [cached(SYSTEM, actions), cached(SYSTEM, actions)]
        act(world)
        return HttpResponse(f"{len(asked)} {[*found, cached(SYSTEM, actions)]}")

    cached(SYSTEM, actions)
    assert RequestCacheMiddleware(answer)(HttpRequest()).content == b"1 [0, 0, 1]"
    assert RequestCacheMiddleware(answer)(HttpRequest()).content == b"1 [1, 1, 2]"


def test_what_is_found_within_a_reading_is_gone_with_it_and_with_a_write(world: World) -> None:
    def twice() -> int:
        return cached_in_request(SYSTEM, actions) + cached_in_request(SYSTEM, actions)

    for found in (0, 2):
        with request_cache():
            assert twice() == found
            act(world)
            assert twice() == found + 2
    assert len(calls) == 4
    assert not results._process_entries()


def test_a_work_rests_on_what_it_found_within_the_reading(world: World) -> None:
    def outer(access: Access) -> int:
        return cached_in_request(access, actions)

    with request_cache():
        assert [cached_in_request(SYSTEM, actions), cached(SYSTEM, outer), len(calls)] == [0, 0, 1]
    act(world)
    assert cached(SYSTEM, outer) == 1


def test_what_rests_on_the_same_shares_what_says_so(world: World) -> None:
    entries = [
        results._compute(results.ReadSet({"a": "b"}), names, access)
        for access in (SYSTEM, world.access("owner"))
    ]
    assert entries[0].kinds is entries[1].kinds
    assert entries[0].versions is entries[1].versions


def test_what_rests_on_the_history_itself_rests_on_every_kind(world: World) -> None:
    def links(_access: Access) -> int:
        return Change.objects.count()

    before = cached(SYSTEM, links)
    act(world)
    assert cached(SYSTEM, links) > before


def test_what_follows_from_rows_rests_on_those_that_it_follows_from(world: World) -> None:
    def levels(_access: Access) -> int:
        return NodeLevel.objects.count()

    before = cached(SYSTEM, levels)
    act(world)
    with CaptureQueriesContext(connection) as asked:
        assert cached(SYSTEM, levels) == before
    assert len(asked) == 1
    with writing(SYSTEM) as w:
        decide(w, information(w, world.units["kul"], "Låntagare"), 2)
    assert cached(SYSTEM, levels) > before


def test_nothing_is_kept_while_a_writer_is_open(world: World) -> None:
    with writing(SYSTEM) as w:
        assert looked(SYSTEM, DAY)
        w.update(world.units["kul"], {"name": "Kultur och fritid"})
        assert looked(SYSTEM, DAY)
        assert looked(SYSTEM, DAY)
    assert looked(SYSTEM, DAY)


def test_what_was_not_asked_for_longest_gives_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_ENTRIES", 20)
    assert looked(SYSTEM, DAY)
    for number in range(20):
        cached(SYSTEM, names, number)
    assert looked(SYSTEM, DAY)
    assert not looked(SYSTEM, 19)


def rows_of(sql: str) -> Callable[[Access], int]:
    """A work that executes raw SQL."""

    def work(_access: Access) -> int:
        calls.append(())
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    return work


UNITS, ACTIONS = Unit._meta.db_table, Action._meta.db_table
RAW = {
    "unquoted": f'SELECT COUNT(*) FROM "{UNITS}" u, {ACTIONS} a',
    "view": f'SELECT COUNT(*) FROM "{UNITS}" u, "view_of_actions" a',
}


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW)
def test_a_result_of_a_statement_whose_tables_are_not_known_is_never_cached(world: World, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE VIEW "view_of_actions" AS SELECT * FROM "{ACTIONS}"')
    work = rows_of(sql)

    def outer(access: Access) -> int:
        return cached(access, work)

    before = [cached(SYSTEM, work), cached(SYSTEM, work), cached(SYSTEM, outer)]
    act(world)
    assert (before, cached(SYSTEM, outer), cached(SYSTEM, work)) == ([0] * 3, *[len(world.units)] * 2)
    assert (len(calls), len(results._process_entries())) == (5, 0)


def test_raw_sql_with_quoted_tables_is_cached_until_one_of_them_changes(world: World) -> None:
    work = rows_of(f'SELECT COUNT(*) FROM "{ACTIONS}"')
    assert [cached(SYSTEM, work), cached(SYSTEM, work), len(calls)] == [0, 0, 1]
    writer.update(SYSTEM, world.units["kul"], {"parent": world.units["utb"]})
    act(world)
    assert cached(SYSTEM, work) == 1


PAGES = ("/", "/laget/", "/atgarder/", "/gap/", "/krav/", "/incidenter/")


def test_pages_are_the_same_without_the_cache(world: World, client: Client, settings: Any) -> None:
    act(world)
    client.force_login(world.people["owner"])

    def answers() -> list[bytes]:
        pages = [client.get(page) for page in PAGES for _twice in range(2)]
        assert {page.status_code for page in pages} == {200}
        return [_MASKED.sub(b"", page.content) for page in pages]

    with_cache = answers()
    assert results._process_entries()
    results.clear_cache()
    settings.QUERY_CACHE = False
    assert answers() == with_cache
    assert not results._process_entries()
