"""Concentration at /api/v1/concentration, read-only: the same counts as the page, with the same visibility."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.registers.api.computed import Paged, paged
from akropolis.base.kernel.registers.api.queries import asked_unit, check_query
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import VisibleNode
from akropolis.graph.blast_radius.reports.radius_json import seen_json
from akropolis.graph.blast_radius.selectors import concentration as selectors
from akropolis.graph.blast_radius.selectors.concentration import Concentration, LoadBearer
from akropolis.shared.classification.rules.aspects import ORDER

READ = "assets:service:read"
router = Router(tags=["concentration"])


class SeenNode(Schema):
    """A node of the graph as the reader sees it."""

    id: UUID | None = Field(description="The record's id, null where the reader may not read the record.")
    number: str
    name: str
    kind: str
    unit: dict[str, str] = Field(description="The code and name of the unit that it belongs to.")
    levels: dict[str, int | None] = Field(description="Effective level per aspect.")
    people: int | None = Field(description="Registered people, where known.")


class Ranked(SeenNode):
    """A supplier, platform or service, and what critical things depend on it alone."""

    critical: int = Field(description="Critical information sets and processes that fall with it.")
    authorities: int = Field(description="Committees and companies that those belong to.")
    registered_people: int = Field(description="Registered people in those sets, where known.")


class Ranking(Schema):
    """The ranking, heaviest first."""

    items: list[Ranked]
    next: str | None
    total: int
    critical: int = Field(description="Critical information sets and processes that the reader sees.")


class Falling(SeenNode):
    """Something critical that would fall."""

    authority: str


class Whole(Ranked):
    """One bearer, with all that would fall."""

    falls: list[Falling]


class ConcentrationQuery(Paged):
    """Whose critical things count, what they depend on, and which page."""

    unit: str = Field("", description="The code of a unit; what is below it counts too.")
    kind: Literal["", "supplier", "platform", "service"] = ""


@router.get(
    "",
    response={200: Ranking},
    operation_id="list_concentration",
    summary="Rank what much stands on",
)
def concentration_ranking(request: HttpRequest, query: Query[ConcentrationQuery]) -> HttpResponse:
    """List suppliers, platforms and services, by how much that is critical depends on them without an alternative."""
    access = check_query(request, ConcentrationQuery, right=READ)
    unit = asked_unit(access, query.unit)
    view = Concentration(access, within=unit.path if unit else "")
    ranking = [one for one in view.ranking if query.kind in ("", one.kind)]

    def items(part: Sequence[selectors.RankedNode]) -> list[dict[str, object]]:
        return [_ranked(bearer) for bearer in view.told(part)]

    return paged(query, ranking, items, critical=len(view.things))


@router.get(
    "/{uuid:pk}",
    response={200: Whole},
    operation_id="get_concentration",
    summary="Read what would fall with one",
)
def concentration_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return what depends on one supplier, platform or service without an alternative."""
    access = check_query(request, None, right=READ)
    view = Concentration(access)
    node = Node.objects.visible(access).one(record=pk)
    bearer = or_hidden(view.one(node.pk))
    falls = [{**_seen(fallen.seen), "authority": fallen.authority} for fallen in view.felled(node.pk)]
    return JsonResponse({**_ranked(bearer), "falls": falls})


def _ranked(bearer: LoadBearer) -> dict[str, object]:
    burden = bearer.burden
    counts = {
        "critical": burden.things,
        "authorities": burden.units,
        "registered_people": burden.people,
    }
    return {**_seen(bearer.seen), **counts}


def _seen(seen: VisibleNode) -> dict[str, object]:
    return {
        **seen_json(seen),
        "levels": {aspect.value: level for aspect, level in zip(ORDER, seen.levels, strict=True)},
        "people": seen.people,
    }
