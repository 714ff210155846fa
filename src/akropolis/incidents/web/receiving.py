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
        title=_("Take in the incident “%(title)s” for %(unit)s") % words,
        url=reverse("incident-receive", args=[incident.pk, row.unit.code]),
        why=_("%(owner)s has opened it. Severity: %(severity)s.") % words,
        due=timezone.localdate(moment) if moment else None,
        at=moment,
        reasons=tuple(explain(*found)) if found else (),
    )


# On the incident's page


def affected(access: Access, incident: Incident) -> dict[str, Any]:
    """Which of the affected units that the reader sees have taken it in, which have not, and what she may do of it."""
    every = selectors.affected(access, incident)
    missing = [one.unit for one in every if one.receipt is None]
    living = incident.archived_at is None
    return {
        "any": bool(every),
        "lead": _progress(len(every) - len(missing), len(every)) if len(every) > 1 else "",
        "taken": [one for one in every if one.receipt],
        "missing": missing,
        "own": [_way_in(incident, unit) for unit in missing if living and _asked(access, unit)],
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


def _asked(access: Access, unit: Unit) -> bool:
    """Whether it is asked of the person, and not only hers to do as of everybody's in the city."""
    scopes = access.scopes(RECEIVE)
    return any(scope.covers(unit.path) and (scope.path == unit.path or not scope.whole) for scope in scopes)


def _way_in(incident: Incident, unit: Unit) -> dict[str, Any]:
    return {"unit": unit, "url": reverse("incident-receive", args=[incident.pk, unit.code])}


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
            messages.success(request, _("%(number)s is taken in for %(unit)s.") % words)
            return redirect("incidents-detail", pk=pk)
    title = _("Take in the incident for %(unit)s") % {"unit": row.unit.name}
    return _page(request, form, row.incident, title, _("Take in"))


@requires(EDIT)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; by POST the people of the chosen units are reminded."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(EDIT, incident.owner_unit)
    units = [one.unit for one in selectors.affected(access, incident) if one.receipt is None]
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
