"""Computed lists in the API, to read: cut by a cursor, and with the filters of their pages."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from akropolis.kernel.access.models import Tracked
from akropolis.kernel.exchange.sheets import Kind
from akropolis.kernel.registers.api import names
from akropolis.kernel.registers.api.parameters import one_of
from akropolis.kernel.registers.api.queries import asked
from akropolis.kernel.registers.api.schemas import LIMIT, LIMIT_MOST
from akropolis.kernel.registers.api.taken import Asked
from akropolis.kernel.registers.computed import Computed, Filter

# Subscripted with schemas that are made while the program starts, which no type checker can follow.
QUERY: Any = Query
PLAIN: dict[Kind, object] = {Kind.NUMBER: int | None}


class Paged(Asked):
    """Which page."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: str = Field("", pattern=r"^[0-9]{0,9}$", description="The `next` of the page before.")


def paged[R](
    query: Paged, rows: Sequence[R], items: Callable[[Sequence[R]], Sequence[Any]], **more: object
) -> HttpResponse:
    """The part of the rows that is asked for, the cursor of the next one, and how many there are; beside `more`."""
    first = int(query.cursor or 0)
    last = first + query.limit
    following = str(last) if last < len(rows) else None
    return JsonResponse({**more, "items": items(rows[first:last]), "next": following, "total": len(rows)})


def _parameter(narrowing: Filter) -> object:
    described: dict[str, Any] = {"description": f"{narrowing.label}."} if narrowing.label else {}
    return (one_of(narrowing.known) if narrowing.known else str, Field(default="", **described))


def list_router(listed: type[Computed[Any]]) -> Router:
    """The address of a list that says nothing of its own about the API: each row's columns by their keys."""
    router, key = Router(tags=[listed.api]), listed.api
    with translation.override("en"):
        filters: dict[str, Any] = {each.name: _parameter(each) for each in listed.filters}
    columns = [column for column in listed.columns if column.key]
    fields: dict[str, Any] = {column.key: (PLAIN.get(column.kind, str | None), ...) for column in columns}
    item: Any = create_model(names.schema(key, "Item"), __base__=Schema, **fields)
    page = create_model(
        names.schema(key, "Page"),
        __base__=Schema,
        items=(list[item], ...),
        next=(str | None, ...),
        total=(int, ...),
    )
    query_model = create_model(names.schema(key, "Query"), __base__=Paged, **filters)

    def view(request: HttpRequest, query: Any) -> HttpResponse:
        access = asked(request, query_model, right=listed.permission)
        found = listed(access, query.model_dump(include=set(filters)), timezone.localdate())

        def items(rows: Sequence[Tracked]) -> list[Any]:
            return [{c.key: c.of(line) for c in columns} for line in found.lines(found.told(rows))]

        return paged(query, found.ordered, items)

    view.__annotations__["query"] = QUERY[query_model]
    view.__doc__ = str(listed.__doc__)
    operation, summary = f"list_{names.several(key)}", f"List {key}"
    router.get("", response={200: page}, operation_id=operation, summary=summary)(view)
    return router
