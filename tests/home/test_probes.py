"""What a monitor is told of the installation, part by part."""

import time
from datetime import timedelta
from ipaddress import ip_network
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg_pool import ConnectionPool

from akropolis.base.kernel.background.work import attending
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.watch import looks
from akropolis.base.lib import built
from akropolis.shell.home.web.probes import PROMPTLY
from akropolis.shell.installation.database import POOL
from tests.world import World

pytestmark = pytest.mark.django_db
PARTS = ("database", "migrations", "jobs", "failed", "mail", "disk", "history", "backup", "drill")
STOPS = {"database", "migrations", "jobs", "mail", "disk"}


class Disk(NamedTuple):
    free: int
    total: int = 0


@pytest.fixture
def asked(world: World, settings: Any) -> Client:
    """A monitor on the machine, of an installation with a mail server whose jobs run."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    settings.SECURE_SSL_REDIRECT = True
    ScheduledJob.objects.create(key="due", next_run=timezone.now())
    return Client(headers={"host": "192.0.2.1"})


def wrong(client: Client) -> list[str]:
    answer = client.get("/ready")
    said = answer.json()
    found = [part for part in PARTS if not said.pop(part)]
    stopped = bool(STOPS & set(found))
    status = "degraded" if stopped else "attention" if found else "ok"
    program = {"version": built.version(), "build": built.build()}
    assert (answer.status_code, said) == (503 if stopped else 200, {"status": status, **program})
    return found


def test_all_is_well(asked: Client) -> None:
    assert wrong(asked) == []
    assert asked.get("/health").json() == {"status": "ok", "background": False}


def test_work_that_nobody_does_is_said_and_does_not_stop_the_pages(asked: Client) -> None:
    with attending():
        assert asked.get("/health").json() == {"status": "ok", "background": True}
    assert asked.get("/health").status_code == 200


def test_a_database_that_is_away_is_said_before_a_monitor_has_waited_two_seconds(
    monkeypatch: pytest.MonkeyPatch, db: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's is a file")
    options: Any = POOL
    ours: Any = connection
    with ConnectionPool("host=127.0.0.1 port=9 dbname=x", open=False, **options) as away:
        monkeypatch.setitem(ours._connection_pools, "default", away)
        begun = time.monotonic()
        answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "background": False})
    assert PROMPTLY <= time.monotonic() - begun < away.timeout
    assert PROMPTLY < 2 < away.timeout < 10, "and others do not wait thirty seconds"


def test_jobs_that_nobody_runs_or_that_are_late(asked: Client) -> None:
    ScheduledJob.objects.update(next_run=timezone.now() - timedelta(minutes=31))
    assert wrong(asked) == ["jobs"]
    ScheduledJob.objects.all().delete()
    assert wrong(asked) == ["jobs"]


def test_mail_that_may_not_wait_and_does(asked: Client, world: World, settings: Any) -> None:
    person, now = world.people["owner"], timezone.now()
    type(person).everything.filter(pk=person.pk).update(email="owner@lis.example")
    made = {"user": person, "subject": "Klocka", "text": "", "created_at": now - timedelta(minutes=61)}
    Message.objects.create(key="b", at_once=False, **made)
    assert wrong(asked) == []
    late = Message.objects.create(key="a", at_once=True, **made)
    assert wrong(asked) == ["mail"]
    Message.objects.filter(pk=late.pk).update(until=now)
    assert wrong(asked) == []
    Message.objects.filter(pk=late.pk).update(until=None, sent_at=now)
    assert wrong(asked) == []


def test_a_full_disk_and_a_database_of_an_older_version(
    asked: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _place: Disk(looks.ROOM))
    assert wrong(asked) == ["disk"]
    looks._migrated.clear()
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="federation").delete()
    assert wrong(asked) == ["migrations", "disk"]


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, False),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer hemligt"}, True),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer annat"}, False),
        ({"REMOTE_ADDR": "198.51.100.9"}, True),
    ],
)
def test_a_stranger_is_told_yes_or_no_alone(asked: Client, settings: Any, given: Any, whole: bool) -> None:
    settings.METRICS_TOKEN, settings.METRICS_FROM = "hemligt", [ip_network("198.51.100.0/24")]
    told = asked.get("/ready", **given)
    assert (told.status_code, "version" in told.json()) == (200, whole)
    assert whole or told.json() == {"status": "ok"}
    ScheduledJob.objects.all().delete()
    told = asked.get("/ready", **given)
    assert (told.status_code, "jobs" in told.json()) == (503, whole)
    assert whole or told.json() == {"status": "unavailable"}
