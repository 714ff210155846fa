"""A form that is sent twice makes what it makes once: the work pages' forms, and what is and is not the same form.

That every register's form does so stands in `test_registers`, and that two at the same moment do in
`tests/kernel/test_at_once`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import Role, User
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.models import Sending
from akropolis.base.kernel.records.once import forget_old, once
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers.web.sending import WORD
from akropolis.shared.actions.models import Action
from tests.behaviours import walk
from tests.world import SYSTEM, World

WORLD = "walked"
DETECTED = "2026-03-10T09:30"


def role(_world: World) -> str:
    return str(Role.objects.unscoped(because="tests name roles by code").get(code="medarbetare").pk)


def city(world: World) -> str:
    return str(world.units["stad"].pk)


def person(world: World) -> str:
    return str(world.people["outsider"].pk)


def target(world: World) -> Any:
    link: Any = world.rows["dependencies"]
    return link.target.record


FORMS: dict[str, tuple[str, Callable[[World], str], dict[str, Any]]] = {
    "unit": ("admin", lambda w: "/organisation/ny/", {"code": "mil", "name": "Miljö", "parent": city}),
    "appointment": ("admin", lambda w: "/uppdrag/nytt/", {"user": person, "role": role, "unit": city}),
    "legal basis": ("ciso", lambda w: "/klassning/lagrum/nytt/", {"name": "Ny lag", "provision": "1 §", "source": "x"}),
    "direction": ("owner", lambda w: "/genomgangar/2027/utb/inriktningar/ny/", {"title": "Öva", "text": "Mer."}),
    "remark": ("neighbour", lambda w: "/genomgangar/2027/stad/remiss/", {"text": "Vi vill ha mer tid."}),
    "incident": (
        "owner", lambda w: f"/graf/{target(w)}/incident/?slag=avbrott", {"title": "Stopp", "detected_at": DETECTED}
    ),
    "review": ("owner", lambda w: "/genomgangar/2028/ny/", {"due_on": "2029-03-01"}),
    "view": ("owner", lambda w: "/tjanster/", {"name": "Mina", "query": "?sort=name"}),
    "file": ("owner", lambda w: f"/incidenter/{w.rows['incidents'].pk}/filer/", {"note": "Bild"}),
}  # fmt: skip


def filled(
    world: World, client: Any, address: str, values: dict[str, Any]
) -> tuple[walk.Form, dict[str, Any]]:
    """The form as it is shown, with the values and a word of its own."""
    (form,) = [f for f in walk.forms_on(client.get(address), address) if set(values) <= set(f.names)]
    given = {name: value(world) if callable(value) else value for name, value in values.items()}
    return form, form.untouched() | given | {WORD: "abc"}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_twice_makes_its_row_once(world: World, name: str) -> None:
    who, address, values = FORMS[name]
    client = world.client(who)
    form, sent = filled(world, client, address(world), values)
    counts, places = [Change.objects.count()], []
    for _ in range(2):
        file = {"file": SimpleUploadedFile("a.txt", b"Samma")} if "file" in form.names else {}
        places.append(form.send(client, sent | file).headers.get("Location"))
        counts.append(Change.objects.count())
    assert (places[0] == places[1] != None, counts[0] < counts[1] == counts[2]) == (True, True)  # noqa: E711


def test_an_account_is_made_once_and_the_answer_that_is_seen_has_a_password_that_works(world: World) -> None:
    client = world.client("admin")
    form, sent = filled(world, client, "/personer/ny/", {"name": "Ny Person", "username": "nyperson"})
    answers = [form.send(client, sent) for _ in range(2)]
    made = User.everything.get(username="nyperson")
    assert [(a.status_code, a.context["person"]) for a in answers] == [(201, made)] * 2
    assert [made.check_password(answer.context["password"]) for answer in answers] == [False, True]
    with writing(SYSTEM) as w:
        w.update(made, {"must_change_password": False})
    chosen = User.everything.get(username="nyperson").password
    assert form.send(client, sent).context["password"] == ""
    assert User.everything.get(username="nyperson").password == chosen


def test_a_file_with_other_content_is_another_file(world: World) -> None:
    who, address, values = FORMS["file"]
    client, before = world.client(who), StoredFile.everything.count()
    form, sent = filled(world, client, address(world), values)
    for data in (b"Ett", b"Ett", b"Tre"):
        form.send(client, sent | {"file": SimpleUploadedFile("a.txt", data)})
    assert StoredFile.everything.count() == before + 2


def action(world: World) -> Action:
    """One more action."""
    return create(SYSTEM, Action, {"title": "Gör det", "owner_unit": world.units["utb"]})


def test_a_key_is_its_persons_and_what_is_refused_leaves_it_unused(world: World) -> None:
    owner, other = world.access("owner"), world.access("colleague")

    def refuse() -> Action:
        action(world)
        raise Refused("Nej.")

    before = Action.everything.count()
    with pytest.raises(Refused, match=r"Nej\."):
        once(owner, "a", refuse)
    assert (Action.everything.count(), Sending.objects.count()) == (before, 0)
    made = [once(who, "a", lambda: action(world)).pk for who in (owner, owner, other)]
    assert (made[0] == made[1], len(set(made))) == (True, 2)
    assert len({once(owner, "", lambda: action(world)).pk for _ in range(2)}) == 2


def test_what_was_removed_is_made_anew_and_a_key_is_forgotten_after_a_day(world: World) -> None:
    owner = world.access("owner")
    first = once(owner, "a", lambda: action(world))
    with writing(SYSTEM) as w:
        w.remove(first)
    second = once(owner, "a", lambda: action(world))
    assert second.pk != first.pk
    now = timezone.now()
    forget_old(now)
    assert once(owner, "a", lambda: action(world)).pk == second.pk
    forget_old(now + timedelta(days=1, seconds=1))
    assert Sending.objects.count() == 0
