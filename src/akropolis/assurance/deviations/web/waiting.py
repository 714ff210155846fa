"""The tasks that deviations give: to be assigned, late, to be verified, and exceptions that end."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.assurance.deviations.models import Deviation, DeviationException, DeviationState
from akropolis.assurance.deviations.rules.permissions import ACCEPT, EDIT
from akropolis.assurance.deviations.selectors.deviations import (
    ACTION_REMAINS,
    OPEN,
    excepted,
    exception_ended,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer

AHEAD = timedelta(days=30)
"""How long before an exception ends its owner is asked."""


def _rows(access: Access) -> QuerySet[Deviation]:
    rows = Deviation.objects.visible(access).filter(OPEN).select_related("owner_unit")
    return rows.order_by("due_on", "sort_key", "id")


def _nobody(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__is_active": False})


def _task(row: Deviation, kind: str, title: str, why: str) -> PendingTask:
    words = {"title": row, "unit": row.owner_unit}
    key, url = f"deviation-{kind}:{row.pk}:{row.due_on}", reverse("deviations-detail", args=[row.pk])
    return PendingTask(key, title % words, url, why % words, due=row.due_on, about=refer(row))


def _unassigned(access: Access, _today: date) -> QuerySet[Deviation]:
    rows = _rows(access).filter(access.asked(EDIT, "owner_unit"), _nobody("responsible"))
    return rows.exclude(state=DeviationState.CORRECTED)


@task_feed(_unassigned, right=EDIT)
def pending_people(row: Deviation) -> PendingTask:
    """A task for each deviation that nobody is responsible for."""
    title = _("Choose who is responsible for the deviation “%(title)s”")
    return _task(
        row, "person", title, _("The deviation is open in %(unit)s, and nobody is responsible for it.")
    )


def _late(access: Access, today: date) -> QuerySet[Deviation]:
    return _rows(access).filter(access.asked(ACCEPT, "owner_unit"), ~excepted(today), due_on__lt=today)


@task_feed(_late, right=ACCEPT)
def pending_late(row: Deviation) -> PendingTask:
    """A task for the head of the unit: each deviation that is not corrected in time."""
    why = _("It should have been corrected in %(unit)s. See that it is done, or grant an exception.")
    return _task(row, "late", _("See to the late deviation “%(title)s”"), why)


def _to_verify(access: Access, _today: date) -> QuerySet[Deviation]:
    desk = _nobody("verifier") & access.asked(EDIT, "owner_unit") & ~Q(corrected_by=access.actor.id)
    rows = _rows(access).filter(desk | Q(verifier=access.actor.id), ~ACTION_REMAINS)
    return rows.filter(state=DeviationState.CORRECTED)


@task_feed(_to_verify, right=EDIT)
def pending_verifications(row: Deviation) -> PendingTask:
    """A task for the verifier, and without one for those who write in the unit but did not correct it.

    None while an action remains: whoever is responsible for that has the task.
    """
    why = _("It has been corrected, and somebody else verifies the effect.")
    return _task(row, "verify", _("Verify that the correction helped: “%(title)s”"), why)


def _ending(access: Access, today: date) -> QuerySet[Deviation]:
    own = DeviationException.everything.filter(deviation=OuterRef("pk"), owner=access.actor.id)
    mine = Q(Exists(own)) & ~excepted(today + AHEAD)
    return _rows(access).filter(mine | (access.asked(EDIT, "owner_unit") & exception_ended(today)))


@task_feed(_ending)
def pending_exceptions(row: Deviation) -> PendingTask:
    """A task for the owner of an exception that ends within a month, and for the unit when it has ended."""
    why = _("Correct the deviation, or ask for a new exception. Without one it is open again.")
    return _task(row, "exception", _("The exception ends: “%(title)s”"), why)
