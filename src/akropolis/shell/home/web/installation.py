"""One page on the state of the installation for those who look after it; and the tasks that the state gives them."""

import os
from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.sessions import in_force
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.deadlines.jobs import jobs
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.history.anchors import place, read_anchors
from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.notify.sending import mail_is_set_up
from akropolis.base.kernel.watch import looks
from akropolis.base.kernel.watch.checks import PERMISSION, run_checks
from akropolis.base.kernel.watch.models import Upkeep, UpkeepKind
from akropolis.base.kernel.watch.places import database_size, disks
from akropolis.base.kernel.watch.upkeep import latest_upkeep
from akropolis.base.lib import built
from akropolis.base.lib.swedish import datetime_iso, number
from akropolis.base.ui.parts import Cell, Column, Table, Term, build_table
from akropolis.base.ui.words import Phrase

GIGABYTE = 1024**3
WORKERS = "WEB_CONCURRENCY"
"""Environment variable that holds the number of worker processes; `serve` sets it."""


def _operates(access: Access) -> bool:
    return access.may(PERMISSION, None)


def list_installation_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield a task for each failed check, to those who look after the whole installation."""
    if not _operates(access):
        return
    for seen in run_checks(timezone.now()):
        if seen.wrong:
            title = _("The installation: %(check)s") % {"check": seen.check.label}
            key, url = f"installation:{seen.check.key}", reverse("installation")
            yield PendingTask(key, title, url, seen.wrong)


@requires(PERMISSION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the checks of the installation, and the figures that they are based on."""
    access_of(request).must(PERMISSION, None)
    now = timezone.now()
    context = {
        "title": _("The installation"),
        "seen": sorted(run_checks(now), key=lambda seen: seen.well),
        "program": _program(),
        "jobs": _jobs(now),
        "mail": _mail(now),
        "history": _history(),
        "upkeep": _upkeep(),
        "settings": _settings(),
    }
    return render(request, "home/installation.html", context)


def _program() -> list[Term]:
    content = latest_upkeep(UpkeepKind.CONTENT)
    loaded = " ".join(filter(None, (content.figures.get("version"), _when(content.at)))) if content else ""
    rows = [
        Term(label=_("Version"), value=built.version()),
        Term(label=_("Build"), value=built.build()),
        Term(label=_("Content is of version"), value=loaded),
        Term(label=_("Database"), value=_database()),
        Term(label=_("Processes that answer"), value=os.environ.get(WORKERS, "")),
        Term(label=_("Sign-ins in force"), value=number(in_force(timezone.now()).count())),
    ]
    for _name, folder, free, total in disks():
        words = {"free": _gigabytes(free), "total": _gigabytes(total)}
        rows.append(
            Term(label=_("Free on the disk"), value=_("%(free)s of %(total)s") % words, note=str(folder))
        )
    return rows


def _gigabytes(size: int) -> str:
    return f"{number(size / GIGABYTE, 1)} GB"


def _database() -> str:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return f"{kind}, {number(database_size() / 1024**2, 1)} MB"


def _jobs(now: datetime) -> Table:
    rows = {row.key: row for row in ScheduledJob.objects.all()}
    late = {row.key for row in looks.late_jobs(now)}
    columns = (_("Job"), _("Last begun"), _("Next"), _("State"))
    cells = [_job(key, job.label, rows.get(key), key in late) for key, job in jobs.entries.items()]
    return build_table(_("Background jobs"), columns, cells)


def _job(key: str, label: Phrase, row: ScheduledJob | None, late: bool) -> tuple[object, ...]:
    if row is None:
        state = Cell(text=_("Never run"), kind="warning")
    elif row.why:
        state = Cell(text=_("Failed"), kind="danger", note=row.why)
    else:
        state = Cell(text=_("Late"), kind="danger") if late else Cell(text=_("Well"), kind="success")
    last_run, next_run = (row.last_run, row.next_run) if row else (None, None)
    return Cell(text=label or key), _when(last_run), _when(next_run), state


def _when(moment: datetime | None) -> str:
    return datetime_iso(timezone.localtime(moment)) if moment else "–"


def _mail(now: datetime) -> list[Term]:
    found = looks.waiting_mail(now).order_by("created_at")
    first = found.first()
    return [
        Term(label=_("Mail server"), value=_("is set") if mail_is_set_up() else _("no server")),
        Term(
            label=_("Links in mail"),
            value=settings.CSRF_TRUSTED_ORIGINS[0]
            if settings.CSRF_TRUSTED_ORIGINS
            else _("none, until AKROPOLIS_ORIGINS is set"),
        ),
        Term(label=_("Mails that may not wait and do"), value=number(found.count())),
        Term(label=_("The first of them since"), value=_when(first.created_at) if first else "–"),
        Term(label=_("Never sent in the last week"), value=number(looks.given_up(now).count())),
    ]


def _history() -> list[Term]:
    head, proved = Head.objects.first(), latest_upkeep(UpkeepKind.PROOF)
    return [
        Term(label=_("Links"), value=number(head.seq if head else 0)),
        Term(label=_("The end of the chain"), value=head.hash if head else "–"),
        Term(
            label=_("Last proved"),
            value=_when(proved.at) if proved else "–",
            note=proved.why if proved else "",
        ),
        Term(label=_("Last sealed outside"), value=_sealed()),
    ]


def _sealed() -> str:
    file = place()
    if file is None:
        return _("no folder is set")
    anchors = read_anchors(file)
    return f"{anchors[-1].seq}, {anchors[-1].at[:16].replace('T', ' ')} UTC" if anchors else "–"


SHOWN = 10
"""Maximum number of upkeep records that are shown."""


def _upkeep() -> Table:
    rows = Upkeep.objects.filter(kind__in=(UpkeepKind.BACKUP, UpkeepKind.DRILL))[:SHOWN]
    whole = [Column(label=label, unbroken=True) for label in (_("What was done"), _("When"))]
    cells = [(row.get_kind_display(), _when(row.at), _outcome(row)) for row in rows]
    empty = _("No backup has been taken with akropolis backup, and no drill has been held.")
    return build_table(_("Backups and restore drills"), (*whole, _("How it went")), cells, empty=empty)


def _outcome(row: Upkeep) -> Cell:
    if not row.well:
        return Cell(text=_("Failed"), kind="danger", note=row.why)
    given = row.figures
    parts = [
        _("%(size)s MB") % {"size": number(given["bytes"] / 1024**2, 1)} if "bytes" in given else "",
        _("%(count)s rows") % {"count": number(given["rows"])} if "rows" in given else "",
        _("%(count)s links of history") % {"count": number(given["links"])} if "links" in given else "",
        _("%(count)s s") % {"count": number(given["seconds"], 1)} if "seconds" in given else "",
    ]
    return Cell(text=_("Well"), kind="success", note=", ".join(filter(None, parts)))


def _settings() -> Table:
    rows = [(each.name, each.shown or "–", each.whence) for each in settings.ENVIRONMENT.settings()]
    return build_table(_("Settings in force"), (_("Setting"), _("Value"), _("From where")), rows)
