"""Tracks are opened for an event: for the units and under the rules that are ticked, all in one act."""

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

from akropolis.incidents.models import Incident, PersonalData, Regime
from akropolis.incidents.rules.permissions import LEADS
from akropolis.incidents.selectors.incidents import affected_units
from akropolis.incidents.selectors.tracks import duties_of, duty_units
from akropolis.incidents.services import tracks
from akropolis.incidents.services.viewings import led_by
from akropolis.incidents.web.forms import units_field
from akropolis.kernel.access.forms import attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, form_page, requires
from akropolis.lib.swedish import number
from akropolis.ui.forms import FormData, FormGiven
from akropolis.ui.parts import Crumb


class TracksForm(forms.Form):
    """Under which rules, and for which units."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["regimes"] = forms.MultipleChoiceField(
            label=_("Under which rules"),
            choices=Regime,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick at least one.")},
        )
        self.fields["units"] = units_field(
            access,
            duty_units(access),
            label=_("For which units"),
            help_text=_(
                "Each gets a track of its own: the duty is the authority's, the city's as a whole, or the company's."
            ),
        )
        self.fields["units"].required = True
        self.fields["units"].error_messages["required"] = _("Tick at least one.")

    def wanted(self) -> list[tuple[Unit, Regime]]:
        """Each unit under each set of rules."""
        written = self.cleaned_data
        return [(unit, Regime(regime)) for unit in written["units"] for regime in written["regimes"]]


@requires(LEADS)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; by POST the tracks are opened, and stand with their units' people at once."""
    access = access_of(request)
    incident = led_by(access, pk)
    form = TracksForm(request.POST or None, access=access, initial=_proposed(access, incident))
    back = reverse("incident-room", args=[pk])
    if request.method == "POST" and form.is_valid():
        tried = attempt(form, partial(tracks.open_tracks, access, incident, form.wanted()))
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


def _proposed(access: Access, incident: Incident) -> dict[str, object]:
    """The units on which a duty lies for those that the event affects, and the rules for its personal data."""
    found = duties_of(affected_units(access, incident), duty_units(access))
    personal = incident.personal_data == PersonalData.YES
    return {"units": [unit.pk for unit in found], "regimes": [Regime.PRIVACY] if personal else []}


def _say(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("They have such tracks already. Nothing was opened."))
        return
    told = ngettext("%(n)s track is opened.", "%(n)s tracks are opened.", count) % {"n": number(count)}
    messages.success(request, f"{told} {_('Those who walk them have it under To do.')}")
