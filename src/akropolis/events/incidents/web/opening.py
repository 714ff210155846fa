"""Open an incident from what an outage or a breach reaches: the form is prefilled, with the reached units to tick."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.forms import attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, appointments_on, form_page, requires
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import Incident, IncidentStatus, PersonalData, Severity
from akropolis.events.incidents.selectors.proposals import AffectedProposal, propose
from akropolis.events.incidents.services import incidents
from akropolis.events.incidents.web.forms import EDIT, OpenIncidentForm, key_of, knowledge_in
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.reports.radius_words import question
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.facts import Offered
from akropolis.graph.blast_radius.selectors.radius import find

EVENTS = {"avbrott": RadiusEvent.OUTAGE, "intrang": RadiusEvent.BREACH}
WORDS = {event: word for word, event in EVENTS.items()}


def offer(access: Access, node: Node, event: str) -> Offered | None:
    """Return the link to a new incident for what is reached; None for those who may not create one."""
    if not access.anywhere(EDIT):
        return None
    address = reverse("graph-incident", args=[node.record])
    return Offered(_("Open an incident for these units"), f"{address}?slag={WORDS[RadiusEvent(event)]}")


@requires(EDIT)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; on POST create one incident with its links."""
    access = access_of(request)
    node = find(access, pk)
    event = EVENTS.get(request.GET.get("slag", ""), RadiusEvent.OUTAGE)
    stands = [key for key in (_own_unit(request), id_in(request.POST.get("owner_unit", ""))) if key]
    found = propose(access, [node], event, *editable_units(access, EDIT).filter(pk__in=stands))
    units = list(found.units)
    form = OpenIncidentForm(
        request.POST or None, initial=_initial(request, node, event, found), access=access, proposal=found
    )
    if request.method == "POST" and form.is_valid():
        opened = attempt(form, lambda: _open(request, node, form)).made
        if opened is not None:
            _say(request, opened, len(form.cleaned_data["units"]))
            return redirect("incidents-detail", pk=opened.incident.pk)
    back = f"{reverse('graph-radius', args=[node.record])}?slag={WORDS[event]}"
    way = [Crumb(label=question(node.name, event), url=back), Crumb(label=_("New incident"))]
    title = _("Open an incident: %(name)s") % {"name": node.name}
    return form_page(
        request,
        form,
        title,
        way,
        template="incidents/open.html",
        submit=_("Open the incident"),
        back=back,
        node=node,
        units=units,
        undecided=found.undecided,
    )


def _initial(
    request: HttpRequest, node: Node, event: RadiusEvent, found: AffectedProposal
) -> dict[str, object]:
    words = {"name": node.name}
    breach = event == RadiusEvent.BREACH
    usual = found.usual(event, PersonalData.UNKNOWN, Severity.SERIOUS)
    title = _("Breach at %(name)s") % words if breach else _("Outage at %(name)s") % words
    return {
        "title": title[:200],
        "severity": Severity.SERIOUS,
        "personal_data": PersonalData.UNKNOWN,
        "owner_unit": _own_unit(request),
        "units": [unit.pk for unit in found.units],
        "tracks": [key_of(regime, each.unit) for regime, each in found.tracks() if regime in usual],
        "anew": breach,
    }


def _own_unit(request: HttpRequest) -> UUID | None:
    """Return the person's current unit, or else a unit of theirs, where they may write incidents."""
    access = access_of(request)
    mine = [each.unit for each in appointments_on(request) if each.unit and access.may(EDIT, each.unit)]
    chosen = [unit for unit in mine if unit.code == request.session.get("unit", "")]
    return next((unit.pk for unit in (*chosen, *mine)), None)


def _open(request: HttpRequest, node: Node, form: OpenIncidentForm) -> incidents.Opened:
    access, anew, written = access_of(request), [], form.cleaned_data
    values = {name: written[name] for name in VALUES}
    values |= {
        "status": IncidentStatus.REPORTED,
        "occurred_at": written["occurred_at"] or written["detected_at"],
    }
    values["lead"] = User.objects.visible(access).filter(username=access.actor.username).first()

    def act() -> Incident:
        units = list(written["units"])
        tracks = form.fields["tracks"].wanted(written["tracks"])  # type: ignore[attr-defined]
        said = knowledge_in(form, None)
        opened = incidents.open_for(
            access, values, node=node, units=units, anew=written["anew"], tracks=tracks, said=said
        )
        anew.append(opened.anew)
        return opened.incident

    return incidents.Opened(create_once(request, act), sum(anew))


VALUES = ("title", "occurred_at", "detected_at", "owner_unit", "severity", "personal_data", "description")


def _say(request: HttpRequest, opened: incidents.Opened, units: int) -> None:
    told = ngettext(
        "%(incident)s is opened for %(n)s unit.", "%(incident)s is opened for %(n)s units.", units
    ) % {"incident": opened.incident.number, "n": number(units)}
    if opened.anew:
        told += " " + ngettext(
            "%(n)s information set is to be classified anew.",
            "%(n)s information sets are to be classified anew.",
            opened.anew,
        ) % {"n": number(opened.anew)}
    messages.success(request, told)
