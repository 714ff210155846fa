"""Roles follow the directory's groups, of many people some at a time: nobody is forgotten, and nothing given twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.deadlines.jobs import jobs
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, writing
from akropolis.people.federation.models import DirectoryGroup, Membership, RuleAppointment
from akropolis.people.federation.models.directory import RoleUpdate
from akropolis.people.federation.services import directory, following
from akropolis.people.federation.services.appointing import follow_directory
from akropolis.people.federation.services.arriving import Arrival, arrive
from akropolis.people.federation.services.directory import Grouping
from tests.federation.providers import without_passwords
from tests.federation.test_appointing import held, role, rule, today
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
STAFF = ("outsider", "neighbour", "colleague", "chef", "auditor")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are many, and two are done at a time."""
    monkeypatch.setattr(following, "BATCH", 2)
    monkeypatch.setattr(following, "PAUSE", 0)


@pytest.fixture
def staff(world: World) -> list[User]:
    """People whom the group `A` makes samordnare in hamn."""
    rule(world, "A", unit="hamn")
    return [world.people[who] for who in STAFF]


def say(*users: User, name: str = "A") -> DirectoryGroup:
    """The directory says that those, and no others, are in the group."""
    said = Grouping(name, "", frozenset(user.pk for user in users))
    row = DirectoryGroup.everything.filter(name=name).first()
    return directory.alter_group(SYSTEM, row, said) if row else directory.add_group(SYSTEM, said)


def by_rules() -> list[str]:
    """Who holds what the rules gave, as often as she holds it today."""
    rows = Appointment.everything.filter(
        pk__in=RuleAppointment.everything.values("appointment"), valid_to=None
    )
    return sorted(rows.values_list("user__username", flat=True))


def names(users: list[User]) -> list[str]:
    return sorted(user.username for user in users)


def test_few_follow_in_the_same_request(staff: list[User]) -> None:
    say(*staff[:2])
    assert (by_rules(), RoleUpdate.objects.count()) == (names(staff[:2]), 0)
    say(staff[0])
    assert (by_rules(), RoleUpdate.objects.count()) == (names(staff[:1]), 0)


def test_many_wait_and_are_done_some_at_a_time_whatever_ends_in_between(staff: list[User]) -> None:
    say(*staff)
    assert (Membership.everything.count(), by_rules(), RoleUpdate.objects.count()) == (5, [], 5)
    assert following.carry_on.call(seconds=0) == 2  # and there the process is killed
    assert (len(by_rules()), RoleUpdate.objects.count()) == (2, 3)
    assert jobs.entries["groups"].run(timezone.now()) == "3 followed"
    assert (by_rules(), RoleUpdate.objects.count()) == (names(staff), 0)
    before = Change.objects.count()
    assert (following.carry_on.call(), Change.objects.count()) == (0, before)


def test_what_waits_is_put_in_the_queue_that_the_worker_looks_at(staff: list[User]) -> None:
    say(*staff[:2])
    assert not DBTaskResult.objects.exists()
    say(*staff[:1], *staff[2:])  # one goes at once, three come
    [queued] = DBTaskResult.objects.ready()
    assert (by_rules(), RoleUpdate.objects.count()) == ([staff[0].username], 3)
    queued.task.call()
    assert (by_rules(), RoleUpdate.objects.count()) == (names([staff[0], *staff[2:]]), 0)


def _broken_batch() -> None:
    with transaction.atomic():
        assert following._do_batch() == 2
        raise InterruptedError


def test_a_batch_that_breaks_gives_nothing_and_is_done_anew(staff: list[User]) -> None:
    say(*staff)
    before = Change.objects.count()
    with pytest.raises(InterruptedError):
        _broken_batch()
    assert (by_rules(), RoleUpdate.objects.count(), Change.objects.count()) == ([], 5, before)
    following.carry_on.call()
    assert by_rules() == names(staff)


def test_who_signs_in_meanwhile_has_her_role_at_once_and_once(staff: list[User]) -> None:
    say(*staff)
    values: Any = {"issuer": "https://idp", "subject": "s", "name": "", "email": "", "groups": frozenset()}
    without_passwords("outsider")
    arrive(Arrival(username="outsider", **values), makes_accounts=False)
    assert by_rules() == ["outsider"]
    following.carry_on.call()
    assert by_rules() == names(staff)


def test_a_large_removal_ends_what_the_group_gave_and_nothing_else(world: World, staff: list[User]) -> None:
    by_hand = {"user": staff[0], "role": role("samordnare"), "unit": world.units["hamn"]}
    create(SYSTEM, Appointment, {**by_hand, "valid_from": today()})
    say(*staff)
    following.carry_on.call()
    given = RuleAppointment.everything.values_list("appointment", flat=True)
    Appointment.everything.filter(pk__in=given, user__in=staff[:3]).update(
        valid_from=today() - timedelta(days=9)
    )
    say(staff[4])
    assert (len(by_rules()), RoleUpdate.objects.count()) == (4, 4)
    following.carry_on.call()
    assert by_rules() == [staff[4].username]
    assert held(staff[0])[-1] == ("samordnare", "hamn", True, 0, None, False)
    assert [held(user)[-1][3:] for user in staff[1:3]] == [(-9, -1, True)] * 2
    assert ("samordnare", "hamn") not in [each[:2] for each in held(staff[3])], "given today, so never"


def test_who_loses_something_is_done_before_who_is_given(world: World, staff: list[User]) -> None:
    rule(world, "B", unit="kul")
    say(*staff[:3])
    following.carry_on.call()
    say(*staff[1:], name="B")
    say()
    assert [*RoleUpdate.objects.values_list("loses", flat=True)] == [True] * 3 + [False] * 4
    following.carry_on.call(seconds=0)
    assert [each for each in held(staff[3]) + held(staff[4]) if each[1] == "kul" and each[5]] == []
    assert len([user for user in staff[:3] if ("hamn", True) in [(e[1], e[5]) for e in held(user)]]) == 1


@pytest.mark.parametrize("gone", ["removed", "renamed"])
def test_a_group_that_is_no_more_ends_what_it_gave_to_many(staff: list[User], gone: str) -> None:
    row = say(*staff)
    following.carry_on.call()
    if gone == "removed":
        directory.remove_group(SYSTEM, row)
    else:
        directory.alter_group(SYSTEM, row, Grouping("other", "", frozenset(user.pk for user in staff)))
    assert by_rules() == names(staff)
    following.carry_on.call()
    assert (by_rules(), RoleUpdate.objects.count()) == ([], 0)


def test_of_many_keepers_one_keeps_the_accounts(world: World, staff: list[User], caplog: Any) -> None:
    rule(world, "ADMIN", "administrator", "stad")
    say(*staff, name="ADMIN")
    following.carry_on.call()
    Appointment.everything.filter(user=world.people["admin"]).update(valid_to=today() - timedelta(days=1))
    say(name="ADMIN")
    following.carry_on.call()
    assert len(by_rules()) == 1
    assert [row.getMessage()[:37] for row in caplog.records] == ["The groups would end the last appoint"]


def test_however_many_people_it_is_as_many_questions(staff: list[User]) -> None:
    counts = []
    for users in (staff[:1], staff[1:]):
        with CaptureQueriesContext(connection) as found, writing(SYSTEM) as w:
            for user in users:
                group = DirectoryGroup.everything.filter(name="A").first() or w.create(
                    DirectoryGroup, {"name": "A"}
                )
                w.create(Membership, {"group": group, "user": user})
            start = len(found)
            follow_directory(w, users)
            counts.append(len(found) - start)
    assert counts[0] == counts[1]
    assert by_rules() == names(staff)
