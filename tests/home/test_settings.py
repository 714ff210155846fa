"""Inställningar: what the city keeps, for each reader what she may read, with who changes it and its last change."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.kept.declaration import registry
from akropolis.base.kernel.records.writer import update
from akropolis.shell.home.selectors.settings import list_kept_content, name_keepers
from tests.world import SYSTEM, World

WORLD = "kept"
DOOR = reverse("settings")


def lines(world: World, who: str) -> dict[str, list[str]]:
    """The cells of each row on the page as texts, by the address that the row leads to."""
    tables = world.client(who).get(DOOR).context["tables"]
    rows = [row.cells for _key, table in tables for row in table.rows]
    return {cells[0].url: [str(cell.text) for cell in cells] for cells in rows}


def test_each_reader_finds_the_tables_that_she_may_read_and_no_others(world: World) -> None:
    for who in world.people:
        access = world.access(who)
        may = {reverse(table.key) for table in registry if access.anywhere(table.read)}
        assert set(lines(world, who)) - {reverse("classification-schemes")} == may
        assert (DOOR in world.client(who).get(reverse("roles")).text) is bool(may)
    assert lines(world, "outsider") == {}
    assert world.client().get(DOOR).status_code == 302


def test_what_a_table_belongs_to_is_a_link_for_those_whom_it_lets_in(world: World) -> None:
    linked = dict.fromkeys(world.people, False)
    for who in world.people:
        client = world.client(who)
        tables = client.get(DOOR).context["tables"]
        urls = {row.cells[1].url for _key, table in tables for row in table.rows} - {""}
        assert {url for url in urls if client.get(url).status_code != 200} == set()
        linked[who] = reverse("risks-list") in urls
    assert (linked["ciso"], linked["admin"]) == (True, False)
    assert reverse("risk-matrices") in lines(world, "admin")


def test_the_number_is_of_the_rows_in_force(world: World) -> None:
    table, day = registry.get("reminder-ladder"), timezone.localdate()
    rows = table.model.in_force(SYSTEM, day)
    assert lines(world, "ciso")[reverse(table.key)][2] == str(len(rows))
    update(SYSTEM, rows[0], {"valid_from": day.replace(year=day.year + 1)})
    assert lines(world, "ciso")[reverse(table.key)][2] == str(len(rows) - 1)
    found = {each.table.key: each.count for each in list_kept_content(world.access("ciso"), day)}
    assert found[table.key] == len(rows) - 1


def test_the_last_change_names_who_made_it_and_what_came_with_the_system_says_so(world: World) -> None:
    table, today = registry.get("message-templates"), timezone.localdate().isoformat()
    other = reverse("reminder-ladder")
    assert lines(world, "ciso")[reverse(table.key)][4].endswith(", följde med systemet")
    row: Any = table.model.in_force(SYSTEM, timezone.localdate())[0]
    update(world.access("ciso"), row, {"source": "Stadens eget beslut"})
    after = lines(world, "ciso")
    assert after[reverse(table.key)][4] == f"{today}, {world.people['ciso'].name}"
    assert after[other][4].endswith(", följde med systemet")


def test_the_roles_named_are_those_whose_holders_may_change_the_table(world: World) -> None:
    day = timezone.localdate()
    held = list(Appointment.everything.select_related("role", "unit", "user"))
    for table in registry:
        named = set(name_keepers([table.edit], day)[table.edit])
        may = {name for name, user in world.people.items() if world.access(name).may(table.edit, None)}
        holders = {name for name in may for each in held if each.user == world.people[name]}
        assert {
            str(each.role)
            for each in held
            if str(each.role) in named and (not each.unit or each.unit.parent_id is None)
        } == named
        assert all(
            named & {str(each.role) for each in held if each.user == world.people[name]} for name in holders
        )


def test_a_list_leads_those_who_edit_to_the_settings_and_has_no_door_of_its_own(world: World) -> None:
    page = reverse("incidents-list")
    doors = [
        reverse(key) for key in ("reminder-ladder", "message-templates", "situation-questions", "threats")
    ]
    for who in ("ciso", "owner"):
        text = world.client(who).get(page).text
        assert [door for door in doors if f'href="{door}"' in text] == []
        assert (f'<li class="ak-more__part"><a href="{DOOR}">' in text) is (who == "ciso")
