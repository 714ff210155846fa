"""The figures of the installation whole: what each is called and says, with which labels, and when it is not there."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.models.sessions import Session
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.deadlines.tasks import DueDate, Feed
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.watch import readings as figures
from akropolis.base.kernel.watch import upkeep
from akropolis.base.kernel.watch.checks import CheckResult, HealthCheck
from akropolis.base.kernel.watch.metrics import Metric
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.places import disks
from akropolis.base.kernel.watch.readings import overdue, readings
from akropolis.base.lib import built
from akropolis.base.lib.registry import Registry
from tests.world import World

HOUR = timedelta(hours=1)


def check(key: str) -> HealthCheck:
    return HealthCheck(key, key, lambda _now: "")


def plain(name: str, words: str, value: float) -> Metric:
    return Metric(name, words, (({}, float(value)),))


def test_every_figure_has_its_name_its_words_and_its_labels(world: World) -> None:
    now = timezone.now()
    for key, why, ran in (("b", "", now - HOUR), ("a", "ValueError", None)):
        ScheduledJob.objects.create(key=key, why=why, last_run=ran, next_run=now + HOUR)
    for kind in UpkeepKind:
        upkeep.record_upkeep(kind, now - HOUR)
        upkeep.record_upkeep(kind, now, why="fel")
    world.client("owner")
    head = Head.objects.get()
    made = Change.objects.get(seq=head.seq).at
    found = {
        each.name: each
        for each in readings(now, [CheckResult(check("x"), ""), CheckResult(check("y"), "fel")])
    }
    free = found.pop("disk_free_bytes")
    assert (free.words, [(labels, value > 0) for labels, value in free.values]) == (
        "Free where the data lies.", [({"place": name}, True) for name, *_more in disks()]
    )  # fmt: skip
    up = {"version": built.version(), "build": built.build(), "database": connection.vendor}
    expected = [
        Metric("up", "The version that answers.", ((up, 1.0),)),
        Metric(
            "check_ok",
            "Whether each check of the installation is as it should be.",
            (({"check": "x"}, 1.0), ({"check": "y"}, 0.0)),
        ),
        Metric(
            "job_late", "Whether the job should have been run.", (({"job": "a"}, 0.0), ({"job": "b"}, 0.0))
        ),
        Metric("job_failed", "Whether it failed the last time.", (({"job": "a"}, 1.0), ({"job": "b"}, 0.0))),
        Metric(
            "job_last_run_timestamp_seconds",
            "When it was last begun.",
            (({"job": "b"}, (now - HOUR).timestamp()),),
        ),
        plain("outbox_waiting", "Mails of what may not wait that have not gone out.", 0),
        plain("outbox_oldest_seconds", "How long the first of them has waited.", 0),
        plain("outbox_failed", "Such mails of the last week that never went.", 0),
        plain("clocks_overdue", "Matters whose moment has passed while they wait for somebody.", 0),
        plain("history_links", "The number of the history's last link.", head.seq),
        plain("history_head_timestamp_seconds", "When that was made.", made.timestamp()),
        *(
            plain(
                f"{kind}_timestamp_seconds", f"When it was last done well: {kind}.", (now - HOUR).timestamp()
            )
            for kind in UpkeepKind
        ),
        plain("sessions", "Sign-ins in force.", 1),
    ]
    assert [*found.values()] == expected
    assert head.seq == log.last_seq()


def test_sign_ins_that_are_over_or_nobodys_are_not_counted(world: World) -> None:
    now = timezone.now()
    for who in ("owner", "chef", ""):
        client = world.client(who)
        session = client.session
        session["x"] = 1
        session.save()
    Session.objects.filter(user_id=world.people["chef"].pk).update(expire_date=now - HOUR)
    [found] = [each for each in readings(now, []) if each.name == "sessions"]
    assert found.values == (({}, 1.0),)


def test_a_matter_is_overdue_once_when_its_moment_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    asked: list[date] = []

    def feed(day: date) -> Iterator[DueDate]:
        asked.append(day)
        for name, by in (("a", now - HOUR), ("a", now - 2 * HOUR), ("b", now), ("c", now + HOUR), ("d", day)):
            yield DueDate(name, UUID(int=1), by)

    other: Registry[str, Feed] = Registry("feed")
    other.add("one", feed)
    monkeypatch.setattr(figures, "feeds", other)
    assert (overdue(now), asked) == (1, [timezone.localdate(now) + timedelta(days=1)])
