"""Read-only API of the graph's nodes at /api/v1/nodes: levels, reasons and neighbours, with the pages' visibility."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.searching import holds_all
from akropolis.base.kernel.registers.api.auth import asking
from akropolis.base.kernel.registers.api.queries import asked_unit, refuse_unknown
from akropolis.base.kernel.registers.api.schemas import LIMIT, LIMIT_MOST, UnitRef
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.models.nodes import may_read_any_node
from akropolis.graph.assets.selectors.nodes import Around, Tie, Ties, node_of
from akropolis.graph.assets.selectors.paths import Path, sentence
from akropolis.graph.assets.selectors.sight import VisibleNode
from akropolis.shared.classification.rules.aspects import ORDER

LEAST = "The least effective level."
SEEN_ID = "The record's id, null where the reader may not read the record."
router = Router(tags=["nodes"])


class NodeOut(Schema):
    """A register row as a node of the graph."""

    id: UUID = Field(description="The id of the record in its own register.")
    kind: str
    number: str
    name: str
    owner_unit: UnitRef
    operator_unit: UnitRef | None
    levels: dict[str, int | None] = Field(description="Effective level per aspect.")
    people: int | None = Field(description="Registered people, where known.")
    outage: int | None = Field(description="Tolerated outage in minutes, where known.")
    ring: bool = Field(description="Whether it depends on itself by way of others.")


class NodePage(Schema):
    """Nodes by number."""

    items: list[NodeOut]
    next: str | None
    total: int


class SeenOut(Schema):
    """Another node, as the reader sees it. For a masked node `name` gives kind and unit; number and id are null."""

    id: UUID | None = Field(description=SEEN_ID)
    kind: str
    number: str | None
    name: str
    unit: str
    masked: bool


class PathOut(Schema):
    """Why some of the levels are what they are. `source` is null for levels of the node's own."""

    levels: dict[str, int]
    source: SeenOut | None
    via: list[SeenOut] = Field(
        description="From the source to the node. What the reader does not see is left out."
    )
    words: str


class TieOut(Schema):
    """A dependency, seen from one of its ends."""

    id: UUID | None = Field(description="The dependency's id, null where the reader may not read it.")
    kind: str
    other: SeenOut
    inherits: list[str] = Field(description="The aspects in which demands are inherited.")
    alternative: bool
    valid_from: str | None
    valid_to: str | None


class TiesOut(Schema):
    """One side of a node: at most 50 dependencies, and how many the reader sees in all."""

    items: list[TieOut]
    total: int


class NodeWhole(NodeOut):
    """A node with its reasons and its neighbours."""

    own: dict[str, int | None] = Field(description="The levels of its own classification.")
    inherited: dict[str, int | None]
    paths: list[PathOut]
    depends_on: TiesOut
    depended_on_by: TiesOut


class NodeQuery(Asked):
    """Which nodes, and which page of them."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: str = Field("", max_length=30, description="The `next` of the page before.")
    q: str = Field("", max_length=200, description="Words that the record holds.")
    kind: Literal["", *NodeKind.values] = ""  # type: ignore[valid-type]
    unit: str = Field("", max_length=30, description="The code of the owning unit; units below it count too.")
    confidentiality: int | None = Field(None, ge=0, description=LEAST)
    integrity: int | None = Field(None, ge=0, description=LEAST)
    availability: int | None = Field(None, ge=0, description=LEAST)
    traceability: int | None = Field(None, ge=0, description=LEAST)
    authenticity: int | None = Field(None, ge=0, description=LEAST)


@router.get("", response={200: NodePage}, operation_id="list_nodes", summary="List the graph's nodes")
def list_nodes(request: HttpRequest, query: Query[NodeQuery]) -> HttpResponse:
    """Nodes whose records the reader may read, ordered by number, without archived ones."""
    access = asking(request)
    if not may_read_any_node(access):
        raise Hidden
    refuse_unknown(request, NodeQuery)
    rows = _narrowed(access, query)
    page = rows.filter(number__gt=query.cursor.replace("\0", "")) if query.cursor else rows
    found = list(page.select_related("owner_unit", "operator_unit").order_by("number")[: query.limit + 1])
    more, found = len(found) > query.limit, found[: query.limit]
    items = [_node(node) for node in found]
    return JsonResponse({"items": items, "next": found[-1].number if more else None, "total": rows.count()})


@router.get("/{uuid:pk}", response={200: NodeWhole}, operation_id="get_node", summary="Read one node")
def one_node(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A node with its levels, the paths by which they came, and its neighbours."""
    access = asking(request)
    refuse_unknown(request, None)
    node = node_of(access, pk)
    around = Around(access, node)
    body = _node(node) | {
        "own": {level.aspect: level.own for level in around.levels},
        "inherited": {level.aspect: level.inherited for level in around.levels},
        "paths": [_path(path) for path in around.paths],
        "depends_on": _ties(around.down),
        "depended_on_by": _ties(around.up),
    }
    return JsonResponse(body)


def _narrowed(access: Access, query: NodeQuery) -> GatedQuerySet[Node]:
    rows = Node.objects.visible(access).filter(archived_at__isnull=True)
    rows = rows.filter(holds_all(query.q.replace("\0", "\ufffd")))
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if unit := asked_unit(access, query.unit):
        rows = rows.filter(owner_unit__path__startswith=unit.path)
    least = {f"{aspect}__gte": getattr(query, aspect) for aspect in ORDER}
    return rows.filter(**{name: level for name, level in least.items() if level is not None})


def _node(node: Node) -> dict[str, object]:
    return {
        "id": str(node.record),
        "kind": node.kind,
        "number": node.number,
        "name": node.name,
        "owner_unit": _unit(node.owner_unit),
        "operator_unit": _unit(node.operator_unit),
        "levels": node.levels,
        "people": node.people,
        "outage": node.outage,
        "ring": node.cycle is not None,
    }


def _unit(unit: Unit | None) -> dict[str, str] | None:
    return None if unit is None else {"id": str(unit.pk), "code": unit.code, "name": unit.name}


def _seen(seen: VisibleNode) -> dict[str, object]:
    return {
        "id": str(seen.record) if seen.record else None,
        "kind": str(seen.kind),
        "number": seen.number or None,
        "name": seen.label,
        "unit": seen.unit_code,
        "masked": seen.masked,
    }


def _path(path: Path) -> dict[str, object]:
    return {
        "levels": dict(path.levels),
        "source": _seen(path.source) if path.source else None,
        "via": [_seen(step) for step in path.steps],
        "words": sentence(path),
    }


def _ties(ties: Ties) -> dict[str, object]:
    return {"items": [_tie(tie) for tie in ties.shown], "total": ties.total}


def _tie(tie: Tie) -> dict[str, object]:
    return {
        "id": str(tie.dependency) if tie.number else None,
        "kind": tie.how,
        "other": _seen(tie.other),
        "inherits": [str(aspect) for aspect in ORDER if aspect not in tie.stopped],
        "alternative": tie.alternative,
        "valid_from": tie.valid_from.isoformat() if tie.valid_from else None,
        "valid_to": tie.valid_to.isoformat() if tie.valid_to else None,
    }
