"""What an outage or a breach reaches, at /api/v1/nodes/{id}/radius: the page's answer, with the same visibility."""

from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.registers.api.auth import asking
from akropolis.base.kernel.registers.api.computed import Paged, paged
from akropolis.base.kernel.registers.api.queries import unknown
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.blast_radius.reports import radius_json
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.radius import find, radius

router = Router(tags=["nodes"])


class UnitName(Schema):
    """A unit."""

    code: str
    name: str


class SeenNode(Schema):
    """A node as the reader sees it. `id` is null if they may not read the record."""

    id: UUID | None
    number: str = Field(description="Empty where only kind and unit are shown.")
    name: str
    kind: str
    unit: UnitName


class Controller(UnitName):
    """The controller of the personal data."""

    stated: bool = Field(description="False when nobody has stated it and it follows from the organisation.")


class OpenThing(Schema):
    """An open incident or action that concerns the node."""

    kind: Literal["incident", "action"]
    label: str
    url: str


class ReachedNode(SeenNode):
    """Something that the event reaches."""

    levels: dict[str, int | None]
    people: int | None
    outage_minutes: int | None = Field(description="The tolerated outage of a process.")
    distance: int
    alternative_on_every_way: bool
    way: list[SeenNode] = Field(description="A shortest way, from what is asked about to this one.")
    controller: Controller | None = Field(description="Null on an earlier day: not kept by day.")
    open: list[OpenThing]


class Totals(Schema):
    """Totals of the rows."""

    rows: int
    kinds: dict[str, int]
    levels: dict[str, int | None]
    people: int | None = Field(
        description="The sum over the information sets; who is in two is counted twice. Null on an earlier day."
    )
    people_not_stated: int
    not_classified: int
    shortest_outage_minutes: int | None
    outage_not_stated: int
    alternative_on_every_way: int
    open_incidents: int | None = Field(
        description="Null on an earlier day: what was open is not kept by day."
    )
    open_actions: int | None


class HitUnit(Totals):
    """A unit with what is reached there."""

    unit: UnitName
    ended: date | None = Field(description="The unit's last day, where that lies before the day asked for.")


class RadiusAnswer(Schema):
    """The answer in words and figures, unit by unit, and a page of its rows."""

    node: SeenNode
    event: Literal["outage", "breach"]
    day: date
    answer: list[str]
    not_known: list[str]
    grounds: list[str]
    left_out: int = Field(description="Things of units that did not exist on the day.")
    totals: Totals
    units: list[HitUnit]
    items: list[ReachedNode]
    next: str | None
    total: int


class RadiusQuery(Paged):
    """What happens, as of which day, and which rows."""

    kind: Literal["outage", "breach"] = "outage"
    day: date | None = Field(None, description="Today without it; no later day.")
    unit: str = Field("", description="Only the rows of the unit with this code.")
    node_kind: str = Field("", description="Only the rows of this kind, for example information.")


@router.get(
    "/{uuid:pk}/radius",
    response={200: RadiusAnswer},
    operation_id="get_node_radius",
    summary="Read what an outage or a breach reaches",
    url_name="graph-radius-api",
)
def node_radius(request: HttpRequest, pk: UUID, query: Query[RadiusQuery]) -> HttpResponse:
    """Everything that depends on the node, as far as the reader may see it. `pk` is the record's id."""
    access = asking(request)
    node = find(access, pk)
    _refuse(request, query)
    found = radius(access, node, RadiusEvent(query.kind), query.day)
    chosen = found.chosen(unit=query.unit, kind=query.node_kind)
    return paged(query, chosen, partial(radius_json.rows_json, found), **radius_json.answer_json(found))


def _refuse(request: HttpRequest, query: RadiusQuery) -> None:
    errors = unknown(request, RadiusQuery)
    if query.day and query.day > timezone.localdate():
        errors["day"] = [_("The day lies ahead. Choose today or an earlier day.")]
    if query.node_kind and query.node_kind not in NodeKind.values:
        known = ", ".join(NodeKind.values)
        errors["node_kind"] = [_("There is no such kind. There are: %(known)s.") % {"known": known}]
    if errors:
        raise Invalid(errors)
