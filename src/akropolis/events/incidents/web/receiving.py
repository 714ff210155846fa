"""How affected units learn of an incident: each acknowledges it, and units that have not done so are reminded."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.seen import readable_keys
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.history.log import makers_of
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import number
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import Incident, IncidentReceipt, IncidentUnit
from akropolis.events.incidents.rules.permissions import RECEIVE
from akropolis.events.incidents.rules.tracks import sooner
from akropolis.events.incidents.selectors import incidents as selectors
from akropolis.events.incidents.services import receipts
from akropolis.events.incidents.web.forms import EDIT
from akropolis.shared.clocks.reports.clock_words import ClockStepLine, explain
from akropolis.shared.clocks.selectors import ClockRuleBook

CLOCK = "incident-receipt"
BARE = gettext_lazy("Only the unit that leads it may read what it is about.")


def list_receipt_tasks(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a task for each open incident that nobody has acknowledged yet in one of the person's own units."""
    if access.actor.id is None or not access.anywhere(RECEIVE):
        return
    rows = selectors.not_received(access)
    senders, book = makers_of(row.pk for row in rows), ClockRuleBook()
    known = readable_keys(Incident, access, {row.incident_id for row in rows})
    for row in rows:
        yield _task(row, senders.get(row.pk, ""), book, known=row.incident_id in known)


def _task(row: IncidentUnit, sender: str, book: ClockRuleBook, *, known: bool) -> PendingTask:
    """Return the task; it shows only the number of an incident that the unit's people may not read."""
    incident = row.incident
    words = {
        "title": incident if known else incident.number,
        "unit": row.unit.name,
        "owner": incident.owner_unit.name,
        "severity": incident.get_severity_display(),
        "who": sender,
    }
    why = _("%(who)s sends it. %(owner)s leads it. Severity: %(severity)s.")
    if not sender:
        why = _("%(owner)s has opened it. Severity: %(severity)s.")
    if not known:
        why = str(BARE)
    return PendingTask(
        key=f"incident:{incident.pk}:{row.unit.code}",
        title=_("Take in the incident “%(title)s” for %(unit)s") % words,
        url=reverse("incident-receive", args=[incident.pk, row.unit.code]),
        why=why % words,
        about=refer(incident if known else row),
        **task_time(book, row.created_at, row.incident.pace),
    )


class Until(TypedDict):
    """The due time of a task and its reasons."""

    due: date | None
    at: datetime | None
    reasons: tuple[ClockStepLine, ...]


def task_time(book: ClockRuleBook, since: datetime, pace: int, clock: str = CLOCK) -> Until:
    """Return when a task to acknowledge or assess an incident is due, counted from `since` by the rule
    of `clock`, and why; no time where there is no such rule.

    In an exercise that time passes `pace` times as fast.
    """
    found = book.due(clock, since)
    lawful = found[1].moment if found else None
    moment = sooner(since, lawful, pace) if lawful else None
    return {
        "due": timezone.localdate(moment) if moment else None,
        "at": moment,
        "reasons": tuple(explain(*found)) if found else (),
    }


# On the incident's page


def affected(access: Access, incident: Incident) -> dict[str, object]:
    """Return which affected units visible to the reader have acknowledged it or not, and allowed actions."""
    every = selectors.affected(access, incident)
    missing = [one.unit for one in every if one.receipt is None]
    living = incident.archived_at is None
    return {
        "any": bool(every),
        "lead": _progress(len(every) - len(missing), len(every)) if len(every) > 1 else "",
        "taken": [one for one in every if one.receipt],
        "missing": missing,
        "own": [_way_in(incident, unit) for unit in missing if living and access.is_asked(RECEIVE, unit)],
        "remind_url": reverse("incident-remind", args=[incident.pk])
        if missing and living and incident.writable_by(access)
        else "",
    }


def _progress(taken: int, count: int) -> str:
    words = {"taken": number(taken), "count": number(count)}
    return (
        ngettext("%(taken)s of %(count)s has taken it in.", "%(taken)s of %(count)s have taken it in.", taken)
        % words
    )


def _way_in(incident: Incident, unit: Unit) -> dict[str, object]:
    return {"unit": unit, "url": reverse("incident-receive", args=[incident.pk, unit.code])}


# The pages


class ReceiveForm(ModelFieldsForm, model=IncidentReceipt):
    """Form of what the incident means in the unit."""

    meaning = FromModel(
        gettext_lazy("What has stopped, what can wait, and what you need. It can be read where it is led."),
        rows=5,
    )


@requires(RECEIVE)
def receive(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Show the form; on POST acknowledge the incident in the unit."""
    access = access_of(request)
    rows = IncidentUnit.objects.visible(access).select_related("incident__owner_unit", "unit")
    row = rows.one(incident=pk, unit__code=code)
    access.must(RECEIVE, row.unit)
    known = bool(readable_keys(Incident, access, [pk]))
    back = reverse("incidents-detail", args=[pk]) if known else reverse("home")
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(receipts.receive, access, row.incident, row.unit, form.cleaned_data["meaning"])
        if attempt(form, lambda: create_once(request, act)).done:
            words = {"number": row.incident.number, "unit": row.unit.name}
            messages.success(request, _("%(number)s is taken in for %(unit)s.") % words)
            return redirect(back)
    title = _("Take in the incident for %(unit)s") % {"unit": row.unit.name}
    way = [Crumb(label=str(row.incident) if known else _("To do"), url=back), Crumb(label=title)]
    lead = row.incident.label() if known else f"{row.incident.number}. {BARE}"
    return form_page(request, form, title, way, lead=lead, back=back, submit=_("Take in"))


@requires(EDIT)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """On POST remind the units that have not acknowledged the incident."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    units = [one.unit for one in selectors.affected(access, incident) if one.receipt is None]
    title, back = _("Remind of the incident"), reverse("incidents-detail", args=[pk])
    way = [Crumb(label=str(incident), url=back), Crumb(label=title)]
    return remind_page(request, receipts.matter_of(incident), units, title, way, back)
