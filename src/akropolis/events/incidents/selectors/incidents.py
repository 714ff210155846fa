"""Which incidents are open, and what incidents hit in the graph. Lists and figures share the same conditions."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import (
    Incident,
    IncidentAction,
    IncidentKind,
    IncidentNode,
    IncidentReceipt,
    IncidentStatus,
    IncidentUnit,
)
from akropolis.events.incidents.rules.permissions import LEADS, RECEIVE
from akropolis.graph.blast_radius.selectors.facts import (
    Fact,
    FactKind,
    FactSource,
    list_action_facts,
    node_ids,
    open_action,
)


def open_at_cutoff(period: Period) -> Q:
    """Return incidents not closed at the end of the cut-off day; the only definition of an open incident."""
    return _open_when_ended(period.cutoff)


def closed_incident_links(_day: date) -> Q:
    """Return a condition on links to closed incidents, for the units that these affected."""
    return Q(incident__status=IncidentStatus.CLOSED)


def hit_by(access: Access, incident: Incident) -> list[int]:
    """Return the nodes the incident hit: its links and the service it names. Visibility is applied when shown."""
    named = node_ids({incident.service_id} if incident.service_id else set()).values()
    links = IncidentNode.objects.visible(access).filter(incident=incident).order_by("created_at", "pk")
    return list(dict.fromkeys([*links.values_list("node_id", flat=True), *named]))


def affected_units(access: Access, incident: Incident) -> list[Unit]:
    """Return the affected units in Swedish order. People in an affected unit see only their own."""
    rows = IncidentUnit.objects.visible(access).filter(incident=incident).select_related("unit")
    return [row.unit for row in rows.order_by("unit__sort_key")]


@dataclass(frozen=True, slots=True)
class Affected:
    """A unit affected by an incident, and its receipt once somebody there has acknowledged the incident."""

    unit: Unit
    receipt: IncidentReceipt | None


def affected(access: Access, incident: Incident) -> list[Affected]:
    """Return the affected units, each with its receipt."""
    rows = IncidentReceipt.objects.visible(access).filter(incident=incident)
    receipts = {row.unit_id: row for row in rows}
    return [Affected(unit, receipts.get(unit.pk)) for unit in affected_units(access, incident)]


def not_received(access: Access) -> QuerySet[IncidentUnit]:
    """Return open incidents not yet acknowledged in the units to which the person belongs, the oldest first."""
    taken = IncidentReceipt.objects.unscoped(
        because="whether the unit has taken it in; nothing of it is shown"
    )
    taken = taken.filter(incident=OuterRef("incident"), unit=OuterRef("unit"))
    rows = IncidentUnit.objects.visible(access).filter(access.asked(RECEIVE, "unit"), ~Exists(taken))
    judged = access.asked(LEADS, "incident__owner_unit") & Q(incident__kind=IncidentKind.EVENT)
    rows = rows.filter(incident__archived_at=None, incident__closed_at=None)
    rows = rows.exclude(judged, unit=F("incident__owner_unit"))  # who judges it takes it in by that
    rows = rows.select_related("incident__owner_unit", "unit")
    return rows.order_by("created_at", "unit__sort_key", "id")


def _open_incidents(access: Access) -> QuerySet[Incident]:
    rows = Incident.objects.visible(access).filter(archived_at__isnull=True, exercise=False)
    return rows.filter(_open_when_ended(timezone.localdate())).order_by()


def _open_when_ended(day: date) -> Q:
    return Q(closed_at__isnull=True) | Q(closed_at__gte=midnight(day + DAY))


def _open_on_nodes(access: Access) -> Iterator[tuple[int, UUID]]:
    return _on_nodes(access, _open_incidents(access))


def _on_nodes(access: Access, incidents: QuerySet[Incident]) -> Iterator[tuple[int, UUID]]:
    """Yield pairs of node and incident: the nodes that the given incidents hit."""
    linked = IncidentNode.objects.visible(access).filter(incident__in=incidents.values("pk")).order_by()
    yield from linked.values_list("node_id", "incident_id")
    named = list(incidents.filter(service__isnull=False).values_list("service_id", "pk"))
    nodes = node_ids({service for service, _incident in named})
    yield from ((nodes[service], incident) for service, incident in named if service in nodes)


def _incident_facts(access: Access, ids: Collection[UUID]) -> dict[UUID, Fact]:
    rows = (
        Incident.objects.visible(access).filter(pk__in=list(ids)).only("number", "title", "secret", "status")
    )
    return {
        row.pk: Fact(
            FactKind.INCIDENT,
            row.label(),
            reverse("incidents-detail", args=[row.pk]),
            row.get_status_display(),
        )
        for row in rows
    }


def _open_actions(access: Access) -> Iterator[tuple[int, UUID]]:
    """Return open actions raised by an incident on the node, whether or not the incident itself is closed."""
    links = IncidentAction.objects.visible(access).filter(open_action(access)).order_by()
    actions: dict[UUID, list[UUID]] = {}
    for incident, action in links.values_list("incident_id", "action_id"):
        actions.setdefault(incident, []).append(action)
    if actions:
        raised = Incident.objects.visible(access).filter(pk__in=list(actions)).order_by()
        for node, incident in _on_nodes(access, raised):
            yield from ((node, action) for action in actions[incident])


FACTS = {
    "incidents": FactSource(FactKind.INCIDENT, _open_on_nodes, _incident_facts),
    "incident actions": FactSource(FactKind.ACTION, _open_actions, list_action_facts),
}
"""The facts about nodes that incidents contribute."""
