"""Read-only routes of the unit tree."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.api.auth import asking
from akropolis.base.kernel.registers.api.schemas import LIMIT, LIMIT_MOST
from akropolis.base.kernel.registers.api.taken import Asked

router = Router(tags=["units"])


class UnitOut(Schema):
    """A unit. `parent` is a code. The code is permanent; `valid_to` is the last day, null while it exists."""

    id: UUID
    code: str
    name: str
    kind: str
    parent: str | None
    reviews: bool
    employees: int | None
    valid_from: date
    valid_to: date | None


class UnitQuery(Asked):
    """Pagination parameters."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: str = Field("", pattern="^[a-z0-9-]*$", description="The `next` of the page before.")


class UnitPage(Schema):
    """Units by code."""

    items: list[UnitOut]
    next: str | None
    total: int


@router.get("", response={200: UnitPage}, operation_id="list_units")
def list_units(
    request: HttpRequest,
    query: Query[UnitQuery],
) -> HttpResponse:
    """List all units, ended ones included, by code."""
    access = asking(request)
    if not (access.unlimited or access.grants):
        raise Hidden
    rows = Unit.objects.visible(access)
    found = list(
        rows.filter(code__gt=query.cursor).select_related("parent").order_by("code")[: query.limit + 1]
    )
    more = len(found) > query.limit
    items = [_unit(row) for row in found[: query.limit]]
    return JsonResponse({"items": items, "next": items[-1]["code"] if more else None, "total": rows.count()})


def _unit(row: Unit) -> dict[str, object]:
    return {
        "id": str(row.id),
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent.code if row.parent else None,
        "reviews": row.reviews,
        "employees": row.employees,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
