"""Which background jobs there are, how often each is done and what it is called; and the mark of a demo."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from akropolis.base.kernel.deadlines.jobs import jobs
from akropolis.shell.home.selectors import demo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_each_job_is_done_at_its_own_pace_and_has_a_name() -> None:
    with override("en"):
        found = {key: (job.every, job.at, str(job.label)) for key, job in jobs.entries.items()}
    assert found == {
        "reminders": (DAY, time(7), "Reminders in the morning"),
        "due": (MINUTE, None, "Reminders of hours"),
        "mail": (MINUTE, None, "Mail"),
        "sessions": (HOUR, None, "Expired sign-ins"),
        "anchor": (DAY, None, "The history's seal"),
        "timestamps": (HOUR, None, "Time stamps of the seal"),
        "proof": (DAY, time(4), "The history proved"),
        "levels": (HOUR, None, "Levels on a new day"),
        "tallies": (HOUR, None, "Counts of requirements met"),
        "viewings": (10 * MINUTE, None, "Viewings of secret events sealed"),
        "request viewings": (10 * MINUTE, None, "Viewings of requests sealed"),
        "acceptances": (HOUR, None, "Accepted risks on a new day"),
        "classification": (DAY, None, "Reasons to classify anew"),
        "background": (HOUR, None, "Large files put aside"),
        "webhooks": (DAY, None, "Log of webhooks"),
        "extract": (DAY, time(2, 30), "Extract for the data warehouse"),
        "groups": (MINUTE, None, "Roles from the directory's groups"),
        "emergency": (MINUTE, None, "Alarm of the emergency account"),
        "indicators": (DAY, time(4, 20), "Indicators measured when their periods have ended"),
    }


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Any:
    """A data folder that is not there yet."""
    settings.DATA_DIR = tmp_path / "under" / "var"
    demo.demo_size.cache_clear()
    yield settings.DATA_DIR
    demo.demo_size.cache_clear()


def test_a_data_folder_is_a_demo_from_when_it_is_marked_and_says_how_far_it_has_come(folder: Path) -> None:
    assert (demo.demo_size(), demo.is_demo()) == ("", False)
    for mark in (demo.BUILDING, "large"):
        demo.set_state(mark)
        assert (demo.demo_size(), demo.is_demo()) == (mark, True)
        assert (folder / "demo").read_text() == f"{mark}\n"


def test_a_demo_under_construction_counts_its_reviews_until_it_is_complete_or_has_failed(
    folder: Path,
) -> None:
    assert (demo.progress(), demo.has_failed()) == (None, False)
    demo.set_progress(3, 24)
    assert (demo.progress(), demo.has_failed()) == ((3, 24), False)
    demo.set_failed()
    assert (demo.progress(), demo.has_failed(), demo.demo_size()) == (None, True, demo.BUILDING)
    demo.set_state("small")
    assert (demo.progress(), demo.has_failed()) == (None, False)
