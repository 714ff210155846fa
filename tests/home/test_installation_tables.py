"""The tables behind the checks of an installation: how upkeep went, what holds and whence, and what jobs are at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.utils import timezone

from akropolis.base.kernel.deadlines.jobs import RETRY, jobs
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.watch import upkeep
from akropolis.base.kernel.watch.models import Upkeep, UpkeepKind
from akropolis.base.ui.parts import Cell, Term
from akropolis.shell.home.web import installation
from akropolis.shell.installation.variables import Environment

pytestmark = pytest.mark.usefixtures("world")
NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, ""),
        ({"bytes": 5 * 1024**2 + 300 * 1024}, "5,3 MB"),
        ({"rows": 12_345}, "12\N{NO-BREAK SPACE}345 rader"),
        ({"links": 1}, "1 länkar i historiken"),
        ({"seconds": 2.25}, "2,3 s"),
        ({"bytes": 0, "rows": 0, "links": 0, "seconds": 0}, "0,0 MB, 0 rader, 0 länkar i historiken, 0,0 s"),
        ({"faults": 3}, ""),
    ],
)
def test_what_went_well_is_said_with_the_figures_that_there_are(figures: dict[str, Any], said: str) -> None:
    cell = installation._outcome(Upkeep(kind=UpkeepKind.BACKUP, at=NOW, figures=figures))
    assert cell == Cell(text="Som det ska", kind="success", note=said)


def test_what_failed_says_why_and_no_figures() -> None:
    row = Upkeep(kind=UpkeepKind.DRILL, at=NOW, well=False, why="Två rader för få.", figures={"rows": 2})
    assert installation._outcome(row) == Cell(text="Misslyckades", kind="danger", note="Två rader för få.")


def test_the_latest_ten_backups_and_drills_stand_with_the_newest_first() -> None:
    for n in range(11):
        upkeep.record_upkeep(UpkeepKind.DRILL if n % 2 else UpkeepKind.BACKUP, NOW + n * DAY)
    for kind in (UpkeepKind.PROOF, UpkeepKind.CONTENT):
        upkeep.record_upkeep(kind, NOW + 20 * DAY)
    rows = [[*row.cells][:2] for row in installation._upkeep().rows]
    assert rows == [
        [
            "återställningstest" if n % 2 else "säkerhetskopia",
            f"2026-{'11' if n < 6 else '12'}-{(24 + n) % 30 + 1:02} 08:30",
        ]
        for n in range(10, 0, -1)
    ]


def test_a_setting_has_its_value_whence_it_comes_or_a_dash(settings: Any) -> None:
    settings.ENVIRONMENT = given = Environment({"AKROPOLIS_CITY": "Mälarstad", "AKROPOLIS_KEY": "hemligt"})
    assert conf.ENVIRONMENT is given
    given.text("AKROPOLIS_CITY")
    given.text("AKROPOLIS_MAIL")
    given.port("AKROPOLIS_PORT", 8000)
    given.secret("AKROPOLIS_KEY")
    assert {row.cells[0]: row.cells[1:] for row in installation._settings().rows} == {
        "AKROPOLIS_CITY": ["Mälarstad", "satt"],
        "AKROPOLIS_MAIL": ["–", "förval"],
        "AKROPOLIS_PORT": ["8000", "förval"],
        "AKROPOLIS_KEY": ["***", "satt"],
    }


@pytest.mark.parametrize(
    ("row", "late", "cells"),
    [
        (None, False, ["–", "–", Cell(text="Aldrig kört", kind="warning")]),
        ({}, False, ["–", "2026-11-25 08:30", Cell(text="Som det ska", kind="success")]),
        (
            {"last_run": NOW - DAY},
            True,
            ["2026-11-24 08:30", "2026-11-25 08:30", Cell(text="Försenat", kind="danger")],
        ),
        (
            {"why": "ValueError"},
            True,
            ["–", "2026-11-25 08:30", Cell(text="Misslyckades", kind="danger", note="ValueError")],
        ),
    ],
)
def test_a_job_was_never_run_failed_is_late_or_well(row: Any, late: bool, cells: list[Any]) -> None:
    job = row if row is None else ScheduledJob(key="mail", next_run=NOW, **row)
    assert installation._job("mail", "Brev", job, late) == (Cell(text="Brev"), *cells)
    assert installation._job("mail", "", job, late) == (Cell(text="mail"), *cells)


def test_every_job_has_its_row_and_only_what_is_late_is() -> None:
    table = installation._jobs(NOW)
    keys = [*jobs.entries]
    assert [row.cells[3] for row in table.rows] == [Cell(text="Aldrig kört", kind="warning")] * len(keys)
    ScheduledJob.objects.create(key=keys[0], next_run=NOW - 2 * RETRY - timedelta(seconds=1))
    ScheduledJob.objects.create(key=keys[1], next_run=NOW - 2 * RETRY)
    states = [row.cells[3] for row in installation._jobs(NOW).rows]
    assert [each.text for each in states if isinstance(each, Cell)][:3] == [
        "Försenat",
        "Som det ska",
        "Aldrig kört",
    ]


def test_the_history_says_how_long_it_is_and_when_it_was_proved(settings: Any) -> None:
    head = Head.objects.get()
    upkeep.record_upkeep(UpkeepKind.PROOF, NOW, why="Länk 3 håller inte.")
    upkeep.record_upkeep(UpkeepKind.BACKUP, NOW + DAY)
    assert [(each.value, each.note) for each in installation._history()[:3]] == [
        (str(head.seq), ""),
        (head.hash, ""),
        ("2026-11-25 08:30", "Länk 3 håller inte."),
    ]


def test_the_program_says_which_content_was_loaded_when() -> None:
    def loaded() -> Term:
        return installation._program()[2]

    assert loaded() == Term(label="Innehållet är från version", value="")
    upkeep.record_upkeep(UpkeepKind.CONTENT, NOW, figures={"version": "2026.11"})
    assert loaded() == Term(label="Innehållet är från version", value="2026.11 2026-11-25 08:30")
    upkeep.record_upkeep(UpkeepKind.CONTENT, NOW + DAY)
    assert loaded().value == "2026-11-26 08:30"
    assert timezone.localtime(NOW).hour == 8
