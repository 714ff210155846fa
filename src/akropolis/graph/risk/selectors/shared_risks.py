"""What consumers of a shared node read of the risks that its owner or operator has on it (ADR 0126).

A summary holds the scenario, the level, the owner, the treatment and how long it is accepted. It never holds the
weakness, the reasons of a judgement, how measures are, evidence, or anything of another consumer's own risk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.lib.number_set import NumberSet
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.models.nodes import readable_nodes
from akropolis.graph.assets.selectors.floods import read_graph
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.rules.matrix import KINDS, MatrixBody, RiskLevel
from akropolis.graph.risk.selectors.matrices import matrix_bodies
from akropolis.graph.risk.selectors.risks import on, open_risks

BECAUSE = "a consumer of a shared node reads a summary of its risks; `SharedRisk` has no more"
READS = ("title", "matrix", "level", "treatment", "accepted_until", "sort_key")
"""The columns of a risk that are read for a summary; no others are fetched."""
RELATED = ("scenario", "owner", "owner_unit", "node")


@dataclass(frozen=True, slots=True)
class SharedRisk:
    """The summary of a risk on a shared node. `level` is None if nobody has judged the risk, `accepted_until` if it is
    not accepted now.
    """

    id: UUID
    title: str
    level: RiskLevel | None
    unit: str
    owner: str
    treatment: str
    accepted_until: date | None
    node: str
    record: UUID
    node_url: str

    @property
    def level_name(self) -> str:
        """Return the name of the level; empty if nobody has judged the risk."""
        return self.level.label if self.level else ""


def at_house() -> Q:
    """Return a condition for risks about a shared node that the unit which owns or operates the node owns.

    These are the risks that consumers of the node read a summary of.
    """
    house = Q(owner_unit=F("node__owner_unit")) | Q(owner_unit=F("node__operator_unit"))
    return Q(node__shared=True, node__archived_at__isnull=True) & house


def is_summarised(risk: Risk) -> bool:
    """Return whether consumers of the risk's node read a summary of it, as `at_house` says."""
    node = risk.node
    house = (node.owner_unit_id, node.operator_unit_id) if node else ()
    return bool(node and node.shared and not node.archived_at and risk.owner_unit_id in house)


def list_shared_risks(access: Access, day: date, path: str = "") -> list[SharedRisk]:
    """List the summaries that the user reads as a consumer, the worst first: of others' risks on what is used.

    With `path`, as the consumers in the unit with that path and below it, whoever reads. A risk that belongs to
    these units, or without `path` to units where the user reads risks, is their own and is not listed.
    """
    return cached(access.rights, _list_shared_risks, day, path)


def shared_risks_at(access: Access, node: Node, day: date) -> list[SharedRisk]:
    """List the same of one node; empty if no unit of the user's depends on it."""
    return [risk for risk in list_shared_risks(access, day) if risk.record == node.record]


def _list_shared_risks(access: Access, day: date, path: str) -> list[SharedRisk]:
    own = access.units(permissions.READ, "owner_unit")
    if path:
        own &= Q(owner_unit__path__startswith=path)
    used = _used(access, day, path)
    if not used:
        return []
    rows = Risk.objects.unscoped(because=BECAUSE).filter(
        at_house(), on(open_risks, day), readable_nodes(access, "node"), archived_at__isnull=True
    )
    found = rows.exclude(own).select_related(*RELATED).only(*READS, *RELATED).order_by("sort_key", "pk")
    bodies = matrix_bodies()
    risks = [_summary(risk, bodies, day) for risk in found if risk.node_id in used]
    return sorted(risks, key=lambda risk: -KINDS.index(risk.level.kind) if risk.level else 1)


def _used(access: Access, day: date, path: str) -> NumberSet:
    """Return the nodes that the units where the user reads risks depend on, directly or not."""
    nodes = Node.objects.unscoped(because=BECAUSE).filter(archived_at__isnull=True)
    own = _of_units(access, "owner_unit", path) | _of_units(access, "operator_unit", path)
    mine = nodes.filter(own).order_by().values_list("pk", flat=True)
    return _below(mine, day)


def _of_units(access: Access, field: str, path: str) -> Q:
    of = access.units(permissions.READ, field)
    return of & Q(**{f"{field}__path__startswith": path}) if path else of


def _below(nodes: Iterable[int], day: date) -> NumberSet:
    downward = cached_graph(read_graph, day).downward
    seen = set(nodes)
    waiting = list(seen)
    while waiting:
        further = [head for head in downward.get(waiting.pop(), ()) if head not in seen]
        seen.update(further)
        waiting += further
    return NumberSet(seen)


def _summary(risk: Risk, bodies: Mapping[UUID, MatrixBody], day: date) -> SharedRisk:
    assert risk.node is not None, "only risks on shared nodes are read"
    body = bodies[risk.matrix_id] if risk.matrix_id else None
    return SharedRisk(
        id=risk.pk,
        title=str(risk.scenario) if risk.scenario else risk.title,
        level=body.level(risk.level) if body else None,
        unit=risk.owner_unit.name,
        owner=risk.owner.name if risk.owner else "",
        treatment=risk.get_treatment_display(),
        accepted_until=risk.accepted_until if (risk.accepted_until or date.min) >= day else None,
        node=risk.node.name,
        record=risk.node.record,
        node_url=record_url(NodeKind(risk.node.kind), risk.node.record),
    )
