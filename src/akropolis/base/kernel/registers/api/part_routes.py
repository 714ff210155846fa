"""A router per part: its rows behind their own gate, oldest first, and its verbs."""

from collections.abc import Mapping
from contextlib import nullcontext
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field
from pydantic.config import JsonDict

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.registers.api import names, sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.parameters import one_of
from akropolis.base.kernel.registers.api.parts import AnyVerb, PartRows
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.routes import IF_MATCH, WRITE_ERRORS, matched
from akropolis.base.kernel.registers.api.rows import as_json
from akropolis.base.kernel.registers.api.schemas import LIMIT, LIMIT_MOST, row_schema
from akropolis.base.kernel.registers.api.shapes import in_address, in_body, page_shape, shape
from akropolis.base.kernel.registers.api.taken import Sent
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell, column_of
from akropolis.base.kernel.registers.declaration import keep_shown
from akropolis.base.kernel.registers.references import References
from akropolis.base.lib.numbers import id_in

PLAIN = ("id", "version", "created_at", "updated_at")
POINTS = ("unit", "person", "record", "picked")


def router_of(part: PartRows) -> Router:
    """Return the part's routes: list, get, and a POST per verb."""
    router = Router(tags=[part.key])
    with translation.override("en"):
        columns = {name: column_of(field_of(part.model, name), name) for name in part.fields}
        row = row_schema(f"{part.model.__name__}Row", columns, PLAIN, masked=True)
        _add_reads(router, part, columns, row)
        for verb in part.verbs:
            _add_verb(router, part, columns, row, verb)
    return router


