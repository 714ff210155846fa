"""An object's card: its services, the controllers whose data they hold, the processors below them, and its documents.

Sight: whoever answers for a service sees that a controller processes in it, by unit and number. Nobody sees the
texts of another controller's processings here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.floods import downstream
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.offers.models import ControllerRole, Controllership
from akropolis.privacy.processing.models import Processing, ProcessingNode
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.service_objects.models import ObjectService, ServiceObject
from akropolis.shared.documents.models import GoverningDocument

BECAUSE = (
    "whoever answers for a service knows which units process personal data in it, and nothing more of it"
)


@dataclass(slots=True)
class CardController:
    """A controller: the roles that it has stated for the services, and how many of its processings name them."""

    unit: Unit
    roles: set[str] = field(default_factory=set)
    processings: int = 0

    @property
    def role_words(self) -> list[str]:
        """The stated roles in words."""
        return [str(ControllerRole(role).label) for role in sorted(self.roles)]


@dataclass(frozen=True, slots=True)
class CardProcessor:
    """A supplier that the services depend on. `via` is the name of what stands before it, `depth` the number of steps
    counted in suppliers: 1 is a processor, 2 its sub-supplier.
    """

    node: VisibleNode
    depth: int
    via: str


def services_of(access: Access, row: ServiceObject) -> list[ObjectService]:
    """Return the object's services that the user may see, by name."""
    links = ObjectService.objects.visible(access).filter(service_object=row)
    return list(links.select_related("node__owner_unit", "node__operator_unit"))


def controllers_of(access: Access, nodes: Collection[int], today: date) -> list[CardController]:
    """Return the controllers of the services, by unit: all of them where the user answers for the service, else own."""
    units, found = Units(), dict[UUID, CardController]()

    def of(unit: UUID) -> CardController | None:
        controller = units.controller(unit)
        return found.setdefault(controller.pk, CardController(controller)) if controller else None

    stated = Controllership.objects.visible(access).filter(node__in=nodes).exclude(role=ControllerRole.NONE)
    for unit, role in stated.order_by().values_list("unit", "role"):
        if each := of(unit):
            each.roles.add(role)
    named = defaultdict[UUID, set[UUID]](set)
    for (_node, unit), pks in processings_naming(access, nodes, today).items():
        named[unit] |= pks
    for unit, pks in named.items():
        if each := of(unit):
            each.processings += len(pks)
    return sorted(found.values(), key=lambda each: each.unit.sort_key)


def processings_naming(
    access: Access, nodes: Collection[int], today: date
) -> Mapping[tuple[int, UUID], set[UUID]]:
    """Return (service, unit) → its processings that name it, where the user answers for it or may read them."""
    mine = Sight(access).mine & set(nodes)
    readable = Processing.objects.visible(access).order_by().values("pk")
    current = Processing.objects.unscoped(because=BECAUSE).filter(going_on(today)).order_by().values("pk")
    links = ProcessingNode.objects.unscoped(because=BECAUSE).filter(
        Q(node__in=mine) | Q(processing__in=readable), node__in=nodes, processing__in=current
    )
    found = defaultdict[tuple[int, UUID], set[UUID]](set)
    for node, unit, pk in links.order_by().values_list("node", "processing__owner_unit", "processing"):
        found[node, unit].add(pk)
    return found


def processors_of(access: Access, nodes: Collection[int], today: date) -> list[CardProcessor]:
    """Return the suppliers that the services depend on, at any depth, that the user sees, the nearest first."""
    flood = downstream(nodes, today)
    seen = Sight(access).of(flood)
    depth: dict[int, int] = {}
    found = []
    for node, (_steps, before) in flood.items():
        supplier = node in seen and seen[node].kind == NodeKind.SUPPLIER
        depth[node] = depth.get(before, 0) + supplier
        if supplier:
            found.append(CardProcessor(seen[node], depth[node], seen[before].label if before in seen else ""))
    return sorted(found, key=lambda each: (each.depth, each.node.label.casefold()))


def documents_of(access: Access, row: ServiceObject) -> list[tuple[str, GoverningDocument | None, bool]]:
    """Return (key in `LACKS`, document, whether there is one) for instruction and routine; None if hidden."""
    keys = {"instruction": row.instruction_id, "routine": row.routine_id}
    documents = GoverningDocument.objects.visible(access).in_bulk([key for key in keys.values() if key])
    return [(name, documents.get(key) if key else None, bool(key)) for name, key in keys.items()]
