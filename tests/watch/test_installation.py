"""The page for whoever looks after the installation, and what waits for her until it is mended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.deadlines.jobs import Job, run_due
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.watch import upkeep
from akropolis.base.kernel.watch.models import Upkeep, UpkeepKind
from akropolis.base.lib import built
from akropolis.base.lib.registry import Registry
from akropolis.shell.home.services import keeping
from akropolis.shell.home.web.installation import list_installation_tasks
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db
KINDS = ("history", "backup", "drill", "migrations", "jobs", "failed", "mail", "disk")


@pytest.fixture
def tended(world: World) -> World:
    """One whose jobs are run."""
    ScheduledJob.objects.create(key="due", next_run=timezone.now())
    return world


def waits(world: World, who: str = "admin") -> list[str]:
    return [
        task.key.removeprefix("installation:") for task in list_installation_tasks(world.access(who), TODAY)
    ]


def test_all_is_well_and_nothing_waits(tended: World) -> None:
    assert waits(tended) == []
    page = tended.client("admin").get("/installation/").content.decode()
    assert (page.count(">Som det ska<"), built.version() in page, built.build() in page) == (
        len(KINDS) + 1,
        True,
        True,
    )


def test_only_who_operates_the_whole_of_it(tended: World) -> None:
    ScheduledJob.objects.update(why="ValueError, akropolis.x")
    found = {
        who: (tended.client(who).get("/installation/").status_code, waits(tended, who))
        for who in tended.people
    }
    assert found == {who: (404, []) for who in tended.people} | {"admin": (200, ["failed"])}


def broken(_now: datetime) -> str:
    raise ValueError("Anna Andersson 19121212-1212")


def test_a_job_that_fails_waits_until_it_does_not(tended: World) -> None:
    failing: Registry[str, Job] = Registry("job")
    failing.add("due", Job(timedelta(minutes=1), broken))
    now = timezone.now()
    run_due(now, failing)
    row = ScheduledJob.objects.get(key="due")
    assert (
        row.why == f"ValueError, {__name__}"
        if __name__.startswith("akropolis.")
        else row.why.startswith("ValueError, ")
    )
    assert "Anna" not in row.why
    assert waits(tended) == ["failed"]
    assert "ValueError" in tended.client("admin").get("/").content.decode()
    mended: Registry[str, Job] = Registry("job")
    mended.add("due", Job(timedelta(minutes=1), lambda _now: "done"))
    run_due(now + timedelta(minutes=20), mended)
    assert waits(tended) == []


def test_an_old_backup_waits_until_a_new_one_is_taken(tended: World, settings: Any) -> None:
    now = timezone.now()
    upkeep.record_upkeep(UpkeepKind.BACKUP, now - timedelta(days=2, minutes=1))
    assert waits(tended) == ["backup"]
    settings.BACKUP_DAYS = 3
    assert waits(tended) == []
    settings.BACKUP_DAYS = 2
    upkeep.record_upkeep(UpkeepKind.BACKUP, now)
    assert waits(tended) == []


def test_no_backup_at_all_is_counted_from_the_first_change(tended: World, settings: Any) -> None:
    first = Change.objects.order_by("seq").values_list("at", flat=True)[0]
    assert keeping._backup(first + timedelta(days=2)) == ""
    assert keeping._backup(first + timedelta(days=2, seconds=1)).startswith("Ingen säkerhetskopia har tagits")
    settings.BACKUP_DAYS = 0
    assert keeping._backup(first + timedelta(days=900)) == ""


def test_a_drill_that_failed_waits_until_one_goes_well(tended: World) -> None:
    now = timezone.now()
    upkeep.record_upkeep(UpkeepKind.DRILL, now, why="Tabellen x har 2 rader, inte 3.")
    assert waits(tended) == ["drill"]
    upkeep.record_upkeep(UpkeepKind.DRILL, now + timedelta(seconds=1), figures={"rows": 3})
    assert waits(tended) == []


def test_the_history_is_proved_and_one_that_does_not_hold_waits(tended: World) -> None:
    now = timezone.now()
    keeping.verify_history(now)
    assert waits(tended) == []
    proved = Upkeep.objects.get(kind=UpkeepKind.PROOF)
    assert proved.figures == {"links": Change.objects.count(), "faults": 0}
    keeping.note_proof(now, *_spoilt())
    assert waits(tended) == ["history"]
    assert "håller inte" in tended.client("admin").get("/installation/").content.decode()


def _spoilt() -> tuple[Any, Any]:
    from akropolis.base.lib.chain import ChainLink, Verifier

    verifier = Verifier()
    verdict = verifier.take(ChainLink(1, "{}", "0" * 64, "{}"))
    return verdict, []


def test_no_secret_stands_on_the_page(tended: World, settings: Any) -> None:
    page = tended.client("admin").get("/installation/").content.decode()
    assert ("AKROPOLIS_SECRET_KEY" in page, settings.SECRET_KEY in page) == (True, False)
