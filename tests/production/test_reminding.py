"""Reminders by processes that run twice or are killed: each person gets each mail once, and none is lost."""

import signal
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.production.place import ROOT, Place
from tests.production.server import PATIENCE

pytestmark = pytest.mark.django_db
RUN = (
    "import django, sys; django.setup(); from tests.production import reminding\n"
    "getattr(reminding, sys.argv[1])(*sys.argv[2:])"
)


def begin(place: Place, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        env=place.environment(),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(*processes: "subprocess.Popen[str]") -> list[int]:
    said = [process.communicate(timeout=3 * PATIENCE)[1] for process in processes]
    assert "Traceback" not in "".join(said), said
    return [process.returncode for process in processes]


def mails(folder: Path) -> list[tuple[str, str]]:
    """Whom the mails are to, and what they are about."""
    found = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.glob("*.eml")]
    return sorted((each["To"], each["Subject"]) for each in found)


def test_a_reminder_is_one_mail_though_two_send_and_one_of_them_is_killed(
    place: Place, tmp_path: Path
) -> None:
    morning, later = "2028-02-01T07:00+01:00", "2028-02-01T07:11+01:00"
    killed = begin(place, "prepare_and_die", "2028-02-02", morning, tmp_path)
    assert (end(killed), mails(tmp_path)) == ([-signal.SIGKILL], [])
    one, other = (begin(place, "look", later, tmp_path) for _each in range(2))
    assert end(one, other) == [0, 0]
    expected = [("owner@example.org", "Snart dags: Genomför: Öva")]
    assert [mail for mail in mails(tmp_path) if mail[1].endswith("Öva")] == expected
    assert len(mails(tmp_path)) == len(set(mails(tmp_path)))
