"""What an auditor examines: what was done across registers, who had which right on a day, whether the history holds."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import writer
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import appointments
from akropolis.shell.home.selectors import examining
from akropolis.shell.home.selectors.examining import ChangeFilter, changes
from tests.sheets import lines
from tests.tamper.tools import execute, unguarded
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
PAGES = ("/granskning/", "/granskning/behorigheter/", "/granskning/historiken/")
FAR = date(1999, 1, 1)
TABLES = ("/granskning/roller/", "/granskning/roller/xlsx/")


def labels(world: World, reader: str, /, **asked: Any) -> list[tuple[str, str, str]]:
    page = changes(world.access(reader), ChangeFilter(**asked))
    return [(done.register.key, done.shown.event.unit, done.shown.event.action) for done in page.done]


@pytest.fixture
def done(world: World) -> World:
    """A service of `utb` renamed by its owner, and an incident of `kul` by the neighbour."""
    writer.update(
        world.access("owner"), world.rows["services"], {"name": f"{WORD} två"}, because="Bytte namn"
    )
    with writing(world.access("neighbour")) as w:
        w.create(type(world.rows["actions"]), {"title": "Öva", "owner_unit": world.units["kul"]})
    return world


def test_what_was_done_stands_with_who_and_why_newest_first(done: World) -> None:
    assert labels(done, "auditor")[:2] == [("actions", "kul", "create"), ("services", "utb", "update")]
    page = done.client("auditor").get("/granskning/?slag=services&gjort=update").content.decode()
    for words in ("Nadja Perić", "Bytte namn", f"{WORD} två", f"/tjanster/{done.rows['services'].pk}/"):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"register": "services"}, {"services"}),
        ({"unit": "kul"}, {"actions"}),
        ({"who": "per-olov"}, {"actions"}),
        ({"who": "ingen sådan"}, set()),
        ({"action": "update"}, {"services"}),
        ({"first": date(2999, 1, 1)}, set()),
        ({"last": date(2001, 1, 1)}, set()),
    ],
)
def test_each_filter_narrows(done: World, asked: dict[str, Any], found: set[str]) -> None:
    assert {key for key, _unit, _action in labels(done, "auditor", **asked)} == found


def test_nobody_is_told_of_rows_that_she_may_not_read(done: World) -> None:
    assert ("actions", "kul", "create") in labels(done, "neighbour")
    told = labels(done, "owner")
    assert {unit for _key, unit, _action in told} == {"utb"}
    assert ("services", "utb", "update") in told
    assert labels(done, "outsider") == []


def test_one_goes_on_to_what_is_older_and_comes_to_the_end(done: World) -> None:
    access = done.access("auditor")
    with writing(SYSTEM) as w:
        for number in range(examining.PAGE):
            w.create(type(done.rows["actions"]), {"title": f"Öva {number}", "owner_unit": done.units["kul"]})
    seen: list[int] = []
    before: int | None = None
    while True:
        page = changes(access, ChangeFilter(), before)
        seen += [each.shown.event.seq for each in page.done]
        before = page.before
        if before is None:
            break
    kinds = list(examining.registers_of(access))
    wanted = Change.objects.filter(kind__in=kinds).order_by("-seq").values_list("seq", flat=True)
    assert seen == list(wanted)
    assert len(seen) > examining.PAGE


def test_the_pages_are_for_those_who_read_appointments_in_the_whole_city(world: World) -> None:
    for page in PAGES:
        assert world.client("auditor").get(page).status_code == 200
        for who in ("owner", "chef", "outsider"):
            assert world.client(who).get(page).status_code == 404
            assert world.client(who).post(page).status_code == 404
    for table in TABLES:
        assert [world.client(who).get(table).status_code for who in ("auditor", "owner", "outsider")] == [
            200, 404, 404
        ]  # fmt: skip
    assert 'href="/granskning/"' in world.client("auditor").get("/roller/").text
    assert 'href="/granskning/"' not in world.client("owner").get("/roller/").text


def test_rubbish_in_the_filters_is_said(world: World) -> None:
    client = world.client("auditor")
    assert client.get("/granskning/?fran=igår").status_code == 422
    assert client.get("/granskning/behorigheter/?dag=x").status_code == 422
    for fore in ("x", "-1", "9" * 40, "1"):
        assert client.get(f"/granskning/?fore={fore}").status_code == 200


def test_the_calendars_first_and_last_day_leave_nothing_out(done: World) -> None:
    every = labels(done, "admin")
    assert len(every) > 1
    assert labels(done, "admin", first=date.min, last=date.max) == every
    client = done.client("admin")
    for query in ("fran=0001-01-01", "till=9999-12-31"):
        assert client.get(f"/granskning/?{query}").status_code == 200


def test_who_had_which_right_on_a_day(world: World) -> None:
    role = Role.everything.get(code="chef")
    held = {"user": world.people["owner"], "role": role, "unit": world.units["kul"]}
    with writing(SYSTEM) as w:
        w.create(Appointment, held | {"valid_from": date(2024, 1, 1), "valid_to": date(2024, 6, 30)})

    def there(day: str) -> list[tuple[Any, ...]]:
        table = world.client("auditor").get(f"/granskning/behorigheter/?dag={day}").context["table"]
        rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
        return [row for row in rows if row[:3] == ("Kulturnämnden", role.name, "Nadja Perić")]

    assert there("2024-06-30") == [("Kulturnämnden", role.name, "Nadja Perić", "2024-01-01", "2024-06-30")]
    assert there("2024-07-01") == there("2023-12-31") == there("") == []


def test_what_was_done_with_roles_on_a_day_stands_by_the_hour_also_what_was_taken_back(world: World) -> None:
    today = timezone.localdate()
    held = {"user": world.people["outsider"], "unit": world.units["kul"], "valid_from": today}
    role = Role.everything.get(code="chef")
    given = appointments.give(SYSTEM, held | {"role": role}, because="Fel person")
    label = str(given)
    appointments.end(SYSTEM, given, today - timedelta(days=1), because="Togs tillbaka")

    def there(day: date) -> list[tuple[str, str, str]]:
        done = world.client("auditor").get(f"/granskning/behorigheter/?dag={day}").context["done"]
        events = [shown.event for shown in done]
        assert [shown.changes for shown in done if shown.event.action == "remove"] in ([], [[]])
        return [(each.label, each.action, each.because) for each in events if each.object_id == given.pk]

    assert there(today) == [(label, "remove", "Togs tillbaka"), (label, "create", "Fel person")]
    assert there(today - timedelta(days=1)) == there(today + timedelta(days=1)) == []
    pages = [world.client("auditor").get(f"/granskning/behorigheter/?dag={day}").text for day in (today, FAR)]
    assert [(label in page, "Ingen roll gavs eller avslutades den dagen." in page) for page in pages] == [
        (True, False),
        (False, True),
    ]


def test_it_is_said_where_an_appointment_does_not_hold_in_the_units_below(world: World) -> None:
    with writing(SYSTEM) as w:
        for unit, below in ((world.units["kul"], True), (world.units["utb"], False), (None, False)):
            held = {"user": world.people["owner"], "role": Role.everything.get(code="chef"), "unit": unit}
            w.create(Appointment, held | {"valid_from": date(2024, 1, 1), "and_below": below})
    table = world.client("auditor").get("/granskning/behorigheter/?dag=2024-06-30").context["table"]
    said = {row.cells[0].text: row.cells[0].note for row in table.rows if row.cells[3].text == "2024-01-01"}
    assert said == {
        "Kulturnämnden": "",
        world.units["utb"].name: "utan underliggande enheter",
        "Hela installationen": "",
    }


def test_the_history_is_looked_through_and_a_forged_row_is_found(world: World) -> None:
    client = world.client("auditor")
    assert "Den håller" not in client.get(PAGES[2]).text
    page = client.post(PAGES[2])
    assert (page.context["holds"], "Den håller" in page.text) == (True, True)
    with unguarded():
        execute("UPDATE assets_service SET description = 'Annat'")
    page = client.post(PAGES[2])
    assert page.context["holds"] is False
    assert "Säg genast till" in page.text
    assert [check.check for check in page.context["checks"] if check.faults] == ["derived", "rows"]


def test_what_each_role_gives_is_a_table_by_role_and_register_with_who_held_it_on_the_day(
    world: World,
) -> None:
    client, role = world.client("auditor"), Role.everything.get(code="chef")
    held = {"user": world.people["owner"], "role": role, "unit": world.units["kul"]}
    with writing(SYSTEM) as w:
        w.create(Appointment, held | {"valid_from": date(2024, 1, 1), "valid_to": date(2024, 6, 30)})
    every = client.get("/granskning/roller/").context["list"].ordered
    given = {f"{each.resource.prefix}:{action}" for each in every for action in each.resource.actions
             if each.role == role and each.gives(action)}  # fmt: skip
    assert given == registry.expand(role.grants)
    one = client.get(f"/granskning/roller/?roll=chef&pa={Appointment.permission}&dag=2024-06-30").context[
        "list"
    ]
    (line,) = one.ordered
    assert (line.role, line.resource.prefix) == (role, Appointment.permission)
    after = client.get("/granskning/roller/?roll=chef&dag=2024-07-01").context["list"].ordered
    assert line.held - after[0].held == 1
    assert one.to_held == "/granskning/behorigheter/?dag=2024-06-30"
    file = lines(client.get(one.file_url).content)
    assert [row[:3] for row in file] == [
        ("Roll", "Register", "Läser"),
        (role.name, "Uppdrag", "Ja" if line.gives("read") else None),
    ]


@pytest.mark.parametrize("query", ["?dag=igår", "?dag=2026-02-31", "?roll=x&pa=y", "?page=%00"])
def test_rubbish_asks_for_nothing_of_the_roles(world: World, query: str) -> None:
    client = world.client("auditor")
    found = client.get(f"/granskning/roller/{query}")
    assert found.status_code == 200
    assert len(found.context["list"].ordered) == len(
        client.get("/granskning/roller/").context["list"].ordered
    )
