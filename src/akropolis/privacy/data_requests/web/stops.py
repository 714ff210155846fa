"""Stopped requests: the task of the head of protective security, and the page on which it is settled."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.privacy.data_requests.models import RequestStop
from akropolis.shared.classification.register.security_question import SettleNoteForm
from akropolis.shared.classification.services import security_stops
from akropolis.shared.classification.services.security_stops import SETTLE


def _about(stop: RequestStop) -> str:
    words = {"unit": stop.unit.name, "reference": stop.reference}
    return (
        _("Somebody has a request of %(unit)s that may concern Sweden's security. Reference: %(reference)s.")
        % words
    )


@task_feed(right=SETTLE, rows=lambda access, _today: security_stops.unsettled(access, RequestStop, "unit"))
def pending_request_stops(row: RequestStop) -> PendingTask:
    """A task for each stopped request that waits for a head of protective security."""
    return PendingTask(
        key=f"request-stop:{row.pk}",
        title=_("Take care of a request to %(unit)s that was stopped") % {"unit": row.unit.name},
        url=reverse("data-request-stop", args=[row.pk]),
        why=_about(row),
    )


SETTLE_REQUEST_STOP = Act(
    on=ActTarget(SETTLE, row_of(RequestStop, "unit"), lambda _stop: reverse("home"), lambda _stop: []),
    form=SettleNoteForm,
    given=lambda _request, stop: {"initial": {"note": stop.settled_note}},
    do=lambda access, stop, form: security_stops.settle_stop(access, stop, form.cleaned_data["note"]),
    done=gettext_lazy("It is written down."),
    title=gettext_lazy("A request that was stopped"),
    lead=_about,
    submit=gettext_lazy("Write it down"),
)
