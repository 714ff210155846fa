"""Stopped requests: the task of the head of protective security, and the page on which it is settled."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.privacy.data_requests.models import RequestStop
from akropolis.privacy.data_requests.services.stops import settle_request_stop
from akropolis.shared.classification.services.security_stops import SETTLE, unsettled


def _about(stop: RequestStop) -> str:
    words = {"unit": stop.unit.name, "reference": stop.reference}
    return (
        _("Somebody has a request of %(unit)s that may concern Sweden's security. Reference: %(reference)s.")
        % words
    )


@task_feed(right=SETTLE, rows=lambda access, _today: unsettled(access, RequestStop, "unit"))
def pending_request_stops(row: RequestStop) -> PendingTask:
    """A task for each stopped request that waits for a head of protective security."""
    return PendingTask(
        key=f"request-stop:{row.pk}",
        title=_("Take care of a request to %(unit)s that was stopped") % {"unit": row.unit.name},
        url=reverse("data-request-stop", args=[row.pk]),
        why=_about(row),
    )


class SettleRequestForm(forms.Form):
    """Form of how a stopped request was taken care of."""

    note = forms.CharField(
        label=gettext_lazy("How it was taken care of"),
        help_text=gettext_lazy("Write how, and nothing of the matter itself."),
        max_length=300,
    )


SETTLE_REQUEST_STOP = Act(
    on=ActTarget(SETTLE, row_of(RequestStop, "unit"), lambda _stop: reverse("home"), lambda _stop: []),
    form=SettleRequestForm,
    given=lambda _request, stop: {"initial": {"note": stop.settled_note}},
    do=lambda access, stop, form: settle_request_stop(access, stop, form.cleaned_data["note"]),
    done=gettext_lazy("It is written down."),
    title=gettext_lazy("A request that was stopped"),
    lead=_about,
    submit=gettext_lazy("Write it down"),
)
