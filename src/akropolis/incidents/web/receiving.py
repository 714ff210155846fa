"""How an incident reaches the affected units: it is taken in there, and those who have not done so are reminded."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.clocks.reports.clock_words import explain
from akropolis.clocks.selectors import due_by
from akropolis.incidents import selectors
from akropolis.incidents.models import Incident, IncidentUnit
from akropolis.incidents.rules.permissions import RECEIVE
from akropolis.incidents.services import receipts
from akropolis.incidents.web.forms import EDIT, units_field
from akropolis.kernel.access.forms import attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, form_page, requires
from akropolis.kernel.deadlines.tasks import Task
from akropolis.kernel.notify.reminding import Reminded, last_reminded
from akropolis.kernel.registers.web.sending import once_for
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Crumb

CLOCK = "incident-receipt"


def waiting(access: Access, _today: date) -> Iterator[Task]:
    """A task for each open incident that nobody has taken in yet in one of the person's own units."""
    if access.actor.id is None or not access.anywhere(RECEIVE):
        return
    for row in selectors.not_received(access):
        yield _task(row)


def _task(row: IncidentUnit) -> Task:
    incident, found = row.incident, due_by(CLOCK, row.created_at)
    words = {
        "title": incident.title,
        "unit": row.unit.name,
        "owner": incident.owner_unit.name,
        "severity": incident.get_severity_display(),
    }
    moment = found[1].moment if found else None
    return Task(
        key=f"incident:{incident.pk}:{row.unit.code}",
        title=_("Take in the incident %(title)s at %(unit)s") % words,
        url=reverse("incident-receive", args=[incident.pk, row.unit.code]),
        why=_("%(owner)s has opened it. Severity: %(severity)s.") % words,
        due=timezone.localdate(moment) if moment else None,
        at=moment,
        reasons=tuple(explain(*found)) if found else (),
    )


# On the incident's page


def affected(access: Access, incident: Incident) -> list[dict[str, Any]]:
    """The affected units that the reader sees, each with its receipt, or the way to one where she may take it in."""
    living = incident.archived_at is None
    return [
        {
            "unit": one.unit,
            "receipt": one.receipt,
            "receive_url": reverse("incident-receive", args=[incident.pk, one.unit.code])
            if living and one.receipt is None and access.may(RECEIVE, one.unit)
            else "",
        }
        for one in selectors.affected(access, incident)
    ]


def remind_url(access: Access, incident: Incident) -> str:
    """The way to remind those who have not taken it in; nothing where nobody is left, or where she may not."""
    if incident.archived_at is not None or not incident.writable_by(access):
        return ""
    return reverse("incident-remind", args=[incident.pk]) if _missing(access, incident) else ""


def _missing(access: Access, incident: Incident) -> list[Unit]:
    return [one.unit for one in selectors.affected(access, incident) if one.receipt is None]


# The pages


class ReceiveForm(forms.Form):
    """What the incident means in the unit."""

    meaning = forms.CharField(
        label=gettext_lazy("What it means for the unit"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "What has stopped, what can wait, and what you need. It can be read where it is led."
        ),
    )


class RemindForm(forms.Form):
    """Whom to remind, and in which words."""

    def __init__(
        self, *args: Any, access: Access, units: Sequence[Unit], help_text: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        label = gettext_lazy("Units that have not taken it in")
        self.fields["units"] = units_field(access, units, label=label, help_text=help_text)
        self.fields["units"].required = True
        self.fields["text"] = forms.CharField(
            label=gettext_lazy("Text"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=gettext_lazy("Stands in the message, below who reminds and of what."),
        )


@requires(RECEIVE)
def receive(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """The form; by POST the unit has taken the incident in."""
    access = access_of(request)
    rows = IncidentUnit.objects.visible(access).select_related("incident__owner_unit", "unit")
    row = rows.one(incident=pk, unit__code=code)
    access.must(RECEIVE, row.unit)
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(receipts.receive, access, row.incident, row.unit, form.cleaned_data["meaning"])
        if attempt(form, lambda: once_for(request, act)).done:
            words = {"number": row.incident.number, "unit": row.unit.name}
            messages.success(request, _("%(number)s is taken in at %(unit)s.") % words)
            return redirect("incidents-detail", pk=pk)
    title = _("Take in the incident at %(unit)s") % {"unit": row.unit.name}
    return _page(request, form, row.incident, title, _("Take in"))


@requires(EDIT)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; by POST the people of the chosen units are reminded."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(EDIT, incident.owner_unit)
    units = _missing(access, incident)
    initial = {"units": [unit.pk for unit in units]}
    help_text = _before(last_reminded(incident), units)
    form = RemindForm(request.POST or None, initial=initial, access=access, units=units, help_text=help_text)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        tried = attempt(form, lambda: receipts.remind(access, incident, list(given["units"]), given["text"]))
        if tried.made is not None:
            for sentence in reminded_in_words(tried.made):
                messages.success(request, sentence)
            return redirect("incidents-detail", pk=pk)
    return _page(request, form, incident, _("Remind of the incident"), _("Remind"))


def _before(days: Any, units: Sequence[Unit]) -> str:
    told = [unit.name for unit in units if unit.pk in days]
    if not told:
        return _("Nobody has been reminded yet.")
    latest = max(days[unit.pk] for unit in units if unit.pk in days)
    words = {"names": listing(told, _("and")), "day": latest}
    return _("Reminded before: %(names)s, last on %(day)s.") % words


def reminded_in_words(found: Reminded) -> Iterator[str]:
    """Who was reminded, who was today already, and where there is nobody to remind."""
    if found.now:
        said = ngettext("%(count)s unit is reminded.", "%(count)s units are reminded.", len(found.now))
        yield said % {"count": number(len(found.now))}
    if found.before:
        names = listing([unit.name for unit in found.before], _("and"))
        yield _("Reminded today already: %(names)s.") % {"names": names}
    if found.nobody:
        names = listing([unit.name for unit in found.nobody], _("and"))
        yield _("Nobody holds a role that takes incidents in at %(names)s.") % {"names": names}


def _page(
    request: HttpRequest, form: forms.Form, incident: Incident, title: str, submit: str
) -> HttpResponse:
    back = reverse("incidents-detail", args=[incident.pk])
    way = [Crumb(label=str(incident), url=back), Crumb(label=title)]
    lead = f"{incident.number} · {incident}"
    return form_page(request, form, title, way, lead=lead, back=back, submit=submit)
