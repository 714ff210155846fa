"""What follows a pattern, which measures it would settle at a service, and what deviates from it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from akropolis.assurance.deviations.models import Deviation
from akropolis.assurance.deviations.rules.permissions import READ as READ_DEVIATIONS
from akropolis.assurance.deviations.selectors.deviations import OPEN
from akropolis.assurance.patterns.models import FollowingState, PatternFollowing, PatternMeasure, holding
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.rules.permissions import EDIT, READ
from akropolis.graph.compliance.selectors.standing import MeasureLine, of_service

KEY = "patterns"
"""The register's key: what a deviation from a pattern names as its source."""


@dataclass(frozen=True, slots=True)
class PatternLine:
    """A measure of a pattern at a service. `line` is None where it is neither demanded nor assessed there."""

    measure: PatternMeasure
    line: MeasureLine | None
    deviates: bool

    @property
    def proposed(self) -> bool:
        """Whether it may be assessed as met by the pattern: demanded, not assessed, and without a deviation."""
        line = self.line
        return line is not None and line.why is not None and line.said is None and not self.deviates


def followings(access: Access) -> GatedQuerySet[PatternFollowing]:
    """Return the followings that the user may read, of services in use."""
    rows = PatternFollowing.objects.visible(access).filter(node__archived_at=None)
    return rows.select_related("node__owner_unit", "node__operator_unit", "pattern__document")


def deviations_from(access: Access, following: PatternFollowing) -> list[Deviation]:
    """Return the open deviations of the service from the pattern, as the user may read them."""
    rows = Deviation.objects.visible(access).filter(OPEN, source_kind=KEY, node=following.node)
    return list(
        rows.filter(source_id=following.pattern_id).select_related("control").order_by("due_on", "pk")
    )


def list_lines(access: Access, following: PatternFollowing, day: date) -> list[PatternLine]:
    """Return the pattern's measures as they stand at the service. Raises Hidden if the user may not read them."""
    place = of_service(access, following.node.record, day)
    lines = {line.control.pk: line for line in place.lines}
    deviating = {row.control_id for row in deviations_from(access, following)}
    rows = (
        PatternMeasure.objects.visible(access).filter(pattern=following.pattern_id).select_related("control")
    )
    return [PatternLine(row, lines.get(row.control_id), row.control_id in deviating) for row in rows]


@dataclass(frozen=True, slots=True)
class PlannedService:
    """An IT service and the patterns that it follows. `deviations` is None where the user may not read them."""

    node: Node
    followings: Collection[PatternFollowing]
    deviations: int | None

    @property
    def unit(self) -> Unit:
        """The unit that answers for what is done at the service."""
        return answering_unit(self.node)

    @property
    def url(self) -> str:
        """The service's page."""
        return record_url(NodeKind.SERVICE, self.node.record)

    @property
    def state(self) -> FollowingState:
        """How the service stands to the pattern that needs most; `NONE` if it follows none."""
        return min(
            (each.state for each in self.followings), key=[*FollowingState].index, default=FollowingState.NONE
        )


def measured_nodes(access: Access) -> GatedQuerySet[Node]:
    """Return the nodes in use whose followed patterns the user may read: that a service is shared is not enough."""
    units = access.units(READ, "owner_unit") | access.units(READ, "operator_unit")
    rows = Node.objects.visible(access).filter(units, archived_at=None)
    return rows.select_related("owner_unit", "operator_unit").order_by("sort_key", "pk")


def list_planned(access: Access) -> list[PlannedService]:
    """Return the IT services in use whose followed patterns the user may read. Three queries."""
    held: dict[int, list[PatternFollowing]] = {}
    for row in followings(access):
        held.setdefault(row.node_id, []).append(row)
    open_ = Deviation.objects.visible(access).filter(OPEN, source_kind=KEY).order_by()
    counts = Counter(open_.values_list("node", flat=True))
    return [
        PlannedService(
            node,
            held.get(node.pk, []),
            counts[node.pk] if access.may(READ_DEVIATIONS, answering_unit(node)) else None,
        )
        for node in measured_nodes(access).filter(kind=NodeKind.SERVICE)
    ]


def waiting(access: Access, _day: date) -> QuerySet[PatternFollowing]:
    """Return the followings whose pattern has a version that has not been gone through, for those who are asked."""
    owned = access.asked(EDIT, "node__owner_unit") & Q(node__operator_unit=None)
    newer = holding("pattern__") & Q(pattern__document__edition__gt=F("edition"))
    rows = followings(access).filter(newer, owned | access.asked(EDIT, "node__operator_unit"))
    return rows.order_by("pattern__sort_key", "node__sort_key", "pk")
