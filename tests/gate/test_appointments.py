"""Nobody becomes more than she is: not by an appointment, a longer day, an account or a role."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.models import HandoverKind
from akropolis.people.organisation.services import appointments, people, units
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from tests.gate.cast import appoint, newcomer, role, yesterday
from tests.world import START, SYSTEM, World

WHOLE = "organisation:*:*"


def held(user: User) -> list[tuple[str, Any, bool]]:
    rows = Appointment.everything.filter(user=user).select_related("unit")
    return [(row.role.code, row.unit and row.unit.code, row.and_below) for row in rows]


def test_a_right_in_one_unit_alone_is_not_given_on_to_those_below(world: World) -> None:
    access = newcomer(world, "ensam", "administrator", "utb", and_below=False)
    person = world.people["ensam"]
    values = {"user": person, "role": role("samordnare"), "unit": world.units["utb"], "valid_from": START}
    before = held(person)
    for more in ({"and_below": True}, {}):
        with pytest.raises(Invalid):
            appointments.give(access, values | more)
        assert held(person) == before
    appointments.give(access, values | {"and_below": False})
    assert held(person) == [*before, ("samordnare", "utb", False)]


@pytest.mark.parametrize("place", ["kul", "stad", None])
def test_an_administrator_of_one_unit_appoints_nobody_elsewhere(world: World, place: str | None) -> None:
    access = newcomer(world, "lokal", "administrator", "utb")
    unit = world.units[place] if place else None
    values = {"user": world.people["lokal"], "role": role("lasare"), "unit": unit, "valid_from": START}
    before = (held(world.people["lokal"]), Change.objects.count())
    with pytest.raises((Invalid, Hidden)):
        appointments.give(access, values)
    client = world.client("lokal")
    sent = {"user": str(values["user"].pk), "role": str(values["role"].pk), "valid_from": "2026-01-01"}
    answer = client.post("/uppdrag/nytt/", sent | ({"unit": str(unit.pk)} if unit else {}))
    assert answer.status_code == 422
    assert (held(world.people["lokal"]), Change.objects.count()) == before


@pytest.mark.parametrize("who", ["neighbour", "colleague", "auditor", "chef", "ciso", "outsider"])
def test_who_may_not_appoint_gives_herself_nothing(world: World, who: str) -> None:
    person = world.people[who]
    before = (held(person), Change.objects.count())
    values = {"user": person, "role": role("administrator"), "unit": world.units["stad"], "valid_from": START}
    with pytest.raises((Invalid, Hidden)):
        appointments.give(world.access(who), values)
    sent = {"user": str(person.pk), "role": str(values["role"].pk), "unit": str(world.units["stad"].pk)}
    assert world.client(who).post("/uppdrag/nytt/", sent | {"valid_from": "2026-01-01"}).status_code == 404
    assert (held(person), Change.objects.count()) == before


def test_an_appointment_that_has_ended_is_not_made_longer(world: World) -> None:
    access = newcomer(world, "lokal", "administrator", "utb")
    with writing(SYSTEM) as w:
        gone = w.create(User, {"username": "slutat", "name": "Slutat", "password": "!"})
        row = appoint(w, gone, "administrator", world.units["utb"], valid_to=yesterday())
    for who in (access, world.access("admin")):
        with pytest.raises(Invalid):
            appointments.end(who, row, timezone.localdate() + timedelta(days=300))
    row.refresh_from_db()
    assert (row.valid_to, row.version) == (yesterday(), 1)
    assert dict(access_for(gone, timezone.localdate()).grants) == {}
    appointments.end(access, row, yesterday() - timedelta(days=1))


def test_whose_appointment_ended_yesterday_finds_nothing_today(world: World) -> None:
    newcomer(world, "slutat", "ciso", "stad", valid_to=yesterday())
    client = world.client("slutat")
    for address in ("/laget/", "/organisation/", "/personer/", "/incidenter/", "/genomgangar/2027/stad/"):
        assert client.get(address).status_code == 404
    assert client.post("/enhet/", {"unit": "stad"}).status_code == 404


@pytest.mark.parametrize("who", ["neighbour", "auditor", "ciso", "outsider"])
def test_nobody_else_resets_a_password_or_opens_an_account(world: World, who: str) -> None:
    victim, client = world.people["admin"], world.client(who)
    before = (victim.password, victim.version, Change.objects.count())
    for address in ("nytt-losenord/", "redigera/"):
        answer = client.post(f"/personer/{victim.pk}/{address}", {"name": "Annan", "is_active": "on"})
        assert answer.status_code == 404
    with pytest.raises(Hidden):
        people.reset_password(world.access(who), User.everything.get(pk=victim.pk))
    with pytest.raises(Hidden):
        people.change(world.access(who), victim, {"is_active": True, "name": "Annan"})
    stored = User.everything.get(pk=victim.pk)
    assert (stored.password, stored.version, Change.objects.count()) == before


def test_an_administrator_of_one_unit_keeps_no_accounts(world: World) -> None:
    access = newcomer(world, "lokal", "administrator", "utb")
    victim, client = world.people["ciso"], world.client("lokal")
    before = (victim.password, victim.version, Change.objects.count())
    sent = {"name": "Annan", "is_active": "on", "version": "1"}
    assert client.post(f"/personer/{victim.pk}/nytt-losenord/").status_code in (302, 404)
    assert client.post(f"/personer/{victim.pk}/redigera/", sent).status_code in (404, 422)
    assert client.post("/personer/ny/", {"username": "falsk", "name": "Falsk"}).status_code in (404, 422)
    with pytest.raises(Hidden):
        people.create(access, {"username": "falsk", "name": "Falsk"})
    stored = User.everything.get(pk=victim.pk)
    assert (stored.password, stored.version, Change.objects.count()) == before


def test_a_role_is_not_rewritten_by_who_holds_it(world: World) -> None:
    newcomer(world, "lokal", "administrator", "utb")
    everyone = ["neighbour", "colleague", "auditor", "ciso", "chef", "outsider", "lokal"]
    for who in everyone:
        for code in ("samordnare", "medarbetare"):
            with pytest.raises(Hidden), writing(access_for(world.people[who], timezone.localdate())) as w:
                w.update(role(code), {"grants": [WHOLE]})
    assert Role.everything.filter(grants=[WHOLE]).count() == 0


def test_a_unit_is_not_taken_from_its_neighbour(world: World) -> None:
    access = newcomer(world, "lokal", "administrator", "utb")
    kulf, utb = world.units["kulf"], world.units["utb"]
    today = timezone.localdate()
    moves = ((kulf, utb), (world.units["utbf"], world.units["kul"]))
    into = {"code": "slagen", "name": "Slagen", "kind": "committee", "parent": utb}
    wishes = [Wish(HandoverKind.MOVE, [unit], today, "Stöld", taker=taker) for unit, taker in moves]
    wishes.append(Wish(HandoverKind.MERGE, [world.units["utbf"], kulf], today, "Stöld", [into]))
    wishes.append(Wish(HandoverKind.ROWS, [kulf], today, "Stöld", taker=utb, picked=frozenset({kulf.pk})))
    for wish in wishes:
        with pytest.raises(Hidden):
            carry_out(access, wish)
    with pytest.raises(Hidden):
        units.change(access, utb, {"reviews": False})
    assert {u.code: u.path for u in Unit.everything.all()} == {c: u.path for c, u in world.units.items()}
