"""Reminders by processes that run twice or are killed: each person gets each mail once, and none is lost."""

import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

import psycopg
import pytest

from tests.length import LONG
from tests.production.place import ROOT, Place
from tests.production.server import PATIENCE

pytestmark = pytest.mark.django_db
RUN = (
    "import django, sys; django.setup(); from tests.production import reminding\n"
    "getattr(reminding, sys.argv[1])(*sys.argv[2:])"
)

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """What processes take for the time. It goes on, and jumps to where it is put."""

    file: Path

    def put(self, at: datetime) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(f"{math.ceil(at.timestamp() - time.time()):+}")
        new.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
        }


def begin(place: Place, *words: object, clock: Clock | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        env=place.environment(**(clock.environment if clock else {})),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(*processes: "subprocess.Popen[str]") -> list[int]:
    said = [process.communicate(timeout=3 * PATIENCE)[1] for process in processes]
    assert "Traceback" not in "".join(said), said
    return [process.returncode for process in processes]


def read(folder: Path) -> "list[Message[str, str]]":
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.glob("*.eml")]


def of_events(folder: Path) -> "list[Message[str, str]]":
    return [each for each in read(folder) if "Intrång" in each["Subject"]]


def mails(folder: Path) -> list[tuple[str, str]]:
    """Whom the mails are to, and what they are about."""
    return sorted((each["To"], each["Subject"]) for each in read(folder))


def looked(place: Place) -> datetime:
    """When somebody last looked for mail to send, by the clock of who did."""
    asked = "SELECT last_run FROM deadlines_scheduledjob WHERE key = 'mail'"
    if place.database:
        with psycopg.connect(place.database) as connection:
            found = connection.execute(asked).fetchone()
    else:
        with closing(sqlite3.connect(place.folder / "akropolis.sqlite3", timeout=60)) as file:
            found = file.execute(asked).fetchone()
    last = found[0] if found else "0001-01-01"
    return last if isinstance(last, datetime) else datetime.fromisoformat(last).replace(tzinfo=UTC)


def walk(place: Place, clock: Clock, moment: datetime, folder: Path) -> None:
    """Put the clock before and to the moment, and on for as long as what is to be sent by then is not: six minutes."""
    wanted = sum(each[0] <= moment for each in reminded())
    for at in (moment + minutes * MINUTE for minutes in (-2, 0, 2, 4, 6)):
        if at <= moment or len(of_events(folder)) < wanted:
            clock.put(at)
            await_looked(place, at)
            await_sent(folder, wanted if at >= moment else 0)


def await_looked(place: Place, moment: datetime) -> None:
    end = time.monotonic() + PATIENCE
    while looked(place) < moment:
        assert time.monotonic() < end, f"nobody looked at {moment}"
        time.sleep(0.1)


def await_sent(folder: Path, wanted: int) -> None:
    end = time.monotonic() + 2
    while len(of_events(folder)) < wanted and time.monotonic() < end:
        time.sleep(0.1)


def test_a_reminder_is_one_mail_though_two_send_and_one_of_them_is_killed(
    place: Place, tmp_path: Path
) -> None:
    morning, later = "2028-02-01T07:00+01:00", "2028-02-01T07:11+01:00"
    process = begin(place, "one_dies_and_two_look", "2028-02-02", morning, later, tmp_path)
    said, wrong = process.communicate(timeout=3 * PATIENCE)
    assert (process.returncode, said.split()) == (0, [str(-signal.SIGKILL)]), wrong
    expected = [("owner@example.org", "Snart dags: Genomför: Öva")]
    assert [mail for mail in mails(tmp_path) if mail[1].endswith("Öva")] == expected
    assert len(mails(tmp_path)) == len(set(mails(tmp_path)))


DUES = {"utb": datetime(2029, 3, 25, 8, tzinfo=UTC), "kul": datetime(2029, 3, 25, 1, 30, tzinfo=UTC)}
"""Ten, and half past three, on the morning on which the clock is moved from two to three."""
HOURS = {"owner": ("utb", 24, 4, 1, 0), "neighbour": ("kul", 24, 4, 1, 0), "chef": ("utb", 12, 4, 1, 0)}


def reminded() -> set[tuple[datetime, str, str]]:
    """When who is to be told of which event: those who walk its track, the head from twelve hours on, the CISO late."""
    whose = [(who, code, hours) for who, (code, *each) in HOURS.items() for hours in each]
    whose += [("ciso", code, 0) for code in DUES]
    return {(DUES[code] - timedelta(hours=hours), who, code) for who, code, hours in whose}


@pytest.mark.skipif(not LONG or FAKETIME is None, reason="the long run, where libfaketime is")
def test_reminders_of_the_night_when_the_clock_is_moved_are_sent_once_and_at_their_hour(
    place: Place, tmp_path: Path
) -> None:
    clock, moments = Clock(tmp_path / "clock"), sorted({each[0] for each in reminded()})
    clock.put(moments[0] - timedelta(hours=2))
    dues = (f"{code}={due.isoformat()}" for code, due in DUES.items())
    assert end(begin(place, "prepare_events", *dues, clock=clock)) == [0]
    head = moments.index(DUES["utb"] - timedelta(hours=12))
    killed = begin(place, "work", tmp_path, "chef@", clock=clock)
    for moment in moments[:head]:
        walk(place, clock, moment, tmp_path)
    clock.put(moments[head])
    assert end(killed) == [-signal.SIGKILL]
    both = [begin(place, "work", tmp_path, clock=clock) for _each in range(2)]
    for moment in (moments[head] + 11 * MINUTE, *moments[head + 1 :]):
        walk(place, clock, moment, tmp_path)
    for process in both:
        os.kill(process.pid, signal.SIGTERM)
    assert end(*both) == [0, 0]
    sent = [told(each, moments[head]) for each in of_events(tmp_path)]
    assert sorted(sent) == sorted(reminded())


def told(mail: "Message[str, str]", killed: datetime) -> tuple[datetime, str, str]:
    """For which moment it was sent, to whom, and of which unit's event. A killed one's is taken over after ten minutes.

    One that was sent at another time says when that was.
    """
    at, who, code = parsedate_to_datetime(mail["Date"]), mail["To"].split("@")[0], mail["Subject"][-3:]
    wanted = [each for each, *whose in reminded() if whose == [who, code]]
    last = {each: each + (18 if each == killed else 7) * MINUTE for each in wanted}
    return next((each for each in wanted if each <= at < last[each]), at), who, code
