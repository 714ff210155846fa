"""The page on which values are taken out: what stands of each, where the way back leads, and how many went."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.messages import get_messages

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import writer
from akropolis.base.kernel.records.redaction import RedactableLink
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web.redaction import SHOWN, RedactForm, _place, _row_url, _short
from tests.factories import registers
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=1)


def link(kind: str, values: dict[str, object] | None = None, row: UUID = NOBODY) -> RedactableLink:
    return RedactableLink(7, kind, row, "utb", 1, values or {})


def test_a_value_is_shown_as_far_as_there_is_room() -> None:
    assert [_short(value) for value in ("x" * SHOWN, "x" * (SHOWN + 1), 7, None)] == [
        "x" * SHOWN, f"{'x' * SHOWN}…", "7", "None"
    ]  # fmt: skip


def test_each_place_is_called_by_its_field_before_and_after(world: World) -> None:
    of_action = link(kind_of(registry.get("actions").model))
    places = ("actor", "because", "label", "before.title", "after.due_on", "after.gone")
    assert [_place(of_action, place) for place in places] == [
        "Vem som gjorde det", "Skälet som angavs", "Vad raden hette", "Titel, före", "Ska vara klar, efter",
        "Gone, efter",
    ]  # fmt: skip
    assert _place(link("no such kind"), "before.title") == "Title, före"


def test_the_form_offers_what_the_link_holds_and_asks_for_all_of_it(world: World) -> None:
    form = RedactForm(link("no such kind", {"actor": "Anna", "after.name": "x" * 300}), None)
    field: Any = form.fields["places"]
    assert [(place, str(label)) for place, label in field.choices] == [
        ("actor", "Vem som gjorde det: Anna"),
        ("after.name", f"Name, efter: {'x' * SHOWN}…"),
    ]
    sent = RedactForm(link("k", {"actor": "A"}), {"places": ["no"], "basis": "x" * 201})
    assert list(sent.errors) == ["places", "basis", "because"]


def way(access: Access, kind: str, row: UUID = NOBODY) -> str:
    return _row_url(access, link(kind, row=row))


def test_the_way_back_leads_to_the_row_where_it_has_a_page_that_is_open(world: World) -> None:
    admin, person, register = world.access("admin"), world.people["owner"], registry.get("actions")
    kind = kind_of(User)
    assert way(admin, kind_of(register.model)) == f"/atgarder/{NOBODY}/", (
        "its register tells whether it is there"
    )
    assert way(admin, kind, person.pk) == f"/personer/{person.pk}/"
    assert [way(admin, kind), way(admin, "no such kind", person.pk)] == ["/", "/"]
    held = Appointment.everything.get(user=person, role__code="samordnare")
    assert way(admin, kind_of(Appointment), held.pk) == "/", "it has no page of its own"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["because"], "1 uppgift är borttagen ur historiken."),
        (["actor"], "3 uppgifter är borttagna ur historiken."),
        (["after.description"], "2 uppgifter är borttagna ur historiken."),
    ],
)
def test_it_is_said_how_many_are_gone(world: World, places: list[str], said: str) -> None:
    with writer.writing(SYSTEM) as w:
        row = registers.row(w, registry.get("actions"), world.units["utb"])
    for text in ("Ett", "Sist"):
        writer.update(SYSTEM, row, {"description": text}, because=text)
    change = Change.objects.filter(object_id=row.pk).order_by("seq")[1]
    given = {"places": places, "basis": "Artikel 17", "because": "Misstag"}
    answer = world.client("admin").post(f"/historik/{change.seq}/ta-bort/", given)
    assert (answer.status_code, [str(each) for each in get_messages(answer.wsgi_request)]) == (302, [said])
