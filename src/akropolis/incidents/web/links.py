"""What an incident hit and whom it affects: a part of its page, and the page where it is set right."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assets.selectors.sight import Seen, Sight
from akropolis.incidents.models import Incident
from akropolis.incidents.selectors import incidents as selectors
from akropolis.incidents.services import incidents
from akropolis.incidents.web import receiving
from akropolis.incidents.web.forms import EDIT, LinksForm
from akropolis.kernel.access.forms import attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, form_page, requires
from akropolis.reach.selectors.facts import node_ids
from akropolis.ui.parts import Crumb


def panel(access: Access, incident: Incident) -> Mapping[str, Any]:
    """What was hit, as the reader sees it, with the way to all that it reaches; and the affected units."""
    return {
        "hit": [_shown(seen) for seen in _hit(access, incident)],
        "affected": receiving.affected(access, incident),
        "own": access.may("incidents:incident:read", incident.owner_unit),
        "change_url": reverse("incident-links", args=[incident.pk])
        if incident.writable_by(access) and incident.archived_at is None
        else "",
    }


def _hit(access: Access, incident: Incident) -> list[Seen]:
    nodes = selectors.hit_by(access, incident)
    return list(Sight(access).of(nodes).values()) if nodes else []


def _shown(seen: Seen) -> dict[str, Any]:
    return {"seen": seen, "radius_url": reverse("graph-radius", args=[seen.record]) if seen.record else ""}


@requires(EDIT)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; by POST what was hit and who is affected, all of it in one change."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    if not incident.writable_by(access):
        Incident.objects.visible(access).none().one(pk=pk)
    linked = [seen for seen in _hit(access, incident) if seen.open]
    affected = selectors.affected_units(access, incident)
    form = LinksForm(
        request.POST or None,
        initial={"units": [unit.pk for unit in affected]},
        access=access,
        linked=linked,
        units=_choices(access, affected),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _change(access, incident, form)).done
    ):
        messages.success(request, _("The change is saved."))
        return redirect("incidents-detail", pk=incident.pk)
    back = reverse("incidents-detail", args=[incident.pk])
    way = [Crumb(label=str(incident), url=back), Crumb(label=_("Who is affected"))]
    lead = f"{incident.number} · {incident}"
    return form_page(request, form, _("What was hit and who is affected"), way, lead=lead, back=back)


def _choices(access: Access, affected: list[Unit]) -> list[Unit]:
    """Every unit that exists today, and those that are ticked already."""
    today = timezone.localdate()
    living = [unit for unit in Unit.objects.visible(access) if unit.valid_on(today)]
    return [*living, *(unit for unit in affected if unit not in living)]


def _change(access: Access, incident: Incident, form: LinksForm) -> None:
    written = form.cleaned_data
    gone = node_ids({UUID(key) for key in written.get("remove", ())})
    added = [written["add"]] if written["add"] else []
    incidents.change(access, incident, add=added, remove=set(gone.values()), units=list(written["units"]))
