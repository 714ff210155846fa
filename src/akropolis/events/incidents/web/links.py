"""Panels of an incident's page: the nodes it hit and the units it affects, with a page to correct both;
and incidents that seem to have the same cause.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.selectors import incidents as selectors
from akropolis.events.incidents.selectors.afterwards import MONTHS, Recurrence, list_recurrences
from akropolis.events.incidents.services import incidents
from akropolis.events.incidents.web import receiving
from akropolis.events.incidents.web.forms import EDIT, LinksForm
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.blast_radius.selectors.facts import node_ids
from akropolis.shared.threats.models import Threat


def panel(access: Access, incident: Incident) -> Mapping[str, object]:
    """Return what was hit, as the reader sees it, with the path to all that it reaches; and the affected units."""
    return {
        "hit": [_node_context(seen) for seen in _hit(access, incident)],
        "affected": receiving.affected(access, incident),
        "own": access.may("incidents:incident:read", incident.owner_unit),
        "change_url": reverse("incident-links", args=[incident.pk])
        if incident.writable_by(access) and incident.archived_at is None
        else "",
    }


def _hit(access: Access, incident: Incident) -> list[VisibleNode]:
    nodes = selectors.hit_by(access, incident)
    return list(Sight(access).of(nodes).values()) if nodes else []


def _node_context(seen: VisibleNode) -> dict[str, object]:
    return {"seen": seen, "radius_url": reverse("graph-radius", args=[seen.record]) if seen.record else ""}


def _writable(access: Access, pk: UUID) -> Incident:
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit").one(pk=pk)
    if not incident.writable_by(access):
        raise Hidden
    return incident


def _links(request: HttpRequest, incident: Incident) -> dict[str, object]:
    access = access_of(request)
    affected = selectors.affected_units(access, incident)
    return {
        "initial": {"units": [unit.pk for unit in affected]},
        "access": access,
        "linked": [seen for seen in _hit(access, incident) if seen.open],
        "units": _choices(access, affected),
    }


def _choices(access: Access, affected: list[Unit]) -> list[Unit]:
    """Return the units to choose among: all units that exist today, and the affected ones even if they have ended."""
    today = timezone.localdate()
    living = [unit for unit in Unit.objects.visible(access) if unit.valid_on(today)]
    return [*living, *(unit for unit in affected if unit not in living)]


def _change(access: Access, incident: Incident, form: LinksForm) -> None:
    written = form.cleaned_data
    gone = node_ids({UUID(key) for key in written.get("remove", ())})
    added = [written["add"]] if written["add"] else []
    incidents.change_links(
        access, incident, add=added, remove=set(gone.values()), units=list(written["units"])
    )


LINKS = Act(
    on=ActTarget(EDIT, _writable, "incidents-detail", str),
    form=LinksForm,
    given=_links,
    do=_change,
    title=gettext_lazy("What was hit and who is affected"),
    crumb=gettext_lazy("Who is affected"),
    lead=lambda incident: f"{incident.number} · {incident}",
)


def again_panel(access: Access, incident: Incident) -> dict[str, object] | None:
    """Return the context of the panel of incidents that seem to have the same cause; None where there are none."""
    found = list_recurrences(access, incident)
    if not found:
        return None
    rows = Threat.objects.visible(access).filter(code__in={code for one in found for code in one.threats})
    names = {row.code: row.title for row in rows}
    return {
        "rows": [{"incident": one.incident, "because": _because(one, names)} for one in found],
        "cause": incident.get_root_cause_display(),
        "months": MONTHS,
    }


def _because(one: Recurrence, names: dict[str, str]) -> str:
    said = [_("the same threat: %(name)s") % {"name": names[code]} for code in one.threats if code in names]
    return "; ".join([*said, *([_("the same thing was hit")] if one.hit else [])])
