"""Who is named in a row without the right to it asks for it or hands over; to others it is as if it were not there."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.deadlines.tasks import awaited_by, tasks_for
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.people.organisation.models import RightRequest
from akropolis.people.organisation.services import asking
from akropolis.shared.actions.models import Action
from tests.factories import registers
from tests.world import SYSTEM, TODAY, WORD, World

WORLD = "filled"


def name(world: World, register: str, who: str, field: str = "owner") -> Any:
    """The row of `utb`, which names the person from now on."""
    row: Any = world.rows[register]
    with writing(SYSTEM) as w:
        return w.update(row, {field: world.people[who]})


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("user__username", "subject"))


def waits(access: Access) -> list[str]:
    return [str(task.title) for task in tasks_for(access, TODAY) if task.key.startswith("right:")]


def ask_url(row: Any, register: str = "information") -> str:
    return f"/ratt/{register}/{row.pk}/"


def test_a_named_owner_asks_and_is_appointed(world: World) -> None:
    row = name(world, "information", "chef")
    chef, admin = world.client("chef"), world.client("admin")
    page = chef.get(f"/informationsmangder/{row.pk}/").text
    assert (ask_url(row) in page, f"{ask_url(row)}lamna-over/" in page) == (True, True)
    assert chef.get(f"/informationsmangder/{row.pk}/redigera/")["Location"] == ask_url(row)
    assert not chef.get(ask_url(row)).context["form"].is_bound
    for _twice in range(2):
        assert chef.post(ask_url(row), {"text": "Jag ska klassa den."}).status_code == 302
    made = RightRequest.everything.get()
    assert told() == [("admin", "Åke Ström ber om behörighet hos Utbildningsnämnden")]
    assert [str(one.title) for one in awaited_by(world.access("chef"), TODAY)] == [
        "Behörighet: informationsmängd"
    ]
    assert RightRequest.objects.visible(world.access("admin")).get() == made
    assert [*awaited_by(world.access("admin"), TODAY)] == []  # it is another's, for her to answer
    assert waits(world.access("admin")) == ["Svara Åke Ström, som ber om behörighet"]
    assert [who for who in ("owner", "ciso", "auditor", "neighbour") if waits(world.access(who))] == []
    form = admin.get(f"/ratt/{made.pk}/").context["form"]
    offered = [role.code for role in form.fields["role"].queryset]
    assert ("informationsagare" in offered, "chef" in offered) == (True, False)
    role = Role.everything.get(code="informationsagare")
    assert (
        admin.post(
            f"/ratt/{made.pk}/", {"verdict": "give", "role": role.pk, "answer": "Varsågod."}
        ).status_code
        == 302
    )
    held = Appointment.everything.get(user=world.people["chef"], role=role)
    assert (held.unit, held.valid_from.isoformat() >= TODAY.isoformat(), held.valid_to) == (
        row.owner_unit,
        True,
        None,
    )
    assert told()[1:] == [("chef", "Du har fått behörighet hos Utbildningsnämnden")]
    assert (waits(world.access("admin")), awaited_by(world.access("chef"), TODAY)) == ([], [])
    assert ask_url(row) not in chef.get(f"/informationsmangder/{row.pk}/").text
    assert chef.get(ask_url(row)).status_code == 404
    assert "Rollen är given." in admin.get(f"/ratt/{made.pk}/").text


def test_it_is_declined_with_a_word_and_nothing_is_given(world: World) -> None:
    row = name(world, "information", "chef")
    world.client("chef").post(ask_url(row), {"text": ""})
    made, held = RightRequest.everything.get(), Appointment.everything.count()
    admin = world.client("admin")
    for bad in ({"verdict": "decline", "answer": " "}, {"verdict": "give"}, {"verdict": "x"}):
        assert admin.post(f"/ratt/{made.pk}/", bad).status_code == 422
    assert RightRequest.everything.get().answered_at is None
    assert (
        admin.post(
            f"/ratt/{made.pk}/", {"verdict": "decline", "answer": "Lämna över till Nadja."}
        ).status_code
        == 302
    )
    said = Message.objects.get(user=world.people["chef"])
    assert (said.subject, "Lämna över till Nadja." in said.text) == (
        "Du får inte behörighet hos Utbildningsnämnden",
        True,
    )
    assert Appointment.everything.count() == held
    again = world.client("chef").post(ask_url(row), {"text": "En gång till."})
    assert (again.status_code, RightRequest.everything.count()) == (302, 2)


def test_she_hands_over_to_somebody_who_has_the_right(world: World) -> None:
    row = name(world, "information", "chef")
    chef, url = world.client("chef"), f"{ask_url(row)}lamna-over/"
    chef.post(ask_url(row), {"text": ""})
    offered = set(chef.get(url).context["form"].fields["to"].queryset)
    assert offered == {world.people["owner"]}
    before = Change.objects.count()
    for refused in ("colleague", "neighbour", "chef"):
        assert chef.post(url, {"to": world.people[refused].pk}).status_code == 422
    assert Change.objects.count() == before
    assert chef.post(url, {"to": world.people["owner"].pk}).status_code == 302
    row.refresh_from_db()
    assert row.owner == world.people["owner"]
    assert told()[1:] == [("owner", f"Åke Ström lämnar över {row.label()} till dig")]
    change = next(event for event in events_of([row.pk]) if event.kind == "informationset")
    assert (change.actor, change.because) == ("Åke Ström", "Överlämnad av den som var angiven.")
    assert RightRequest.everything.get().answered_by == "Åke Ström"
    assert chef.get(url).status_code == 404


def test_handing_over_is_for_who_is_named_and_to_who_has_the_right_alone(world: World) -> None:
    row, information = name(world, "information", "chef"), registry.get("information")
    with writing(SYSTEM) as w:
        other: Any = registers.row(w, information, world.units["utb"], "Annan", owner=world.people["chef"])
    for each in (row, other):
        asking.ask(world.access("chef"), information, each.pk, "")
    before, access = (Change.objects.count(), told()), world.access("chef")
    for to in ("colleague", "neighbour", "outsider"):
        with pytest.raises(Invalid) as refusal:
            asking.hand_over(access, information, row.pk, world.people[to])
        sentence = f"{world.people[to].name} har inte behörighet till det hos Utbildningsnämnden."
        assert refusal.value.errors == {"to": [sentence]}
    for who in ("owner", "admin", "neighbour"):
        with pytest.raises(Hidden):
            asking.hand_over(world.access(who), information, row.pk, world.people["owner"])
    assert (Change.objects.count(), told()) == before
    asking.hand_over(access, information, row.pk, world.people["owner"])
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.owner, other.owner) == (world.people["owner"], world.people["chef"])
    answers = {each.object_id: (each.answer, each.given) for each in RightRequest.everything.all()}
    assert answers == {row.pk: ("Överlämnad.", False), other.pk: ("", False)}
    assert RightRequest.everything.get(answered_at=None).object_id == other.pk
    (message,) = Message.objects.filter(user=world.people["owner"])
    assert message.text == "Åke Ström var angiven men saknar behörighet. Nu är du angiven."


def test_who_is_named_and_may_not_even_read_comes_to_the_way_and_learns_no_more(world: World) -> None:
    row = name(world, "actions", "neighbour", "responsible")
    client = world.client("neighbour")
    assert not Action.objects.visible(world.access("neighbour")).filter(pk=row.pk).exists()
    assert client.get(f"/atgarder/{row.pk}/")["Location"] == ask_url(row, "actions")
    for url in (ask_url(row, "actions"), f"{ask_url(row, 'actions')}lamna-over/"):
        page = client.get(url).text
        assert (row.number in page, WORD in page) == (True, False)
    client.post(ask_url(row, "actions"), {"text": ""})
    assert WORD not in client.get("/skickat/").text
    assert client.get(f"/atgarder/{row.pk}/redigera/")["Location"] == ask_url(row, "actions")


@pytest.mark.parametrize("who", ["owner", "colleague", "neighbour", "outsider", "auditor", "ciso", "admin"])
def test_to_who_is_not_named_it_is_as_if_it_were_not_there(world: World, who: str) -> None:
    row = name(world, "information", "chef")
    world.client("chef").post(ask_url(row), {"text": WORD})
    made, before = RightRequest.everything.get(), Change.objects.count()
    client = world.client(who)
    nothing = ask_url(row).replace(str(row.pk), "019a0000-0000-7000-8000-000000000000")
    for url in (
        ask_url(row),
        f"{ask_url(row)}lamna-over/",
        nothing,
        ask_url(row).replace("information", "inget"),
    ):
        assert (client.get(url).status_code, client.post(url, {"text": "x"}).status_code) == (404, 404)
    if who != "admin":
        assert client.get(f"/ratt/{made.pk}/").status_code == 404
        assert client.post(f"/ratt/{made.pk}/", {"verdict": "decline", "answer": "x"}).status_code == 404
    hidden = client.get(f"/informationsmangder/{row.pk}/redigera/")
    assert hidden.status_code == (404 if who not in {"owner", "ciso", "admin"} else 200)
    assert (Change.objects.count(), RightRequest.everything.get().answered_at) == (before, None)


def test_a_row_out_of_use_or_with_the_right_asks_for_nothing(world: World) -> None:
    row = name(world, "information", "chef")
    with writing(SYSTEM) as w:
        w.archive(row)
    assert world.client("chef").get(ask_url(row)).status_code == 404
