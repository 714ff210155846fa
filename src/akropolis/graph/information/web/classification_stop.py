"""Pages to stop a classification that concerns Sweden's security, and to settle the stop."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.graph.information.models import InformationSet
from akropolis.graph.information.selectors.classification import EDIT, classification_status, find
from akropolis.graph.information.services import security_stops
from akropolis.graph.information.web.classification_forms import SettleStopForm
from akropolis.graph.information.web.classification_steps import crumbs, writable
from akropolis.shared.classification.services.security_stops import SETTLE, heads_of_security


@requires(EDIT)
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a stop does; POST stops the classification."""
    information = writable(request, pk)
    if information.pointer:
        return redirect("classification", pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            security_stops.stop(access_of(request), information)
        return redirect("classification", pk=pk)
    context = {
        "title": _("Stop and hand over"),
        "information": information,
        "heads": heads_of_security(information.owner_unit, timezone.now()),
        "decided": classification_status(access_of(request), information).decision,
        "back": reverse("classification", args=[pk]),
        "crumbs": crumbs(information, (_("Classification"), "")),
    }
    return render(request, "information/classification_stop.html", context)


def stopped(
    request: HttpRequest, information: InformationSet, form: SettleStopForm | None = None
) -> HttpResponse:
    access = access_of(request)
    context = {
        "title": _("Handled outside the system"),
        "information": information,
        "stop": classification_status(access, information).stop,
        "heads": heads_of_security(information.owner_unit, timezone.now()),
        "form": form or SettleStopForm(),
        "may_settle": access.may(SETTLE, information.owner_unit),
        "crumbs": crumbs(information, (_("Classification"), "")),
    }
    status = 422 if form is not None else 200
    return render(request, "information/classification_stopped.html", context, status=status)


@requires(SETTLE)
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a head of protective security record how an intake stop was handled."""
    access, information = access_of(request), find(access_of(request), pk)
    made = classification_status(access, information).stop
    if made is None or not access.may(SETTLE, information.owner_unit):
        raise Hidden
    form = SettleStopForm(request.POST)
    if form.is_valid():
        note, released = form.cleaned_data["note"], bool(form.cleaned_data["released"])
        if attempt(form, lambda: security_stops.settle(access, made, note=note, released=released)).done:
            messages.success(request, _("It is written down."))
            return redirect("information-detail", pk=pk)
    return stopped(request, information, form)
