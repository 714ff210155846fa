"""Read-only API routes of computed lists, with cursor pagination and the filters of their pages."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.api import names
from akropolis.base.kernel.registers.api.parameters import one_of
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.schemas import LIMIT, LIMIT_MOST
from akropolis.base.kernel.registers.api.shapes import in_address, page_shape, shape
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.base.kernel.registers.computed import AnyList, ListFilter

PLAIN: dict[ValueKind, object] = {ValueKind.NUMBER: int | None}


class Paged(Asked):
    """Pagination parameters."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: str = Field("", pattern=r"^[0-9]{0,9}$", description="The `next` of the page before.")


def paged[R](
    query: Paged, rows: Sequence[R], items: Callable[[Sequence[R]], Sequence[object]], **more: object
) -> HttpResponse:
    """Return the requested page of rows, the next cursor and the total, together with `more`."""
    first = int(query.cursor or 0)
    last = first + query.limit
    following = str(last) if last < len(rows) else None
    return JsonResponse({**more, "items": items(rows[first:last]), "next": following, "total": len(rows)})


def _parameter(narrowing: ListFilter) -> object:
    told = f"{narrowing.label}." if narrowing.label else None
    return (one_of(narrowing.known) if narrowing.known else str, Field(default="", description=told))


def list_router(listed: type[AnyList]) -> Router:
    """Return the route of a list without an API of its own: the columns of each row by key."""
    router, key = Router(tags=[listed.api]), listed.api
    with translation.override("en"):
        filters = {each.name: _parameter(each) for each in listed.filters}
    columns = [column for column in listed.columns if column.key]
    fields = {column.key: (PLAIN.get(column.kind, str | None), ...) for column in columns}
    page = page_shape(names.schema(key, "Page"), shape(names.schema(key, "Item"), Schema, fields))
    query_model = shape(names.schema(key, "Query"), Paged, filters)

    def view(request: HttpRequest, query: Paged) -> HttpResponse:
        access = check_query(request, query_model, right=listed.permission)
        found = listed(access, query.model_dump(include=set(filters)), timezone.localdate())

        def items(rows: Sequence[object]) -> list[object]:
            return [{c.key: c.of(line) for c in columns} for line in found.lines(found.told(rows))]

        return paged(query, found.ordered, items)

    view.__doc__ = str(listed.__doc__)
    operation, summary = f"list_{names.several(key)}", f"List {key}"
    router.get("", response={200: page}, operation_id=operation, summary=summary)(
        in_address(view, query_model)
    )
    return router
