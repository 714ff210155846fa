"""The incident room: clocks on top, a row for each track, the log. The parts that refresh are in `renewing`."""

from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident
from akropolis.events.incidents.models.tracks import LogEntry
from akropolis.events.incidents.rules.permissions import LEADS, READ
from akropolis.events.incidents.selectors.room import PANELS, Room
from akropolis.events.incidents.services.viewings import record_viewing
from akropolis.events.leadership.services import log
from akropolis.events.leadership.web.renewing import all_parts

WRITTEN = (EntryKind.FACT, EntryKind.DECISION, EntryKind.MESSAGE)
"""Kinds of entries that a person may make; the system makes the rest."""


class EntryForm(ModelFieldsForm, model=LogEntry):
    """Form of an entry in the log."""

    kind = FromModel(choices=[(k.value, k.label) for k in WRITTEN])
    text = FromModel(label=gettext_lazy("What has happened, or been decided?"), rows=3)
    basis = FromModel(gettext_lazy("Needed for a decision."), widget=forms.TextInput)
    happened_at = FromModel()
    mark = FromModel()

    def __init__(
        self, data: FormData = None, *, access: Access, units: list[Unit], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        keys = [unit.pk for unit in units]
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys),
            label=_("Entered in"),
            empty_label=None,
        )
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()


def _find_incident(request: HttpRequest, pk: UUID, page: str) -> Incident:
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit", "lead").one(pk=pk)
    record_viewing(access, incident, page)
    return incident


@requires(READ)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the whole room."""
    return _page(request, _find_incident(request, pk, "room"), None)


def _page(request: HttpRequest, incident: Incident, form: forms.Form | None) -> HttpResponse:
    access = access_of(request)
    room = Room(access, incident)
    units = log.units_to_write_in(access, incident, [one.unit for one in room.affected])
    if form is None and units and incident.archived_at is None:
        form = _form(request, access, units)
    back = reverse("incidents-detail", args=[incident.pk])
    leads = incident.writable_by(access) and incident.archived_at is None
    context = {
        "title": _("Incident room: %(title)s") % {"title": incident.title},
        "crumbs": [
            Crumb(label=_("Incidents"), url=reverse("incidents-list")),
            Crumb(label=str(incident), url=back),
            Crumb(label=_("Incident room")),
        ],
        "incident": incident,
        "form": form,
        "entry_url": reverse("incident-entry", args=[incident.pk]),
        "tracks_url": reverse("incident-tracks-open", args=[incident.pk]) if leads else "",
        "times_url": reverse("incident-times", args=[incident.pk]) if leads else "",
        "actions_url": f"{back}#actions",
        "panels": [
            {"template": panel.template, "context": built}
            for panel in PANELS
            if (built := panel.build(access, incident)) is not None
        ],
        "again": False,
        **all_parts(request, room),
    }
    return render(request, "leadership/room.html", context, status=422 if form and form.errors else 200)


def _form(request: HttpRequest, access: Access, units: list[Unit]) -> EntryForm:
    initial = {"unit": units[0].pk, "happened_at": timezone.now(), "mark": EntryMark.LEADING}
    return EntryForm(request.POST or None, access=access, units=units, initial=initial)


@requires(LEADS)
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an entry to the log on POST; if it is invalid, show the room again with the input preserved."""
    incident = _find_incident(request, pk, "entry")
    access = access_of(request)
    units = log.units_to_write_in(access, incident, [one.unit for one in Room(access, incident).affected])
    if request.method != "POST" or not units:
        return redirect("incident-room", pk=pk)
    form = _form(request, access, units)
    if (
        form.is_valid()
        and attempt(form, lambda: create_once(request, partial(_enter, access, incident, form))).done
    ):
        messages.success(request, _("It stands in the log."))
        return redirect(reverse("incident-room", args=[pk]) + "#log")
    return _page(request, incident, form)


def _enter(access: Access, incident: Incident, form: forms.Form) -> LogEntry:
    written = form.cleaned_data
    return log.enter(
        access,
        incident,
        written["unit"],
        kind=EntryKind(written["kind"]),
        text=written["text"],
        happened_at=written["happened_at"],
        basis=written["basis"],
        mark=EntryMark(written["mark"]),
    )
