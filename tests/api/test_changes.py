"""What has changed since: the feed that a copy is kept by, and each list by its last changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import changes
from akropolis.graph.assets.models import Service
from tests.api.test_registers import SERVICES, patch, post, problem

CHANGES = "/api/v1/changes"


def told(answer: Any) -> list[tuple[str, str, str, int, bool]]:
    """Action, number, unit, version and own of each change."""
    assert answer.status_code == 200, answer.content
    names = ("action", "number", "unit", "version", "own")
    return [tuple(item[name] for name in names) for item in answer.json()["items"]]


@pytest.fixture
def services(town: Any, add: Any) -> list[Any]:
    """Two in alfa and one in beta, with the history before them."""
    units = (town.alfa, town.beta, town.alfa)
    return [add(Service, name=f"Tjänst {n}", owner_unit=unit) for n, unit in enumerate(units)]


def test_the_feed_tells_each_change_once_in_order_and_only_what_may_be_seen(api: Any, services: Any) -> None:
    first, hidden, last = services
    editor = api("editor")
    post(editor, SERVICES, {"name": "Egen", "owner_unit": "alfa"})
    patch(editor, first, {"name": "Ny"}, match='"1"')
    found, cursor, more = [], "", True
    while more:
        answer = editor.get(CHANGES, {"cursor": cursor, "limit": 1})
        found += told(answer)
        cursor, more = answer.json()["next"], answer.json()["more"]
    numbers = [found[2][1]]
    assert found == [
        ("create", first.number, "alfa", 1, False),
        ("create", last.number, "alfa", 1, False),
        ("create", *numbers, "alfa", 1, True),
        ("update", first.number, "alfa", 2, True),
    ]
    assert hidden.number not in str(found)
    assert told(editor.get(CHANGES, {"cursor": cursor})) == []
    editor.delete(f"{SERVICES}/{last.id}", headers={"if-match": '"1"'})
    assert told(editor.get(CHANGES, {"cursor": cursor})) == [("archive", last.number, "alfa", 2, True)]


def test_a_row_that_has_moved_leaves_its_time_in_the_other_unit_there(
    api: Any, town: Any, services: Any
) -> None:
    _first, moved, _last = services
    with writing(system("test")) as w:
        w.update(moved, {"name": "Hos dem"})
        w.update(moved, {"owner_unit": town.alfa})
    found = [line for line in told(api("reader").get(CHANGES)) if line[1] == moved.number]
    assert found == [("update", moved.number, "alfa", 3, False)]
    assert moved.number not in str(told(api("outsider").get(CHANGES)))


def test_a_stretch_without_anything_for_the_reader_leads_on(
    api: Any, services: Any, add: Any, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "WINDOW", 2)
    reader, cursor, numbers = api("reader"), "", []
    for _round in range(log.last_seq()):
        body = reader.get(CHANGES, {"cursor": cursor}).json()
        numbers += [item["number"] for item in body["items"]]
        cursor = body["next"]
        if not body["more"]:
            break
    assert (numbers, cursor) == ([services[0].number, services[2].number], str(log.last_seq()))


def test_it_begins_at_a_moment_and_keeps_to_the_registers_asked_for(api: Any, services: Any) -> None:
    editor = api("editor")
    before = timezone.now()
    patch(editor, services[0], {"name": "Ny"}, match='"1"')
    assert [line[0] for line in told(editor.get(CHANGES, {"since": before.isoformat()}))] == ["update"]
    later = (timezone.now() + timedelta(days=1)).isoformat()
    answer = editor.get(CHANGES, {"since": later}).json()
    assert answer == {"items": [], "next": str(log.last_seq()), "more": False}
    assert told(editor.get(CHANGES, {"registers": "incidents,actions"})) == []
    assert len(told(editor.get(CHANGES, {"registers": "services"}))) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "999999"},
        {"cursor": "-1"},
        {"cursor": "nonsense"},
        {"since": "yesterday"},
        {"since": "2026-01-15T09:30:00"},
        {"registers": "services,nonsense"},
        {"limit": "0"},
        {"colour": "red"},
    ],
)
def test_what_means_nothing_is_said(api: Any, services: Any, query: Any) -> None:
    assert problem(api("reader").get(CHANGES, query)) == (422, "invalid")


def test_a_list_gives_what_has_changed_in_the_order_of_its_change_and_goes_on_another_day(
    api: Any, services: Any, add: Any, town: Any
) -> None:
    first, _hidden, last = services
    editor = api("editor")
    start = timezone.now()
    assert editor.get(SERVICES, {"changed_since": start.isoformat()}).json()["items"] == []
    patch(editor, last, {"name": "Sist"}, match='"1"')
    editor.delete(f"{SERVICES}/{first.id}", headers={"if-match": '"1"'})
    names, query = [], {"changed_since": start.isoformat(), "limit": "1"}
    for _page in range(2):
        body = editor.get(SERVICES, query).json()
        names += [(item["name"], bool(item["archived_at"])) for item in body["items"]]
        query["cursor"] = body["resume"]
    assert (names, body["next"]) == ([("Sist", False), ("Tjänst 0", True)], None)
    add(Service, name="Ny", owner_unit=town.alfa)
    add(Service, name="Grannens", owner_unit=town.beta)
    body = editor.get(SERVICES, query).json()
    assert [item["name"] for item in body["items"]] == ["Ny"]
    assert editor.get(SERVICES, query | {"cursor": body["resume"]}).json()["resume"] == body["resume"]


@pytest.mark.parametrize("more", [{"sort": "number"}, {"archived": "1"}, {"cursor": "of another list"}])
def test_what_has_changed_comes_in_one_order(api: Any, services: Any, more: Any) -> None:
    client = api("reader")
    if "cursor" in more:
        more = {"cursor": client.get(SERVICES, {"limit": 1}).json()["next"]}
    query = {"changed_since": "2026-01-15T09:30:00+01:00", **more}
    assert problem(client.get(SERVICES, query)) == (422, "invalid")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_lies_outside_the_calendar_elsewhere_is_one_all_the_same(
    api: Any, services: Any, moment: str
) -> None:
    client = api("reader")
    found = [client.get(CHANGES, {"since": moment}), client.get(SERVICES, {"changed_since": moment})]
    assert [answer.status_code for answer in found] == [200, 200]
    assert {bool(answer.json()["items"]) for answer in found} == {moment.startswith("0001")}


def test_whoever_writes_later_in_the_history_does_it_at_a_later_time(services: Any) -> None:
    """Else a list that was read up to a moment would miss what was begun before it and stored after."""
    moments = list(Change.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
