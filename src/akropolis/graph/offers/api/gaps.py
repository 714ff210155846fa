"""Gaps at /api/v1/gaps and unknown levels at /api/v1/unstated-levels: the rows of the pages, one per aspect."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.computed import Paged, paged
from akropolis.base.kernel.registers.api.parameters import one_of
from akropolis.base.kernel.registers.api.queries import asked_unit, check_query
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.offers.rules.gaps import Lack, Reopened, State, View
from akropolis.graph.offers.selectors.gap_rows import AspectGap, GapFilter, GapRow, Side
from akropolis.graph.offers.selectors.gaps import READ, Gaps
from akropolis.graph.offers.selectors.offers import CARRIERS
from akropolis.shared.classification.rules.aspects import ORDER

router, unknown = Router(tags=["gaps"]), Router(tags=["gaps"])


class Thing(Schema):
    """What something is demanded of."""

    id: UUID
    number: str
    name: str
    kind: str


class Owner(Schema):
    """The unit whose gap it is."""

    code: str
    name: str


class SetBy(Schema):
    """What set the demand, as the reader sees it."""

    name: str | None = Field(description="Null where only its kind and unit may be told.")
    kind: str
    unit: Owner


class Accepted(Schema):
    """Acceptance of the gap: until when, by whom and why."""

    until: date
    by: str
    role: str
    reason: str


class OneGap(Schema):
    """A gap in one aspect."""

    node: Thing
    unit: Owner
    whole: bool = Field(description="Whether the unit answers for all that is demanded of the thing.")
    aspect: str
    demanded: int
    offered: int | None
    lack: Lack
    state: State
    reopened: Reopened | None
    accepted: Accepted | None
    actions: list[UUID] = Field(description="Actions that it raised. Read them among the actions.")
    set_by: SetBy | None


class GapPage(Schema):
    """Gaps, worst first."""

    items: list[OneGap]
    next: str | None
    total: int


class GapQuery(Paged):
    """Which gaps to return, and which page."""

    unit: str = Field("", description="The code of a unit; what is below it counts too.")
    kind: one_of(kind.value for kind in CARRIERS) = ""  # type: ignore[valid-type]
    aspect: one_of(aspect.value for aspect in ORDER) = ""  # type: ignore[valid-type]
    state: one_of(state.value for state in State) = ""  # type: ignore[valid-type]
    side: one_of(side.value for side in Side) = Field(  # type: ignore[valid-type]
        "", description="Seen from who operates the thing, or from others."
    )
    node: UUID | None = Field(None, description="The id of a service or supplier.")


@router.get("", response={200: GapPage}, operation_id="list_gaps", summary="List gaps")
def list_gaps(request: HttpRequest, query: Query[GapQuery]) -> HttpResponse:
    """List where less is offered than the units demand. What nobody has stated is at /unstated-levels."""
    return _listed(request, query, View.KNOWN)


@unknown.get("", response={200: GapPage}, operation_id="list_unstated_levels", summary="List unknown levels")
def list_unstated(request: HttpRequest, query: Query[GapQuery]) -> HttpResponse:
    """List demands for which nobody has stated an offer. `offered` is null; it may be enough."""
    return _listed(request, query, View.UNKNOWN)


def _listed(request: HttpRequest, query: GapQuery, view: View) -> HttpResponse:
    access = check_query(request, GapQuery, right=READ)
    asked_unit(access, query.unit)
    selector = Gaps(access, timezone.localdate())
    wanted = GapFilter(view, query.side, query.unit, query.kind, query.aspect, query.state, query.node)
    lines = [(row, line) for row in selector.rows(wanted) for line in row.lines]
    return paged(query, lines, partial(_items, access, selector))


def _items(
    access: Access, selector: Gaps, lines: Sequence[tuple[GapRow, AspectGap]]
) -> list[dict[str, object]]:
    """Return the lines with who set each demand."""
    rows = {id(row): row for row, _line in lines}
    told = dict(zip(rows, selector.with_sources(rows.values()), strict=True))
    found = [
        (row, next(line for line in told[id(row)].lines if line.gap.aspect == wanted.gap.aspect))
        for row, wanted in lines
    ]
    sources = {line.source for _row, line in found if line.source is not None}
    seen = Sight(access, day=selector.day).setters(sources)
    return [_item(row, line, seen.get(line.source or 0)) for row, line in found]


def _item(row: GapRow, line: AspectGap, source: VisibleNode | None) -> dict[str, object]:
    thing, accepted = row.thing, line.accepted if line.standing.state == State.ACCEPTED else None
    return {
        "node": {
            "id": thing.record,
            "number": thing.number,
            "name": thing.name,
            "kind": NodeKind(thing.kind),
        },
        "unit": {"code": row.unit.code, "name": row.unit.name},
        "whole": row.whole,
        "aspect": line.gap.aspect,
        "demanded": line.gap.demanded,
        "offered": line.gap.offered,
        "lack": line.gap.lack,
        "state": line.standing.state,
        "reopened": line.standing.reopened,
        "accepted": {
            "until": accepted.valid_to,
            "by": accepted.decider_name,
            "role": accepted.decider_role,
            "reason": accepted.reason,
        }
        if accepted
        else None,
        "actions": [work.pk for work in line.works],
        "set_by": _set_by(source) if source else None,
    }


def _set_by(seen: VisibleNode) -> dict[str, object]:
    unit = {"code": seen.unit_code, "name": seen.unit}
    return {"name": None if seen.masked else seen.label, "kind": seen.kind, "unit": unit}
