"""Reminders are sent once, also after an outage, and what has expired is tidied away."""

import socket
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Session
from akropolis.base.kernel.notify.models import Message
from akropolis.people.organisation.services import people
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import actions
from akropolis.shell.home.services.reminders import remind, send, tidy
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return build()


def _action(cast: Cast, due: date, *, who: str = "samordnare.utb") -> None:
    values = {"title": "Öva återläsning", "owner_unit": cast.units["utb"], "responsible": cast.people[who]}
    actions.VERBS.create(
        system("Test"), Action, {**values, "due_on": due, "begun_on": date(2026, 9, 1), "status": "planned"}
    )


def test_a_person_is_reminded_once_when_near_and_once_when_late(cast: Cast) -> None:
    _action(cast, date(2026, 11, 27))
    for moment in (NOW, NOW, NOW + timedelta(days=1), NOW + timedelta(days=5), NOW + timedelta(days=50)):
        remind(moment)
    found = list(Message.objects.order_by("id").values_list("user__username", "subject"))
    assert [user for user, _subject in found] == ["samordnare.utb"] * 2
    assert [subject.partition(":")[0] for _user, subject in found] == ["Snart dags", "Försenat"]


def test_what_is_far_off_or_done_or_someone_elses_reminds_nobody(cast: Cast) -> None:
    _action(cast, date(2027, 3, 1))
    remind(NOW)
    assert Message.objects.count() == 0


def test_who_lost_her_role_is_not_reminded_of_what_she_may_no_longer_see(cast: Cast) -> None:
    _action(cast, date(2026, 11, 27), who="outsider")
    remind(NOW)
    assert Message.objects.count() == 0


def test_without_a_mail_server_messages_wait_and_old_ones_are_never_sent(cast: Cast, settings: Any) -> None:
    people.change(system("Test"), cast.people["samordnare.utb"], {"email": "nadja@example.org"})
    _action(cast, date(2026, 11, 27))
    remind(NOW)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert send(NOW) == "0 sent"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert [send(NOW + timedelta(days=3)), send(NOW), send(NOW)] == ["0 sent", "1 sent", "0 sent"]
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["nadja@example.org"], Message.objects.get().subject)
    ]


def test_a_mail_server_that_is_away_is_one_line_and_the_messages_wait(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    people.change(system("Test"), cast.people["samordnare.utb"], {"email": "nadja@example.org"})
    for day in (26, 27, 28):
        _action(cast, date(2026, 11, day))
    remind(NOW)
    with socket.socket() as nobody:  # bound, but it does not listen
        nobody.bind(("127.0.0.1", 0))
        options = {"host": "127.0.0.1", "port": nobody.getsockname()[1]}
        backend = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        assert send(NOW) == "0 sent"
    assert [record.exc_info for record in caplog.records] == [None]
    assert Message.objects.filter(sent_at=None).count() == 3


def test_expired_sign_ins_are_forgotten_and_the_others_stay(cast: Cast, client: Client) -> None:
    client.force_login(cast.people["ciso"])
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=NOW - timedelta(days=400))
    tidy(NOW)
    assert Session.objects.count() == 1
