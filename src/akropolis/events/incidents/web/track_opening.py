"""Open tracks for an event, for the ticked units and rules, all in one act."""

from collections.abc import Mapping
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import Incident, PersonalData, Severity, TrackRegime
from akropolis.events.incidents.rules.permissions import LEADS
from akropolis.events.incidents.selectors.awareness import awareness_of
from akropolis.events.incidents.selectors.incidents import affected_units
from akropolis.events.incidents.selectors.proposals import ProposedUnit
from akropolis.events.incidents.selectors.tracks import duties_of, duty_units, without_duty
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.viewings import led_by
from akropolis.events.incidents.web.forms import TracksField, ask_knowledge, key_of, knowledge_in

type Able = Mapping[TrackRegime, list[Unit]]


class TracksForm(forms.Form):
    """Form of units and rules: a checkbox for each pair of a unit that can have the duty and a set of rules."""

    def __init__(self, data: FormData = None, *, able: Able, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        pairs = [(regime, ProposedUnit(unit, "", "")) for regime, units in able.items() for unit in units]
        told = _(
            "Each gets a track of its own: the duty is the authority's, the city's as a whole, or the company's."
        )
        self.fields["tracks"] = field = TracksField(pairs, label=_("Tracks to open"), help_text=told)
        field.required, field.error_messages["required"] = True, _("Tick at least one.")
        field.widget.template_name = "incidents/_pairs.html"


@requires(LEADS)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; on POST open the tracks, which notifies the units' people at once."""
    access = access_of(request)
    incident = led_by(access, pk)
    able = _able(access)
    form = TracksForm(request.POST or None, able=able, initial=_proposed(access, incident, able))
    ask_knowledge(form, known := awareness_of(incident).of_event())
    back = reverse("incidents-detail", args=[pk])
    if request.method == "POST" and form.is_valid():
        wanted = form.fields["tracks"].wanted(form.cleaned_data["tracks"])  # type: ignore[attr-defined]
        said = knowledge_in(form, known)
        tried = attempt(form, partial(tracks.open_tracks, access, incident, wanted, said))
        if tried.done:
            _say(request, len(tried.made or []))
            return redirect(back)
    title = _("Open tracks")
    lead = _(
        "What each unit has to do by law, with its own clock. The units that the event affects are ticked: "
        "change what is wrong. Units that have such a track already keep it."
    )
    way = [Crumb(label=str(incident), url=back), Crumb(label=title)]
    return form_page(request, form, title, way, lead=lead, back=back, submit=_("Open the tracks"))


def _able(access: Access) -> Able:
    """Return the units that can have a duty, keyed by set of rules."""
    units = duty_units(access)
    refused = without_duty((unit, regime) for regime in TrackRegime for unit in units)
    return {regime: [unit for unit in units if (unit, regime) not in refused] for regime in TrackRegime}


def _proposed(access: Access, incident: Incident, able: Able) -> dict[str, object]:
    """Return the tracks of the units that have a duty because of the leading or an affected unit."""
    around = [incident.owner_unit, *affected_units(access, incident)]
    laws = [TrackRegime.PRIVACY] if incident.personal_data == PersonalData.YES else []
    laws += [TrackRegime.CYBER] if incident.severity >= Severity.SERIOUS else []
    return {"tracks": [key_of(law, unit) for law in laws for unit in duties_of(around, able[law])]}


def _say(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("They have such tracks already. Nothing was opened."))
        return
    told = ngettext("%(n)s track is opened.", "%(n)s tracks are opened.", count) % {"n": number(count)}
    messages.success(request, f"{told} {_('Those who walk them have it under To do.')}")
