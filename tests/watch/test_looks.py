"""What is looked at in an installation: each check says what is wrong from the moment that it is, and not before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.sending import FRESH
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.watch import looks, places, readings, upkeep
from akropolis.base.kernel.watch.checks import CheckResult, HealthCheck, checks, run_checks
from akropolis.base.kernel.watch.models import Upkeep, UpkeepKind
from akropolis.base.kernel.watch.places import SIZES, database_size, disks
from tests.world import SYSTEM, World

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def wrong(key: str, now: datetime = NOW) -> str:
    """What the check says."""
    with_key = {seen.check.key: seen.wrong for seen in run_checks(now)}
    return with_key[key]


def job(key: str, before: timedelta, why: str = "") -> None:
    ScheduledJob.objects.create(key=key, next_run=NOW - before, why=why)


def test_jobs_are_late_when_each_has_been_tried_in_vain_or_nobody_has(world: World) -> None:
    assert wrong("jobs") == "Ingen har kört bakgrundsjobben än. Starta akropolis worker."
    job("b", looks.LATE)
    job("x", -HOUR)
    assert wrong("jobs") == ""
    assert wrong("jobs", NOW + SECOND) == ("Ingen kör bakgrundsjobben, eller så hänger de sig. Försenade: b")
    job("a", looks.LATE + SECOND)
    assert [each.key for each in looks.late_jobs(NOW)] == ["a"]
    assert wrong("jobs", NOW + SECOND).endswith(": a, b")


def test_jobs_that_failed_are_named_with_why(world: World) -> None:
    job("c", -HOUR)
    assert wrong("failed") == ""
    job("b", -HOUR, "ValueError")
    job("a", -HOUR, "OSError")
    assert wrong("failed") == "Misslyckades och görs om: a (OSError), b (ValueError)"


def posted(
    world: World, who: str, at: datetime, *, at_once: bool = True, until: datetime | None = None
) -> Message:
    draft = Draft(
        world.people[who], f"{who}:{Message.objects.count()}", "x", "x", until=until, at_once=at_once
    )
    post([draft], at)
    return Message.objects.latest("id")


def test_a_mail_that_may_not_wait_waits_while_it_is_worth_sending_and_then_was_given_up(
    world: World, settings: Any
) -> None:
    with writing(SYSTEM) as w:
        for who in ("owner", "chef", "colleague"):
            w.update(world.people[who], {"email": f"{who}@example.org"})
        w.update(world.people["colleague"], {"is_active": False})
    waiting = [
        posted(world, "owner", NOW),
        posted(world, "owner", NOW - FRESH),
        posted(world, "chef", NOW - 3 * DAY, until=NOW + SECOND),
    ]
    given_up = [
        posted(world, "owner", NOW - FRESH - SECOND),
        posted(world, "owner", NOW - HOUR, until=NOW),
        posted(world, "owner", NOW - looks.GIVEN_UP),
    ]
    posted(world, "owner", NOW - looks.GIVEN_UP - SECOND)
    posted(world, "owner", NOW, at_once=False)
    posted(world, "neighbour", NOW)  # has no address
    posted(world, "colleague", NOW)
    for name in ("sent_at", "read_at"):
        done = posted(world, "owner", NOW)
        Message.objects.filter(pk=done.pk).update(**{name: NOW})
    assert {*looks.waiting_mail(NOW)} == {*waiting}
    assert {*looks.given_up(NOW)} == {*given_up}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert wrong("mail") == ""  # nothing sends here
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert wrong("mail") == "E-posten går inte fram: 2 har väntat i en timme"
    Message.objects.exclude(pk=waiting[0].pk).delete()
    assert wrong("mail", NOW + looks.WAITED) == ""
    assert wrong("mail", NOW + looks.WAITED + SECOND) == "E-posten går inte fram: 1 har väntat i en timme"


def test_a_disk_without_room_is_named_with_what_is_free(
    world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    ((name, folder, free, total),) = disks()
    assert (name, folder, 0 < free <= total) == ("data", tmp_path.resolve(), True)
    monkeypatch.setattr(looks, "ROOM", 0)
    assert wrong("disk") == ""
    monkeypatch.setattr(looks, "ROOM", total)
    said = wrong("disk")
    assert said.startswith(f"Disken är nästan full. Ledigt i {tmp_path.resolve()}: ")
    assert said.endswith(" MB")
    settings.DATA_DIR = tmp_path / "borta"
    assert ([*disks()], wrong("disk")) == ([], "")


def test_a_database_on_another_disk_is_a_place_of_its_own_and_measured_with_its_log(
    world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "a", tmp_path / "b c"
    here.mkdir()
    there.mkdir()
    (there / "x.sqlite3").write_bytes(b"12345")
    (there / "x.sqlite3-wal").write_bytes(b"123")
    (there / "y.sqlite3").write_bytes(b"1")
    settings.DATA_DIR = here
    vendor = connection.vendor
    if vendor == "sqlite":
        for path in (str(there / "x.sqlite3"), f"file:{here.parent}/b%20c/x.sqlite3?mode=rw"):
            monkeypatch.setitem(connection.settings_dict, "NAME", path)
            assert [(name, folder) for name, folder, _free, _total in disks()] == [
                ("data", here.resolve()), ("database", there.resolve())
            ]  # fmt: skip
            assert (places.database_file(), database_size()) == (there / "x.sqlite3", 8)
        settings.DATA_DIR = there
        assert [name for name, *_more in disks()] == ["data"]
        monkeypatch.undo()
    assert (places.database_file(), database_size() > 0, vendor in SIZES) == (None, True, True)


def test_a_check_that_cannot_be_looked_at_is_wrong_and_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(error: Exception) -> HealthCheck:
        def look(_now: datetime) -> str:
            raise error

        return HealthCheck("prov", "Prov", look)

    for error, said in ((OSError(28, "x"), "Disken är full"), (DatabaseError("x"), "DatabaseError")):
        with monkeypatch.context() as patch:
            patch.setitem(checks._entries, "disk", broken(error))
            found = [seen for seen in run_checks(NOW) if seen.check.key == "prov"]
            assert [(seen.wrong, seen.well) for seen in found] == [(said, False)]
    assert CheckResult(broken(OSError()), "").well


def figures(now: datetime = NOW) -> dict[str, Any]:
    """Each reading by its name: its value, or its values by label."""
    found = {}
    for each in readings.readings(now, run_checks(now)):
        values = {"/".join(labels.values()): value for labels, value in each.values}
        found[each.name] = values[""] if [*values] == [""] else values
    return found


def test_the_figures_count_what_waits_and_say_when(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["owner"], {"email": "owner@example.org"})
    before = figures()
    assert (before["outbox_waiting"], before["outbox_oldest_seconds"], before["outbox_failed"]) == (0, 0, 0)
    assert before["job_late"] == before["job_failed"] == {}
    assert not any(name.startswith("backup") for name in before)
    job("late", 2 * looks.LATE, "ValueError")
    job("next", -HOUR)
    ScheduledJob.objects.filter(key="next").update(last_run=NOW - HOUR)
    posted(world, "owner", NOW - HOUR)
    posted(world, "owner", NOW - 2 * HOUR)
    posted(world, "owner", NOW - 3 * DAY)
    upkeep.record_upkeep(UpkeepKind.BACKUP, NOW - DAY)
    upkeep.record_upkeep(UpkeepKind.BACKUP, NOW, why="Disken är full")
    after = figures()
    assert (after["outbox_waiting"], after["outbox_oldest_seconds"], after["outbox_failed"]) == (2, 7200, 1)
    assert (after["job_late"], after["job_failed"]) == ({"late": 1, "next": 0}, {"late": 1, "next": 0})
    assert after["job_last_run_timestamp_seconds"] == {"next": (NOW - HOUR).timestamp()}
    assert after["backup_timestamp_seconds"] == (NOW - DAY).timestamp()
    assert (after["check_ok"]["jobs"], after["check_ok"]["migrations"]) == (0, 1)
    assert after["history_links"] > 0
    assert after["history_head_timestamp_seconds"] > NOW.timestamp() - 365 * DAY.total_seconds()


def test_what_was_done_is_noted_with_what_was_wrong_and_the_latest_is_found(world: World) -> None:
    upkeep.record_upkeep(UpkeepKind.DRILL, NOW - DAY, figures={"rows": 3})
    upkeep.record_upkeep(UpkeepKind.DRILL, NOW, why="x" * 301)
    upkeep.record_upkeep(UpkeepKind.BACKUP, NOW + DAY)
    latest, well = upkeep.latest_upkeep(UpkeepKind.DRILL), upkeep.latest_upkeep(UpkeepKind.DRILL, well=True)
    assert latest is not None
    assert well is not None
    assert (latest.well, len(latest.why), latest.at, latest.figures) == (False, 300, NOW, {})
    assert (well.well, well.why, well.at, well.figures) == (True, "", NOW - DAY, {"rows": 3})
    assert Upkeep.objects.count() == 3
