"""Whom an alarm of the emergency account reaches, what it says, how long it waits, and when the account is tested."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as installation
from django.core import mail
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.people.second_factors.models import EmergencySignIn
from akropolis.people.second_factors.services.emergency import (
    acknowledge,
    administrators,
    is_emergency,
    raise_alarm,
    tell_contact,
)
from akropolis.people.second_factors.web.emergency import YEAR, list_alarm_tasks
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db
PAGE = "/konto/nodkonto/"
DAY = timedelta(days=1)
TEST = "Testa nödkontot: logga in med det och logga ut"


@pytest.fixture(autouse=True)
def named(settings: Any) -> None:
    settings.BREAK_GLASS = "outsider"


def today() -> date:
    return timezone.localdate()


def alarm(world: World, address: str = "10.0.0.9", **values: object) -> EmergencySignIn:
    """The account has signed in, and the alarm is changed to what is said."""
    raise_alarm(world.people["outsider"], address)
    found: EmergencySignIn = EmergencySignIn.everything.order_by("-created_at", "-id")[0]
    EmergencySignIn.everything.filter(pk=found.pk).update(**values)
    found.refresh_from_db()
    return found


def keeper(world: World, who: str, unit: str, **values: object) -> User:
    """One more who holds the role of those that keep the accounts."""
    role = Role.objects.unscoped(because="tests name roles by code").get(code="administrator")
    with writing(SYSTEM) as w:
        person = world.add(w, who, who.capitalize(), "", "")
        given = {"user": person, "role": role, "unit": world.units[unit], "valid_from": START}
        w.create(Appointment, {**given, **values})
    return person


@pytest.mark.parametrize(("name", "found"), [("outsider", True), ("owner", False), ("", False)])
def test_the_account_is_the_one_that_is_named(world: World, settings: Any, name: str, found: bool) -> None:
    settings.BREAK_GLASS = name
    assert is_emergency(world.people["outsider"]) is found
    assert not is_emergency(User(username=""))


def test_an_alarm_goes_to_each_who_keeps_the_accounts_of_the_whole_city_that_day(world: World) -> None:
    keeper(world, "ended", "stad", valid_to=today() - DAY)
    last = keeper(world, "last", "stad", valid_to=today())
    keeper(world, "later", "stad", valid_from=today() + DAY)
    keeper(world, "below", "utb")
    closed = keeper(world, "closed", "stad")
    update(SYSTEM, closed, {"is_active": False})
    twice = {"user": last, "role": Role.everything.get(code="administrator"), "unit": world.units["stad"]}
    create(SYSTEM, Appointment, {**twice, "valid_from": START, "and_below": False})
    assert {each.username for each in administrators(today())} == {"admin", "last"}
    assert [each.username for each in administrators(today() + DAY)].count("later") == 1
    assert "last" not in {each.username for each in administrators(today() + DAY)}


def test_each_is_told_once_in_her_own_language_with_a_way_to_the_page(world: World, caplog: Any) -> None:
    update(SYSTEM, keeper(world, "annie", "stad"), {"language": "en"})
    with caplog.at_level(logging.WARNING, "akropolis.sign_in"):
        made = alarm(world, "")
    at = f"{timezone.localtime(made.at):%Y-%m-%d %H:%M}"
    told = {row.user.username: row for row in Message.objects.select_related("user")}
    assert {who: (row.subject, row.url, row.at_once) for who, row in told.items()} == {
        "admin": ("Nödkontot har loggat in", PAGE, True),
        "annie": ("The emergency account has signed in", PAGE, True),
    }
    begins = (
        f"Somebody signed in with the emergency account outsider on {at}, from the address –. Find out who"
    )
    assert told["annie"].text.startswith(begins)
    person = world.people["outsider"]
    assert [row.getMessage() for row in caplog.records] == [
        f"the emergency account signed in: account=outsider address= id={person.pk}"
    ]
    raise_alarm(world.people["owner"], "10.0.0.9")
    assert (EmergencySignIn.everything.count(), Message.objects.count()) == (1, 2)


def test_an_alarm_is_over_when_who_keeps_the_accounts_has_said_what_it_was(world: World) -> None:
    made, admin = alarm(world), world.access("admin")
    keeper(world, "below", "utb")
    for who in ("owner", "ciso", "outsider", "below"):
        with pytest.raises(Hidden):
            acknowledge(world.access(who), made, "Jag")
    with pytest.raises(Invalid) as refusal:
        acknowledge(admin, made, "  ")
    assert refusal.value.errors == {"note": ["Skriv vem som loggade in, och varför."]}
    made.refresh_from_db()
    assert (made.acknowledged_at, made.note) == (None, "")
    done = acknowledge(admin, made, " Övning ")
    assert (done.acknowledged_by, done.note) == (world.people["admin"], "Övning")
    assert done.acknowledged_at is not None
    with pytest.raises(Refused) as again:
        acknowledge(admin, made, "En till")
    assert again.value.code == "acknowledged"


def tasks(world: World, day: date, who: str = "admin") -> list[PendingTask]:
    return list(list_alarm_tasks(world.access(who), day))


def test_each_alarm_waits_until_it_is_over_for_who_keeps_the_accounts_of_the_city(world: World) -> None:
    keeper(world, "below", "utb")
    over, still = alarm(world, acknowledged_at=timezone.now()), alarm(world)
    title = "Nödkontot har loggat in: ta reda på vem det var, och kvittera"
    assert tasks(world, today()) == [PendingTask(f"emergency:{still.pk}", title, PAGE, "Du sköter kontona.")]
    assert over.pk != still.pk
    assert [tasks(world, today(), who) for who in ("ciso", "below", "owner")] == [[], [], []]


@pytest.mark.parametrize(("left", "asked"), [(31, False), (30, True), (0, True), (-1, True)])
def test_the_account_is_to_be_tested_thirty_days_before_its_year_is_over(
    world: World, left: int, asked: bool
) -> None:
    alarm(world, acknowledged_at=timezone.now())
    by = today() + YEAR
    why = "Det testas en gång om året, så att det fungerar den dag det behövs."
    found = tasks(world, by - left * DAY)
    assert found == ([PendingTask(f"emergency-test:{by}", TEST, PAGE, why)] if asked else [])


def test_one_that_was_never_used_is_to_be_tested_and_without_one_nothing_is(
    world: World, settings: Any
) -> None:
    assert [(task.key, str(task.title)) for task in tasks(world, today())] == [("emergency-test:", TEST)]
    settings.BREAK_GLASS = ""
    assert tasks(world, today()) == []


def test_the_page_tells_the_newest_first_of_the_account_if_it_is_open(world: World, settings: Any) -> None:
    first = alarm(world, at=timezone.now() - 3 * DAY)
    last = alarm(world)
    page = world.client("admin").get(PAGE)
    found = {name: page.context[name] for name in ("account", "named", "last", "test_by")}
    assert found == {
        "account": world.people["outsider"],
        "named": "outsider",
        "last": last,
        "test_by": timezone.localdate(last.at) + YEAR,
    }
    assert [(each["row"], each["form"].prefix) for each in page.context["rows"]] == [
        (last, str(last.pk)),
        (first, str(first.pk)),
    ]
    update(SYSTEM, world.people["outsider"], {"is_active": False})
    assert world.client("admin").get(PAGE).context["account"] is None
    keeper(world, "below", "utb")
    assert [world.client(who).get(PAGE).status_code for who in ("below", "ciso", "owner")] == [404, 404, 404]


def test_what_is_said_on_the_page_is_kept_as_far_as_there_is_room(world: World) -> None:
    made = alarm(world)
    place, client = f"{PAGE}{made.pk}/", world.client("admin")
    assert client.get(place).status_code == 405
    answer = client.post(place, {f"{made.pk}-note": "x" * 501})
    made.refresh_from_db()
    assert (answer.status_code, answer["Location"], made.note) == (302, PAGE, "x" * 500)


def test_a_contact_that_cannot_be_reached_is_told_later_and_of_each_alarm(
    world: World, settings: Any, caplog: Any
) -> None:
    settings.SECURITY_CONTACT = "mailto:sakerhet@malarstad.se"
    first, now = alarm(world), timezone.now()
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Away"}}
    caplog.clear()
    assert tell_contact(now) == "0 told"
    assert [row.getMessage() for row in caplog.records] == [
        "the security contact is not told of the emergency account yet: away"
    ]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    second = alarm(world)
    assert [tell_contact(now), tell_contact(now + DAY)] == ["2 told", "0 told"]
    assert [(m.to, m.subject, m.from_email) for m in mail.outbox] == [
        (["sakerhet@malarstad.se"], "Nödkontot har loggat in", installation.DEFAULT_FROM_EMAIL)
    ] * 2
    told: list[datetime | None] = []
    for each in (first, second):
        each.refresh_from_db()
        told.append(each.contact_told_at)
    assert told == [now, now]


class Away:
    """A mail server that does not answer."""

    def __init__(self, *_given: object, **_named: object) -> None:
        pass

    def send_messages(self, _messages: object) -> int:
        raise OSError("away")
