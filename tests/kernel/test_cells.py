"""Values changed where they stand in a list: one field of the row's own form, saved with its history or refused."""

from typing import Any

import pytest

from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.forms import form_class
from akropolis.base.kernel.registers.web.cells import editable_places
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "build"
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def action(world: World, unit: str = "utb", **values: Any) -> Any:
    with writing(SYSTEM) as w:
        row = registers.rows(w, ACTIONS, world.units[unit], 1)[0]
        w.update(row, {"status": "planned", **values})
    return row


def address(row: Any, name: str) -> str:
    return f"/atgarder/{row.pk}/falt/{name}/"


def changes(table: Any) -> dict[str, list[str]]:
    """The addresses of the values that can be changed, by the row's name."""
    return {
        str(getattr(row.cells[0], "text", row.cells[0])): [
            cell.change for cell in row.cells if getattr(cell, "change", "")
        ]
        for row in table.rows
    }


def test_the_values_of_her_own_rows_lead_to_their_change(world: World) -> None:
    mine, theirs = action(world), action(world, "kul")
    update(SYSTEM, theirs, {"title": "Grannens"})
    client = world.client("ciso")
    plain = client.get("/atgarder/?owner_unit=").context["table"]
    assert set(map(len, changes(plain).values())) == {0}
    shown = changes(client.get("/atgarder/?owner_unit=&edit=1").context["table"])
    fields = [name for name in ACTIONS.columns if name not in ("title", "status", "number")]
    assert [url.split("/falt/")[1].split("/")[0] for url in shown[mine.title]] == fields
    assert world.client("owner").get(address(theirs, "responsible")).status_code == 404
    reader = world.client("auditor").get("/atgarder/?owner_unit=&edit=1")
    assert (reader.context["in_place"], "falt/" in reader.content.decode()) == (None, False)


def test_a_value_is_saved_and_stands_in_its_place(world: World) -> None:
    row, colleague, client = action(world), world.people["colleague"], world.client("owner")
    asked = client.get(address(row, "responsible"), {"back": "status=planned"}, **HTMX)
    assert list(asked.context["form"].fields) == ["version", "responsible"]
    sent = {"version": row.version, "responsible": str(colleague.pk)}
    saved = client.post(address(row, "responsible") + "?back=status%3Dplanned", sent, **HTMX)
    assert saved.context["cell"].text == colleague.name
    assert saved.context["cell"].change == f"{address(row, 'responsible')}?back=status%3Dplanned"
    stored = Action.everything.get(pk=row.pk)
    assert (stored.responsible_id, stored.title) == (colleague.pk, row.title)
    assert list(max(events_of([row.pk]), key=lambda event: event.seq).diff) == ["responsible"]


def test_without_scripts_it_is_a_page_that_leads_back_to_the_list(world: World) -> None:
    row, client = action(world), world.client("owner")
    page = client.get(address(row, "due_on") + "?back=status%3Dplanned")
    assert page.templates[0].name == "registers/cell.html"
    sent = {"version": row.version, "due_on": "2027-03-01"}
    answer = client.post(address(row, "due_on") + "?back=status%3Dplanned", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/atgarder/?status=planned")
    assert str(Action.everything.get(pk=row.pk).due_on) == "2027-03-01"


def test_what_cannot_be_saved_is_said_in_its_place_and_nothing_is_lost(world: World) -> None:
    row, client = action(world), world.client("owner")
    before = Change.objects.count()
    wrong = client.post(address(row, "due_on"), {"version": row.version, "due_on": "i mars"}, **HTMX)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["due_on"])
    assert 'value="i mars"' in wrong.content.decode()
    assert Change.objects.count() == before
    update(SYSTEM, row, {"due_on": "2027-02-01"})
    late = client.post(address(row, "due_on"), {"version": row.version - 1, "due_on": "2027-03-01"}, **HTMX)
    assert late.status_code == 422
    assert "2027-02-01" in late.context["form"].errors["due_on"][0]
    assert str(Action.everything.get(pk=row.pk).due_on) == "2027-02-01"
    version = late.context["form"]["version"].value()
    again = client.post(address(row, "due_on"), {"version": version, "due_on": "2027-03-01"}, **HTMX)
    assert (again.status_code, again.context["cell"].text) == (200, "2027-03-01")


def test_cancelled_shows_the_value_as_it_is_stored(world: World) -> None:
    row = action(world, due_on="2027-02-01")
    shown = world.client("owner").get(address(row, "due_on"), {"shown": "1"}, **HTMX)
    assert shown.context["cell"].text == "2027-02-01"
    assert world.client("owner").get(address(row, "due_on"), {"shown": "1"})["Location"] == "/atgarder/"


@pytest.mark.parametrize("name", ["status", "number", "version", "because", "owner", "id"])
def test_what_the_form_does_not_ask_for_is_not_there(world: World, name: str) -> None:
    row = action(world)
    assert world.client("owner").get(address(row, name)).status_code == 404
    assert world.client("owner").post(address(row, name), {"version": row.version}).status_code == 404


@pytest.mark.parametrize("register", registry.all(), ids=lambda register: register.key)
def test_no_list_leads_to_what_the_row_s_form_leaves_out(world: World, register: Any) -> None:
    access = world.access("ciso")
    with writing(SYSTEM) as w:
        row = registers.rows(w, register, world.units["utb"], 1)[0]
    asked = form_class(register, access, row=row).base_fields
    life = register.model.life
    offered = editable_places(register, access).fields
    assert offered <= set(register.fields) - {register.model.title_field}
    assert not offered & {*register.fixed, *((life.field, *life.bound) if life else ())}
    assert {name for name in offered if not register.model_field(name).is_relation} <= set(asked)
