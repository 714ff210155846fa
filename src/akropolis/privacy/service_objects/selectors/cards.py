"""An object's card: its services, the controllers whose data they hold, the processors below them, and its documents.

Sight: whoever answers for a service sees that a controller processes in it, by unit and number. Nobody sees the
texts of another controller's processings here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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
from akropolis.privacy.service_objects.models import (
    ObjectDocument,
    ObjectDocumentKind,
    ObjectService,
    ServiceObject,
)
from akropolis.privacy.service_objects.selectors.attesting import in_force
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


@dataclass(frozen=True, slots=True)
class CardDocument:
    """The instruction or routine. `document` is None if there is none, or none that the user may read (`hidden`)."""

    kind: ObjectDocumentKind
    document: GoverningDocument | None
    hidden: bool
    in_force: bool


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
    for unit, pks in processings_naming(access, nodes, today).items():
        if each := of(unit):
            each.processings += len(pks)
    return sorted(found.values(), key=lambda each: each.unit.sort_key)


def processings_naming(access: Access, nodes: Collection[int], today: date) -> Mapping[UUID, set[UUID]]:
    """Return unit → the ids of its processings that name the services, where the user answers for them or may read."""
    mine = Sight(access).mine & set(nodes)
    readable = Processing.objects.visible(access).order_by().values("pk")
    current = Processing.objects.unscoped(because=BECAUSE).filter(going_on(today)).order_by().values("pk")
    links = ProcessingNode.objects.unscoped(because=BECAUSE).filter(
        Q(node__in=mine) | Q(processing__in=readable), node__in=nodes, processing__in=current
    )
    found = defaultdict[UUID, set[UUID]](set)
    for unit, pk in links.order_by().values_list("processing__owner_unit", "processing"):
        found[unit].add(pk)
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


def documents_of(access: Access, row: ServiceObject, today: date) -> Sequence[CardDocument]:
    """Return the instruction and the routine, each with whether it is decided and in date."""
    links = {link.kind: link for link in ObjectDocument.objects.visible(access).filter(service_object=row)}
    valid = set(
        ObjectDocument.objects.visible(access)
        .filter(in_force(today), service_object=row)
        .values_list("kind", flat=True)
    )
    documents = GoverningDocument.objects.visible(access).in_bulk(
        [link.document_id for link in links.values()]
    )
    return [
        CardDocument(
            kind,
            document := documents.get(links[kind].document_id) if kind in links else None,
            kind in links and document is None,
            kind in valid,
        )
        for kind in ObjectDocumentKind
    ]
