"""What a unit inherits from shared services: measures their operators fulfil, those that ended, and objections."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from akropolis.base.kernel.access.authorities import Units, units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.log import events_of
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.nodes import with_units
from akropolis.graph.compliance.models import STANDING, Control, Fulfilment, Objection
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.rules.demands import FULFILLED, Status
from akropolis.graph.compliance.rules.permissions import EDIT
from akropolis.graph.compliance.selectors.catalogue import controls, of_services
from akropolis.graph.compliance.selectors.standing import MeasureLine, expired_evidence_of, lines, profiles

OF_OTHERS = (
    "a unit stands on what its own things depend on; whose measures they are is asked where they are shown"
)
PAST = 5000
"""Maximum number of changes in the history searched for earlier fulfilment."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """A shared service that a unit depends on, and the measures demanded of it, as assessed by its operator.

    `covered` are the measures that the unit inherits as fulfilled, except those it objects to. `gone` are
    the measures that were covered before, each with the day on which that ended. `objected` is the number of
    the unit's own objections that are not withdrawn. Holds no assessments of covered measures, since many of
    these objects are kept in memory.
    """

    node: Node
    unit: Unit
    demanded: Sequence[Control]
    covered: Sequence[Control]
    gone: Sequence[tuple[MeasureLine, date]]
    objected: int


def inherited(access: Access, unit: Unit, day: date) -> list[Inherited]:
    """Return the shared services that the unit depends on, by name, with what it inherits. Nine queries.

    The caller checks the right to the unit's measures.
    """
    nodes = _shared(access, unit, day)
    known = profiles([node.pk for node in nodes])
    every, measures = _fulfilments_by_node(access, nodes), of_services(controls(day))
    ends = expired_evidence_of((row for rows in every.values() for row in rows), day)
    mine = Objection.objects.visible(access).filter(STANDING, unit=unit, node__in=[node.pk for node in nodes])
    objections: dict[int, dict[UUID, Objection]] = {}
    for row in mine:
        objections.setdefault(row.node_id, {})[row.control_id] = row
    found = [
        (node, lines(every.get(node.pk, ()), ends, measures, known.get(node.pk, {}), day)) for node in nodes
    ]
    past = _fulfilled_until(line for _node, each in found for line in each)
    return [_of(node, each, objections.get(node.pk, {}), _ended(each, past)) for node, each in found]


def _of(
    node: Node, every: Iterable[MeasureLine], objections: Collection[UUID], ended: Mapping[UUID, date]
) -> Inherited:
    demanded = [line for line in every if line.why is not None]
    covered = [x.control for x in demanded if x.status in FULFILLED and x.control.pk not in objections]
    gone = [(line, ended[line.control.pk]) for line in demanded if line.control.pk in ended]
    return Inherited(
        node, answering_unit(node), [line.control for line in demanded], covered, gone, len(objections)
    )


def _shared(access: Access, unit: Unit, day: date) -> list[Node]:
    """Return the shared services, answered for by other units, that nodes of the unit or of its parts depend on."""
    tree = cached_graph(units, day)
    parts = [each.pk for each in tree if tree.authority(each.pk).pk == unit.pk]
    links = Dependency.objects.unscoped(because=OF_OTHERS).filter(in_force(day), source__owner_unit__in=parts)
    nodes = Node.objects.visible(access).filter(pk__in=links.order_by().values("target"))
    rows = nodes.filter(kind=NodeKind.SERVICE, shared=True, archived_at=None).order_by("sort_key")
    return [node for node in with_units(list(rows)) if not tree.same(answering_unit(node).pk, unit.pk)]


def _fulfilments_by_node(access: Access, nodes: Sequence[Node]) -> dict[int, list[Fulfilment]]:
    found: dict[int, list[Fulfilment]] = {node.pk: [] for node in nodes}
    for row in Fulfilment.objects.visible(access).filter(node__in=list(found)).order_by():
        if row.node_id is not None:
            found[row.node_id].append(row)
    return found


def _fulfilled_until(every: Iterable[MeasureLine]) -> dict[UUID, date]:
    """Return the day each fulfilment was last changed from fulfilled by its operator, from the history. One query."""
    open_ones = [
        line.said.pk for line in every if line.said and line.status in (Status.NOT_BEGUN, Status.PARTLY)
    ]
    found: dict[UUID, date] = {}
    for event in events_of(open_ones, limit=PAST) if open_ones else ():
        before, _after = (*event.diff.get("state", ()), "", "")[:2]
        if before in FULFILLED:
            found.setdefault(event.object_id, timezone.localdate(event.at))
    return found


def _ended(every: Iterable[MeasureLine], past: Mapping[UUID, date]) -> dict[UUID, date]:
    """Return measure → the day it ended being covered: the last day of a lapsed one, or the day it was changed."""
    found = {
        line.control.pk: line.held_to or (past.get(line.said.pk) if line.said else None) for line in every
    }
    return {control: day for control, day in found.items() if day is not None}


def may_object(access: Access, node: Node, day: date) -> list[Unit]:
    """Return units that depend on the service and for which the user may object, in Swedish order. Two queries."""
    keys = consuming_units(node, day) if node.shared and access.anywhere(EDIT) else set()
    rows = Unit.objects.visible(access).filter(access.units(EDIT), pk__in=keys)
    return list(rows.order_by("sort_key"))


def consuming_units(node: Node, day: date) -> set[UUID]:
    """Return the authorities and companies whose nodes depend on the service, except the one that answers for it."""
    tree: Units = cached_graph(units, day)
    links = Dependency.objects.unscoped(because=OF_OTHERS).filter(in_force(day), target=node.pk).order_by()
    found = {tree.authority(unit).pk for unit in links.values_list("source__owner_unit", flat=True)}
    return found - {tree.authority(answering_unit(node).pk).pk}


def objections_at(access: Access, node: Node) -> list[Objection]:
    """Return the objections to measures of the service that the user may read, those in force first. One query."""
    rows = Objection.objects.visible(access).filter(node=node).select_related("unit", "control")
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def objections_of(access: Access, units: Collection[Unit]) -> list[Objection]:
    """Return the units' objections that are not withdrawn. One query."""
    rows = Objection.objects.visible(access).filter(STANDING, unit__in=[unit.pk for unit in units])
    return list(rows.select_related("unit", "control", "node"))


def closed_objections(_day: date) -> Q:
    """Return a filter of withdrawn objections. They stay with the unit that raised them."""
    return Q(withdrawn_at__isnull=False)


def pending_objections(access: Access) -> QuerySet[Objection]:
    """Return the objections the user is to answer, and answered ones to keep or withdraw, oldest first. One query.

    `waits` and `answered` of the row tell which of the two it is.
    """
    operated = access.asked(EDIT, "node__operator_unit")
    owned = access.asked(EDIT, "node__owner_unit") & Q(node__operator_unit=None)
    to_answer = (operated | owned) & Q(answered_at=None)
    to_settle = access.asked(EDIT, "unit") & Q(answered_at__isnull=False, kept_at=None)
    rows = Objection.objects.visible(access).filter(STANDING, to_answer | to_settle, node__archived_at=None)
    return rows.select_related("unit", "control", "node").order_by("objected_at", "id")
