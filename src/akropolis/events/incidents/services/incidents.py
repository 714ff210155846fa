"""Open incidents with nodes and affected units in one transaction; correct both later; raise actions from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akropolis.assurance.deviations.models import FoundBy
from akropolis.assurance.deviations.services.deviations import DeviationSource
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import Incident, IncidentAction, IncidentNode, IncidentUnit
from akropolis.events.incidents.services import receipts
from akropolis.events.incidents.services.tracks import Said, Wanted, by_agreements, open_tracks
from akropolis.graph.assets.models import Node, NodeKind, Service
from akropolis.graph.assets.selectors.sight import Sight, Way
from akropolis.graph.blast_radius.selectors.facts import node_ids
from akropolis.graph.information.models import ReasonKind
from akropolis.graph.information.services import reasons
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import RowCause


@dataclass(frozen=True, slots=True)
class Opened:
    """A new incident, and how many information sets visible to the user must be reclassified because of it."""

    incident: Incident
    anew: int


def open_for(
    access: Access,
    values: Mapping[str, object],
    *,
    node: Node,
    units: Collection[Unit],
    anew: bool,
    tracks: Sequence[Wanted] = (),
    said: Said = (None, ""),
) -> Opened:
    """Open one incident with its links to the node and the affected units, notify these units and the
    incident's own unit, and open the wanted tracks. Either everything is done, or nothing.

    With `anew`, the affected units' classified information that depends on the node is to be
    reclassified, and each of these units gets an action. Raises Hidden without the right to write
    incidents in the incident's own unit, Invalid on bad values. The caller has got node and units
    through the gate.
    """
    with writing(access) as w:
        service = _service(access, node)
        incident = w.create(Incident, {"service": service, **values})
        link(w, incident, [node])
        new = set_affected_units(w, incident, units)
        receipts.notify_receivers(w, incident, new)
        if incident.owner_unit not in new:
            receipts.tell_leading(w, incident)
        if tracks:
            open_tracks(access, incident, tracks, said)
        by_agreements(w, incident)
        raised = _raise(w, incident, node, {unit.pk for unit in units}) if anew else 0
        return Opened(incident, raised)


def link(w: Writer, incident: Incident, nodes: Iterable[Node]) -> None:
    """Link the nodes to the incident as hit. Existing links are left unchanged."""
    known = set(
        IncidentNode.objects.visible(w.access).filter(incident=incident).values_list("node_id", flat=True)
    )
    for node in nodes:
        if node.pk not in known:
            w.create(IncidentNode, {"incident": incident, "node": node})
            known.add(node.pk)


def unlink(w: Writer, incident: Incident, nodes: Collection[int]) -> None:
    """Remove the links to nodes that were not hit after all."""
    rows = IncidentNode.objects.visible(w.access).filter(incident=incident, node_id__in=list(nodes))
    for row in rows.select_related("incident__owner_unit", "node"):
        w.remove(row)


def set_affected_units(w: Writer, incident: Incident, units: Collection[Unit]) -> list[Unit]:
    """Set exactly these units as affected. Units added may read the incident from now on, units removed
    may no longer.

    Returns the added units, which are to be notified (`receipts.notify_receivers`).
    """
    return set_links(w, IncidentUnit, {"incident": incident}, "unit", list(units))


def change_links(
    access: Access,
    incident: Incident,
    *,
    add: Iterable[Node],
    remove: Collection[int],
    units: Collection[Unit],
) -> None:
    """Correct what was hit and who is affected. Raises Hidden without the right, and changes nothing then."""
    with writing(access) as w:
        w.require(incident)
        link(w, incident, add)
        unlink(w, incident, remove)
        receipts.notify_receivers(w, incident, set_affected_units(w, incident, units))
        by_agreements(w, incident)


def _service(access: Access, node: Node) -> Service | None:
    """Return the node as the service that the register of incidents refers to, when it is one."""
    if node.kind != NodeKind.SERVICE:
        return None
    found: Service | None = Service.objects.visible(access).filter(pk=node.record).first()
    return found


def _raise(w: Writer, incident: Incident, node: Node, units: set[UUID]) -> int:
    kind = ReasonKind.SUPPLIER if node.kind == NodeKind.SUPPLIER else ReasonKind.INCIDENT
    with override(settings.LANGUAGE_CODE):
        sentence = _("The incident %(number)s concerns something that the information stands on.")
        because = sentence % {"number": incident.number}
    made = reasons.raise_for(w, [node], kind, because, f"incident:{incident.pk}", units=units)
    ways = Sight(w.access).ways(node_ids({reason.information_id for reason in made}).values())
    return sum(way is not Way.MASKED for way in ways.values())


class IncidentCause(RowCause[IncidentAction]):
    """Link between an incident and the actions it raises, in its own unit and in those it affects."""

    key, cause, label = "incident", Cause("incident", gettext_lazy("Incident"), 20), gettext_lazy("Incident")
    link, page = IncidentAction, "incidents-detail"


INCIDENT = IncidentCause()


def _known_deviation(_access: Access, event: Incident) -> Mapping[str, object] | None:
    if event.exercise:
        return None
    day = timezone.localdate(event.detected_at or event.occurred_at)
    if event.secret:
        return {"title": event.number, "found_on": day}
    return {"title": event.title, "what": event.description[:4000], "found_on": day}


DEVIATION_SOURCE = DeviationSource(FoundBy.INCIDENT, _known_deviation)
"""Incidents raise deviations. The texts of a secret one are not repeated."""
