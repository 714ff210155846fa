"""People and their roles: who may give what to whom, and what a refusal leaves as it was."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services import appointments, people
from akropolis.people.organisation.services.content import load_roles
from tests.organisation.cast import PASSWORD, START, TODAY, Cast, build

pytestmark = pytest.mark.django_db
LOCAL = ["*:*:read", "organisation:appointment:edit"]


@pytest.fixture
def cast() -> Cast:
    return build({"administrator": ["*:*:*"], "samordnare": LOCAL, "ciso": ["*:*:read", "review:*:*"]})


def _values(cast: Cast, user: str, role: str, unit: str, **more: object) -> dict[str, object]:
    return {
        "user": cast.people[user],
        "role": cast.roles[role],
        "unit": cast.units[unit],
        "valid_from": TODAY,
        **more,
    }


def _state() -> tuple[object, ...]:
    return (
        sorted(Appointment.everything.values_list("user__username", "role__code", "unit__code", "valid_to")),
        sorted(User.everything.values_list("username", "version", "is_active")),
        Change.objects.count(),
    )


def test_a_new_person_gets_a_password_that_works_once_shown(cast: Cast) -> None:
    person, once = people.create(cast.access("admin"), {"username": "ny", "name": "Ny Person"})
    stored = User.everything.get(pk=person.pk)
    assert (stored.check_password(once), stored.must_change_password, len(once)) == (True, True, 19)
    assert [
        c.content for c in Change.objects.all() if once in c.content or stored.password in c.content
    ] == []


@pytest.mark.parametrize("username", ["ciso", "revisor", "samordnare.utb", "outsider"])
def test_who_may_not_keep_people_changes_nothing(cast: Cast, username: str) -> None:
    access, before = cast.access(username), _state()
    other = cast.people["medarbetare.utb"]
    for act in (
        lambda: people.create(access, {"username": "ny", "name": "Ny"}),
        lambda: people.change(access, other, {"name": "Annan"}),
        lambda: people.reset_password(access, other),
    ):
        with pytest.raises(Hidden):
            act()
    assert _state() == before


def test_nobody_closes_her_own_account(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Refused):
        people.change(cast.access("admin"), cast.people["admin"], {"is_active": False})
    assert _state() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "Åsa"}, "username"),
        ({"username": "ciso"}, "username"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "inte en adress"}, "email"),
    ],
)
def test_a_refused_person_changes_nothing(cast: Cast, values: Any, field: Any) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        people.create(cast.access("admin"), {"username": "ny", "name": "Ny", **values})
    assert (list(refusal.value.errors), _state()) == ([field], before)


def test_a_local_giver_gives_what_she_has_where_she_has_it(cast: Cast) -> None:
    given = appointments.give(cast.access("samordnare.utb"), _values(cast, "outsider", "medarbetare", "utbf"))
    assert given.unit is not None
    assert (given.role.code, given.unit.code) == ("medarbetare", "utbf")


def test_a_local_giver_gives_no_more_than_she_has(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        appointments.give(cast.access("samordnare.utb"), _values(cast, "outsider", "administrator", "utb"))
    assert (list(refusal.value.errors), _state()) == (["role"], before)


def test_a_local_giver_gives_nothing_elsewhere(cast: Cast) -> None:
    before = _state()
    for unit in ("ald", "stad"):
        with pytest.raises((Hidden, Invalid)):
            appointments.give(cast.access("samordnare.utb"), _values(cast, "outsider", "medarbetare", unit))
    assert _state() == before


def test_a_role_is_held_once_at_a_time(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        appointments.give(cast.access("admin"), _values(cast, "ciso", "ciso", "stad"))
    assert (list(refusal.value.errors), _state()) == (["role"], before)


def test_dates_the_wrong_way_round_are_refused(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Invalid) as refusal:
        appointments.give(cast.access("admin"), _values(cast, "outsider", "ciso", "stad", valid_to=START))
    assert (list(refusal.value.errors), _state()) == (["valid_to"], before)


def test_an_ended_appointment_gives_nothing_the_day_after(cast: Cast) -> None:
    held = Appointment.everything.get(user=cast.people["ciso"])
    appointments.end(cast.access("admin"), held, TODAY)
    after = date(2026, 11, 26)
    assert (bool(cast.access("ciso").grants), bool(cast.access("ciso", after).grants)) == (True, False)


def test_the_last_keeper_of_accounts_cannot_be_lost(cast: Cast) -> None:
    held, before = Appointment.everything.get(user=cast.people["admin"]), _state()
    with pytest.raises(Refused):
        appointments.end(cast.access("admin"), held, TODAY)
    assert _state() == before
    appointments.give(cast.access("admin"), _values(cast, "ciso", "administrator", "stad", valid_from=START))
    appointments.end(cast.access("admin"), held, TODAY)
    assert Appointment.everything.get(pk=held.pk).valid_to == TODAY


def test_an_auditor_of_the_city_sees_who_holds_a_role_in_the_whole_installation(cast: Cast) -> None:
    with writing(system("Test")) as w:
        values = {"user": cast.people["outsider"], "role": cast.roles["administrator"], "valid_from": START}
        held = w.create(Appointment, values)
    seen = {
        who: Appointment.objects.visible(cast.access(who)).filter(pk=held.pk).exists()
        for who in ("revisor", "samordnare.utb", "outsider")
    }
    assert seen == {"revisor": True, "samordnare.utb": False, "outsider": True}


def test_roles_are_loaded_once_and_what_a_person_changed_is_left() -> None:
    access = system("Content")
    first = load_roles(access)
    assert (len(first), load_roles(access)) == (Role.everything.count(), [])
    cast_free = Role.everything.get(code="medarbetare")
    other = Role.everything.get(code="revisor")
    with writing(access) as w:
        w.update(other, {"purpose": "Gammalt."})
    person, _once = people.create(access, {"username": "ny", "name": "Ny"})
    with writing(access) as w:
        w.create(
            Appointment,
            {"user": person, "role": Role.everything.get(code="administrator"), "valid_from": START},
        )
    from akropolis.base.kernel.access.grants import access_for

    with writing(access_for(person, TODAY)) as w:
        w.update(cast_free, {"purpose": "Vårt eget."})
    assert sorted(told.left for told in load_roles(access)) == [False, True]
    kept = {role.code: role.purpose for role in Role.everything.all()}
    assert (kept["medarbetare"], kept["revisor"] == "Gammalt.") == ("Vårt eget.", False)


def test_an_auditor_reads_everything_and_writes_nothing() -> None:
    from akropolis.base.kernel.access.permissions import registry

    load_roles(system("Content"))
    granted = registry.expand(Role.everything.get(code="revisor").grants)
    named = {"requests:request:read", "requests:lateness:read", "training:person:read"}
    reads = {p for p in registry.all() if p.rpartition(":")[2] in ("read", "read_decided")}
    assert granted == reads - named


def test_the_own_password_is_chosen_and_not_reset(cast: Cast) -> None:
    before = _state()
    with pytest.raises(Refused):
        people.reset_password(cast.access("admin"), cast.people["admin"])
    assert _state() == before


def test_a_reset_password_works_once_shown_and_the_old_one_no_more(cast: Cast) -> None:
    once = people.reset_password(cast.access("admin"), cast.people["ciso"])
    stored = User.everything.get(pk=cast.people["ciso"].pk)
    checks = (stored.check_password(once), stored.check_password(PASSWORD), stored.must_change_password)
    assert checks == (True, False, True)


def test_nothing_but_what_stands_about_a_person_is_changed(cast: Cast) -> None:
    before = User.everything.get(pk=cast.people["ciso"].pk)
    values = {"name": "Nytt Namn", "username": "annan", "password": "x", "must_change_password": True}
    people.change(cast.access("admin"), cast.people["ciso"], values)
    after = User.everything.get(pk=before.pk)
    assert (after.name, after.username, after.password, after.must_change_password) == (
        "Nytt Namn",
        "ciso",
        before.password,
        False,
    )
