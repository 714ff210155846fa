"""The contents of the graph's registers, limited to what one person may read, and the data missing in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.lib.organisation_number import correct, is_masked
from akropolis.graph.ai.models import AiClass, AiSystem
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import node_models, nodes_in_own_units
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.information.models import InformationSet
from akropolis.graph.offers.models import Offer
from akropolis.graph.suppliers.models import Supplier

BECAUSE = "whether something is missing is asked of every row; the nodes it is missing from have been through the gate"
NAMED = 3


class GraphGap(StrEnum):
    """The kinds of missing data in the graph; the value is also the word used in the page's URL."""

    UNCLASSIFIED = "oklassade"
    EXPIRED = "utgangna"
    LOOSE_INFORMATION = "losa"
    LOOSE_SERVICES = "utan-grund"
    NO_OFFER = "utan-erbjudande"
    IDLE_SUPPLIERS = "utan-beroende"
    WRONG_NUMBERS = "organisationsnummer"
    UNASSESSED_AI = "obedomda-ai"
    RINGS = "ringar"


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """A register, and how many of its rows the person may read."""

    register: Register
    count: int


@dataclass(frozen=True, slots=True)
class MissingOfNodes:
    """Data missing from `count` nodes that the person is responsible for; the first few by name and unit."""

    gap: GraphGap
    count: int
    names: tuple[str, ...]


def registers(access: Access) -> list[RegisterCount]:
    """Return every register of the graph that the person may read, with its active rows. One query for each."""
    models: list[type[Record]] = [
        *(node_models()[kind] for kind in NodeKind if kind in node_models()),
        Dependency,
    ]
    found = (r for model in models if (r := registry.of(model)) and access.anywhere(r.read))
    return [RegisterCount(r, _living(r.model.objects.visible(access)).count()) for r in found]


def _living[T: Model](rows: QuerySet[T]) -> QuerySet[T]:
    return rows.filter(archived_at__isnull=True)


def missing(access: Access, day: date) -> list[MissingOfNodes]:
    """Return each kind of missing data that occurs, with the nodes that lack it. At most two queries for each kind."""
    found = []
    for gap in GraphGap:
        rows = nodes_lacking(access, gap, day)
        if count := rows.count():
            first = rows.values_list("name", "owner_unit__name")[:NAMED]
            found.append(MissingOfNodes(gap, count, tuple(f"{name} ({unit})" for name, unit in first)))
    return found


def nodes_lacking(access: Access, gap: GraphGap, day: date) -> QuerySet[Node]:
    """Return the nodes with that gap among those kept by the person's units, sorted by name."""
    rows = _living(Node.objects.visible(access)).filter(nodes_in_own_units(access))
    return _CONDITIONS[gap](rows, day).order_by("sort_key", "pk")


def _records[M: Tracked](model: type[M], condition: Q) -> QuerySet[M, object]:
    return model.objects.unscoped(because=BECAUSE).filter(condition).order_by().values_list("pk", flat=True)


def _tied(end: str, day: date) -> Exists:
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day))
    return Exists(rows.order_by().filter(**{end: OuterRef("pk")}))


def _unclassified(rows: QuerySet[Node], _day: date) -> QuerySet[Node]:
    undone = Q(classified_on__isnull=True, pointer=False)
    return rows.filter(kind=NodeKind.INFORMATION, record__in=_records(InformationSet, undone))


def _expired(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    past = Q(valid_to__lt=day)
    return rows.filter(kind=NodeKind.INFORMATION, record__in=_records(InformationSet, past))


def _loose_information(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    kept = Q(pointer=False)
    rows = rows.filter(kind=NodeKind.INFORMATION, record__in=_records(InformationSet, kept))
    return rows.exclude(_tied("source_id", day))


def _loose_services(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    return rows.filter(kind=NodeKind.SERVICE).exclude(_tied("source_id", day))


def _no_offer(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    valid = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    offers = Offer.objects.unscoped(because=BECAUSE).filter(valid, stated_on__lte=day)
    stated = Exists(offers.order_by().filter(node_id=OuterRef("pk")))
    return rows.filter(kind=NodeKind.SERVICE).filter(_tied("target_id", day)).exclude(stated)


def _idle_suppliers(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    return rows.filter(kind=NodeKind.SUPPLIER).exclude(_tied("target_id", day))


def _wrong_numbers(rows: QuerySet[Node], _day: date) -> QuerySet[Node]:
    numbers = _living(Supplier.objects.unscoped(because=BECAUSE)).exclude(organisation_number="")
    pairs = numbers.order_by().values_list("pk", "organisation_number")
    wrong = [pk for pk, text in pairs if not (correct(text) or is_masked(text))]
    return rows.filter(kind=NodeKind.SUPPLIER, record__in=wrong)


def _unassessed_ai(rows: QuerySet[Node], _day: date) -> QuerySet[Node]:
    unknown = Q(ai_class=AiClass.UNKNOWN)
    return rows.filter(kind=NodeKind.AI_SYSTEM, record__in=_records(AiSystem, unknown))


def _rings(rows: QuerySet[Node], _day: date) -> QuerySet[Node]:
    return rows.filter(cycle__isnull=False)


_CONDITIONS: Mapping[GraphGap, Callable[[QuerySet[Node], date], QuerySet[Node]]] = {
    GraphGap.UNCLASSIFIED: _unclassified,
    GraphGap.EXPIRED: _expired,
    GraphGap.LOOSE_INFORMATION: _loose_information,
    GraphGap.LOOSE_SERVICES: _loose_services,
    GraphGap.NO_OFFER: _no_offer,
    GraphGap.IDLE_SUPPLIERS: _idle_suppliers,
    GraphGap.WRONG_NUMBERS: _wrong_numbers,
    GraphGap.UNASSESSED_AI: _unassessed_ai,
    GraphGap.RINGS: _rings,
}
