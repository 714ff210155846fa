"""Upkeep of an installation: backups, drills, and the nightly verification of the history."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.deadlines.jobs import Job, jobs
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.watch.checks import HealthCheck, checks
from akropolis.base.kernel.watch.models import UpkeepKind
from akropolis.base.kernel.watch.upkeep import latest_upkeep, record_upkeep
from akropolis.base.lib.calendar import DAY
from akropolis.base.lib.chain import ChainVerdict
from akropolis.shell.home.selectors.demo import is_demo
from akropolis.shell.home.services import verification

NIGHT = time(4)
"""Time of the nightly verification, in Swedish local time. The guide recommends to take the backup before then."""


def add_jobs() -> None:
    """Register the job of the nightly verification."""
    jobs.add("proof", Job(DAY, verify_history, at=NIGHT, label=gettext_lazy("The history proved")))


def add_checks() -> None:
    """Register the checks of history, backup and drill, after those of the kernel."""
    checks.add("history", HealthCheck("history", gettext_lazy("History"), _history))
    checks.add("backup", HealthCheck("backup", gettext_lazy("Backup"), _backup))
    checks.add("drill", HealthCheck("drill", gettext_lazy("Restore drill"), _drill))


def verify_history(now: datetime) -> str:
    """Job: verify the history, compare it with the present data, and record the outcome. Returns the outcome."""
    verdict, found = verification.verify()
    said = note_proof(now, verdict, found)
    return said or f"{verdict.links} links"


def note_proof(now: datetime, verdict: ChainVerdict, found: list[verification.VerificationCheck]) -> str:
    """Record the outcome of a verification. Returns the first fault; empty if there is none."""
    faults = [fault for check in found for fault in check.faults]
    if not verdict.holds:
        faults.insert(0, f"{verdict.broken_at}: {proof.reason(verdict)}")
    why = faults[0] if faults else ""
    record_upkeep(UpkeepKind.PROOF, now, why=why, figures={"links": verdict.links, "faults": len(faults)})
    return why


def _history(_now: datetime) -> str:
    found = latest_upkeep(UpkeepKind.PROOF)
    if found is None or found.well:
        return ""
    return _("The history does not hold: %(why)s") % {"why": found.why}


def backup_limit() -> timedelta | None:
    """Return the maximum age of the last backup; None where nobody is to be warned, as in a demo."""
    return None if is_demo() or not settings.BACKUP_DAYS else timedelta(days=settings.BACKUP_DAYS)


def _backup(now: datetime) -> str:
    """Return a message if the last backup (or, without one, the installation) is too old."""
    limit, found = backup_limit(), latest_upkeep(UpkeepKind.BACKUP, well=True)
    since = found.at if found else Change.objects.order_by("seq").values_list("at", flat=True).first()
    if limit is None or since is None or now - since <= limit:
        return ""
    if found is None:
        return _("No backup has been taken. Take one with: akropolis backup FILE")
    days = (now - since).days
    said = ngettext("The last backup is %(count)s day old.", "The last backup is %(count)s days old.", days)
    return said % {"count": days}


def _drill(_now: datetime) -> str:
    found = latest_upkeep(UpkeepKind.DRILL)
    if found is None or found.well:
        return ""
    return _("The last restore drill failed: %(why)s") % {"why": found.why}
