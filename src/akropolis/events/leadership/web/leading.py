"""How an event is led, in its room; changing the level; and messages from a template."""

from collections.abc import Mapping
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import number
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import EntryKind, Incident
from akropolis.events.incidents.models.tracks import LogEntry
from akropolis.events.incidents.rules.permissions import LEADS
from akropolis.events.incidents.selectors.incidents import affected_units
from akropolis.events.incidents.services.viewings import led_by
from akropolis.events.leadership.models import LeadershipLevel, MessageTemplate
from akropolis.events.leadership.rules.levels import LevelProposal
from akropolis.events.leadership.selectors.levels import call_list, leadership_of, levels_of
from akropolis.events.leadership.services import log
from akropolis.events.leadership.services.escalating import escalate
from akropolis.shared.clocks.reports.clock_words import format_moment


def panel(access: Access, incident: Incident) -> Mapping[str, object]:
    """Return the level, the proposed level with the facts behind it, whom to call, and the actions allowed."""
    units = len(affected_units(access, incident))
    found = leadership_of(access, incident, units)
    leads = incident.writable_by(access) and incident.archived_at is None
    return {
        "now": found.now,
        "proposed": found.proposed if found.proposed != found.now else None,
        "why": _why(found.why, incident, units),
        "calls": call_list(access, incident, found.now or found.proposed),
        "level_url": reverse("incident-level", args=[incident.pk]) if leads else "",
        "message_url": reverse("incident-message", args=[incident.pk]) if leads else "",
    }


def _why(proposal: LevelProposal | None, incident: Incident, units: int) -> str:
    if proposal is None:
        return ""
    said = []
    if proposal.by_severity:
        said.append(_("the severity is %(severity)s") % {"severity": incident.get_severity_display().lower()})
    if proposal.by_units:
        said.append(_("it affects %(n)s units") % {"n": number(units)})
    return _("Because %(why)s.") % {"why": _(" and ").join(said)}


class LevelForm(VersionedForm):
    """Form of the level and the reason."""

    because = prose_field(
        gettext_lazy("Why"),
        2000,
        rows=4,
        help_text=gettext_lazy("It stands in the log, and is told to those on the call list of the level."),
    )

    def __init__(
        self, data: FormData = None, *, levels: list[LeadershipLevel], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.levels = {level.code: level for level in levels}
        choices = [(level.code, f"{level}: {level.said('criteria')}") for level in levels]
        self.fields["level"] = forms.ChoiceField(label=_("Level"), choices=choices, widget=forms.RadioSelect)
        self.order_fields(["level", "because", "version"])


def _levels(request: HttpRequest, incident: Incident) -> dict[str, object]:
    access = access_of(request)
    proposed = leadership_of(access, incident, len(affected_units(access, incident))).proposed
    return {"levels": levels_of(access), "initial": {"level": proposed.code if proposed else ""}}


def _change_level(access: Access, incident: Incident, form: LevelForm) -> LeadershipLevel:
    chosen = form.levels[form.cleaned_data["level"]]
    escalate(access, incident, chosen, form.why, version=form.seen)
    return chosen


LEVEL = Act(
    on=ActTarget(LEADS, led_by, "incidents-detail", str),
    form=LevelForm,
    initial=("version",),
    given=_levels,
    do=_change_level,
    done=lambda level: _("The event is led on the level: %(level)s.") % {"level": level},
    title=gettext_lazy("Change the level of leadership"),
    submit=gettext_lazy("Change the level"),
)


class MessageForm(ModelFieldsForm, model=MessageTemplate):
    """A message as it was sent."""

    text = FromModel(rows=14)
    channel = forms.CharField(
        label=gettext_lazy("Where it is published"),
        max_length=200,
        help_text=gettext_lazy(
            "For example the intranet. It is not sent from here: copy it, and note where it went."
        ),
    )


@requires(LEADS)
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a message filled from a template, to be copied; on POST enter what was sent in the log."""
    access = access_of(request)
    incident = led_by(access, pk)
    rows = MessageTemplate.in_force(access, timezone.localdate())
    chosen = next((row for row in rows if str(row.pk) == request.GET.get("mall")), rows[0] if rows else None)
    text = fill_template(chosen.said("text"), incident) if chosen else ""
    form = MessageForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        create_once(request, partial(_sent, access, incident, form.cleaned_data))
        messages.success(request, _("It stands in the log that it was sent."))
        return redirect("incidents-detail", pk=pk)
    title, back = _("Message from a template"), reverse("incidents-detail", args=[pk])
    options = [
        {"label": f"{row.get_audience_display()}: {row}", "row": row, "current": row == chosen}
        for row in rows
    ]
    return form_page(
        request,
        form,
        title,
        [Crumb(label=str(incident), url=back), Crumb(label=title)],
        template="leadership/message.html",
        back=back,
        submit=_("Note as sent"),
        options=options,
    )


def fill_template(text: str, incident: Incident) -> str:
    """Return the template filled in from the event; unknown placeholders are left unchanged."""
    at = incident.detected_at or incident.occurred_at
    places = {
        "{händelse}": incident.title,
        "{nummer}": incident.number,
        "{enhet}": incident.owner_unit.name,
        "{tid}": format_moment(at),
    }
    for place, words in places.items():
        text = text.replace(place, words)
    return text


def _sent(access: Access, incident: Incident, written: Mapping[str, str]) -> LogEntry:
    text = f"{written['channel']}: {written['text']}"[:4000]
    return log.enter(access, incident, incident.owner_unit, kind=EntryKind.MESSAGE, text=text)
