"""Page of the emergency account: when it was used, what for, and whether it is time to test it."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.people.second_factors.models import EmergencySignIn
from akropolis.people.second_factors.services.emergency import KEEPS, acknowledge

YEAR = timedelta(days=365)
"""Maximum time between two tests of the emergency account."""


class NoteForm(ModelFieldsForm, model=EmergencySignIn):
    """Form with who signed in, and what for."""

    note = FromModel(label=gettext_lazy("Who signed in, and what for"), required=True)


@requires(KEEPS)
def page(request: HttpRequest) -> HttpResponse:
    """Show every sign-in by the emergency account, and when the account is to be tested."""
    access = access_of(request)
    rows = EmergencySignIn.objects.visible(access).select_related("user", "acknowledged_by")
    if not access.may(KEEPS, None):
        raise Hidden
    context = {
        "title": _("The emergency account"),
        "account": User.everything.filter(username=settings.BREAK_GLASS, is_active=True).first(),
        "named": settings.BREAK_GLASS,
        "rows": [{"row": row, "form": NoteForm(prefix=str(row.pk))} for row in rows[:100]],
        "last": _last(access),
        "test_by": _test_by(access),
    }
    return render(request, "factors/emergency.html", context)


def _last(access: Access) -> EmergencySignIn | None:
    return EmergencySignIn.objects.visible(access).first()


def _test_by(access: Access) -> date | None:
    """Return the day by which the emergency account is to be tested; None if it has never been used."""
    last = _last(access)
    return timezone.localdate(last.at) + YEAR if last else None


@requires(KEEPS)
@require_POST
def acknowledged(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Page for acknowledging an alarm."""
    access = access_of(request)
    made: EmergencySignIn = EmergencySignIn.objects.visible(access).one(pk=pk)
    with refusals_as_messages(request):
        acknowledge(access, made, request.POST.get(f"{pk}-note", "")[:500])
        messages.success(request, _("The sign-in is acknowledged."))
    return redirect("emergency")


def list_alarm_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """List tasks for account administrators: unacknowledged alarms, and the yearly test."""
    if not access.may(KEEPS, None):
        return
    url = reverse("emergency")
    for made in EmergencySignIn.objects.visible(access).filter(acknowledged_at__isnull=True):
        title = _("The emergency account has signed in: find out who, and acknowledge it")
        yield PendingTask(f"emergency:{made.pk}", title, url, _("You keep the accounts."))
    if settings.BREAK_GLASS:
        yield from _to_test(access, today, url)


def _to_test(access: Access, today: date, url: str) -> Iterator[PendingTask]:
    by = _test_by(access)
    if by is None or by - today <= timedelta(days=30):
        title = _("Test the emergency account: sign in with it, and sign out")
        why = _("It is tested once a year, so that it works on the day it is needed.")
        yield PendingTask(f"emergency-test:{by or ''}", title, url, why)


urls: list[URLPattern] = [
    path("konto/nodkonto/", page, name="emergency"),
    path("konto/nodkonto/<uuid:pk>/", acknowledged, name="emergency-acknowledge"),
]