def _add_reads(router: Router, part: PartRows, columns: Mapping[str, SheetColumn], row: type[Schema]) -> None:
    name, query = part.model.__name__, _query(part, columns)
    page = page_shape(f"{name}Page", row, cursor=UUID)

    def list_rows(request: HttpRequest, query: PartQuery) -> HttpResponse:
        access = check_query(request, type(query), right=part.read)
        rows = _narrowed(access, part, columns, query)
        after = rows.filter(pk__gt=query.cursor) if query.cursor else rows
        found = list(_joined(after, columns).order_by("pk")[: query.limit + 1])
        shown = found[: query.limit]
        following = str(shown[-1].pk) if len(found) > query.limit else None
        items = as_json(access, columns, shown, [*PLAIN, *columns], masked=True, listed=True)
        return JsonResponse({"items": items, "next": following, "total": rows.count()})

    def one_row(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = check_query(request, None, right=part.read)
        return _answer(access, part, columns, pk)

    list_rows.__doc__ = part.about
    one_row.__doc__ = f"{part.about} Its ETag is what some verbs take as If-Match."
    router.get(
        "",
        response={200: page},
        operation_id=f"list_{names.several(part.key)}",
        summary=f"List {part.key}",
    )(in_address(list_rows, query))
    router.get(
        "/{uuid:pk}",
        response={200: row},
        operation_id=f"get_{names.one(part.key)}",
        summary=f"Read one of the {part.key}",
    )(one_row)


def _add_verb(
    router: Router, part: PartRows, columns: Mapping[str, SheetColumn], row: type[Schema], verb: AnyVerb
) -> None:
    def make(request: HttpRequest, payload: Sent) -> HttpResponse:
        access = asking(request)
        with verb.turns.turn(access.actor.id) if verb.turns else nullcontext():
            made = sending.once_for(request, access, lambda: _made(verb, access, payload))
        answer = _answer(access, part, columns, made.pk, status=201)
        answer["Location"] = f"{request.path.rstrip('/')}/{made.pk}"
        return answer

    def act(request: HttpRequest, pk: UUID, payload: Sent) -> HttpResponse:
        access = asking(request)
        found = part.model.objects.visible(access).one(pk=pk)
        if verb.seen:
            matched(request, found)
        done = verb.act(access, found, payload)
        return HttpResponse(status=204) if done is None else _answer(access, part, columns, done.pk)

    view = make if verb.makes else act
    view.__doc__ = verb.about
    responses: dict[int, type[Schema] | None] = (
        {201: row, 409: Problem}
        if verb.makes
        else {200: row, 204: None, **(WRITE_ERRORS if verb.seen else {409: Problem})}
    )
    extra = {True: sending.DECLARED}.get(verb.makes) or (IF_MATCH if verb.seen else {})
    router.post(
        "" if verb.makes else f"/{{uuid:pk}}/{verb.name}",
        response=responses,
        auth=Door(verb.permission),
        operation_id=f"{'create' if verb.makes else names.several(verb.name)}_{names.one(part.key)}",
        summary=verb.about.split(".")[0],
        openapi_extra=extra,
    )(in_body(view, verb.takes))


def _made(verb: AnyVerb, access: Access, payload: Sent) -> Tracked:
    made = verb.act(access, None, payload)
    assert made is not None, f"{verb.name} makes a row"
    return made


class PartQuery(Schema):
    """Pagination parameters."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: UUID | None = Field(None, description="The `next` of the page before.")


def _query(part: PartRows, columns: Mapping[str, SheetColumn]) -> type[PartQuery]:
    fields = {name: _parameter(columns[name]) for name in part.narrowed}
    return shape(f"{part.model.__name__}Query", PartQuery, fields)


def _parameter(column: SheetColumn) -> object:
    values = {"choice": [str(value) for value, _label in column.field.flatchoices], "yesno": ["yes", "no"]}
    if column.kind in values:
        return (one_of(values[column.kind]), Field(default="", description=f"{column.header}."))
    hints = {"unit": "a unit's code, units below included", "person": "a user name"}
    text = f"{column.header}; {hints.get(column.kind, 'an id')}."
    known: JsonDict | None = None if column.kind in hints else {"format": "uuid"}
    return (str, Field(default="", max_length=100, description=text, json_schema_extra=known))


def _narrowed(
    access: Access, part: PartRows, columns: Mapping[str, SheetColumn], query: PartQuery
) -> QuerySet[Tracked]:
    rows, errors = part.model.objects.visible(access), {}
    for name in part.narrowed:
        if text := getattr(query, name):
            try:
                rows = rows.filter(**_condition(access, columns[name], text))
            except UnreadableCell as unreadable:
                errors[name] = [str(unreadable)]
    if errors:
        raise Invalid(errors)
    return rows


def _condition(access: Access, column: SheetColumn, text: str) -> dict[str, object]:
    """Return the filter condition. Raises Unreadable for values that do not exist or are hidden from the reader."""
    if column.kind in ("record", "picked"):
        if (pk := id_in(text)) is None:
            raise UnreadableCell(_("Write an id, as the API gives it."))
        return {column.name: References(access).by_id(column, pk)}
    if column.kind in ("unit", "person"):
        found = References(access).find(column, text)
        return (
            {f"{column.name}__path__startswith": found.path}
            if isinstance(found, Unit)
            else {column.name: found}
        )
    known = {str(value): value for value, _label in column.field.flatchoices}
    if column.kind == "yesno":
        known = {"yes": True, "no": False}
    if text not in known:
        raise UnreadableCell(_("Write one of these: %(choices)s.") % {"choices": ", ".join(known)})
    return {column.name: known[text]}


def _joined[Q: QuerySet[Tracked]](rows: Q, columns: Mapping[str, SheetColumn]) -> Q:
    pointing = [column.name for column in columns.values() if column.kind in POINTS]
    marked = rows.model.withheld_by.rpartition("__")[0]
    names = [*pointing, *filter(None, [marked])]
    return rows.select_related(*names) if names else rows


def _answer(
    access: Access, part: PartRows, columns: Mapping[str, SheetColumn], pk: UUID, *, status: int = 200
) -> HttpResponse:
    found = _joined(part.model.objects.visible(access), columns).one(pk=pk)
    keep_shown(access, found)
    body = as_json(access, columns, [found], [*PLAIN, *columns], masked=True)[0]
    return JsonResponse(body, status=status, headers={"ETag": f'"{found.version}"'})
