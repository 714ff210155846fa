"""Incidents are opened for what they hit and whom they affect, in one stroke; both may be set right later. They raise
actions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.ties import tie_exactly
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
    """A new incident, and how many of the information sets that she sees are to be classified anew because of it."""

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
    """One incident with its links to the node and the affected units, told to them and to its own, and the tracks that
    are wanted: all, or nothing.

    With `anew` the affected units' classified information that stands on the node is to be classified anew, and each
    of them gets an action. Raises Hidden without the right to write incidents in the incident's own unit, Invalid on
    bad values. The caller has got node and units through the gate.
    """
    with writing(access) as w:
        service = _service(access, node)
        incident = w.create(Incident, {"service": service, **values})
        link(w, incident, [node])
        new = affect(w, incident, units)
        receipts.notify_receivers(w, incident, new)
        if incident.owner_unit not in new:
            receipts.tell_leading(w, incident)
        if tracks:
            open_tracks(access, incident, tracks, said)
        by_agreements(w, incident)
        raised = _raise(w, incident, node, {unit.pk for unit in units}) if anew else 0
        return Opened(incident, raised)


def link(w: Writer, incident: Incident, nodes: Iterable[Node]) -> None:
    """The incident hit these nodes too. Those that are linked already are left."""
    known = set(
        IncidentNode.objects.visible(w.access).filter(incident=incident).values_list("node_id", flat=True)
    )
    for node in nodes:
        if node.pk not in known:
            w.create(IncidentNode, {"incident": incident, "node": node})
            known.add(node.pk)


def unlink(w: Writer, incident: Incident, nodes: Collection[int]) -> None:
    """The incident did not hit these after all."""
    rows = IncidentNode.objects.visible(w.access).filter(incident=incident, node_id__in=list(nodes))
    for row in rows.select_related("incident__owner_unit", "node"):
        w.remove(row)


def affect(w: Writer, incident: Incident, units: Collection[Unit]) -> list[Unit]:
    """Exactly these units are affected: who is new may read the incident from now on, who is not may no longer.

    Gives the new ones: they are to be told (`receipts.tell`).
    """
    return tie_exactly(w, IncidentUnit, {"incident": incident}, "unit", list(units))


def change(
    access: Access,
    incident: Incident,
    *,
    add: Iterable[Node],
    remove: Collection[int],
    units: Collection[Unit],
) -> None:
    """What was hit and who is affected, set right. Raises Hidden without the right, and changes nothing then."""
    with writing(access) as w:
        w.require(incident)
        link(w, incident, add)
        unlink(w, incident, remove)
        receipts.notify_receivers(w, incident, affect(w, incident, units))
        by_agreements(w, incident)


def _service(access: Access, node: Node) -> Service | None:
    """The node as the service that the register of incidents names, when it is one."""
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
    """An incident raises actions, in its own unit and in those that it affects."""

    key, cause, label = "incident", Cause("incident", gettext_lazy("Incident"), 20), gettext_lazy("Incident")
    link, page = IncidentAction, "incidents-detail"


INCIDENT = IncidentCause()
