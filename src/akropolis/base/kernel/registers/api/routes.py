"""A router per register, with the same gate, verbs and refusals as its pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from ninja import Router, Schema

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale, or_hidden
from akropolis.base.kernel.access.fields import pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.history.log import HistoryEvent, events_of
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records import external
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, kind_of, writing
from akropolis.base.kernel.registers.api import names, sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.bulk import add_bulk
from akropolis.base.kernel.registers.api.describing import JSON, SPARSE
from akropolis.base.kernel.registers.api.files import add_files
from akropolis.base.kernel.registers.api.problems import NoVersion, Problem
from akropolis.base.kernel.registers.api.queries import unknown
from akropolis.base.kernel.registers.api.rows import Outward, as_json, outward_ids, values_from
from akropolis.base.kernel.registers.api.schemas import History, Schemas, schemas_of, step_schema
from akropolis.base.kernel.registers.api.shapes import in_address, in_body
from akropolis.base.kernel.registers.consequences import be_sure
from akropolis.base.kernel.registers.declaration import Register, keep_shown
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.remarks import make_remarks

HISTORY = 200
WRITE_ERRORS = {409: Problem, 412: Problem, 428: Problem}


class RegisterQuery(Protocol):
    """Query parameters of a register's list, beside its own filters."""

    limit: int
    fields: list[str]
    changed_since: datetime | None
    source: str | None
    external_id: str

    def dict(self, *, exclude: set[str]) -> dict[str, str | list[str]]:
        """Return the remaining parameters by name."""


class JoinedListing(Listing):
    """A listing with the relations of all fields loaded, since the API returns all of them.

    With `since` it holds everything changed from that moment on, archived or not, the longest unchanged first.
    """

    since: datetime | None = None
    source = ""
    external_id = ""

    @cached_property
    def rows(self) -> QuerySet[Record]:
        """Restrict the rows to those with the external id, if one is given."""
        rows, model = super().rows, self.register.model
        if not self.external_id:
            return rows
        return rows.filter(
            pk__in=external.records_by_name(model, self.source, [self.external_id]).get(self.external_id, ())
        )

    @cached_property
    def total(self) -> int:
        """Return the total. Without help from the history it is counted each time."""
        return self.rows.count() if self.since or self.external_id else super().total

    def external_ids(self) -> dict[str, str]:
        """Return the source's ids of the page's records, by record id."""
        told = external.names_of(self.source, [row.pk for row in self.page.rows])
        return {str(pk): name for pk, name in told.items()}

    def _joined(self, rows: QuerySet[Record]) -> QuerySet[Record]:
        named = [*self._own(), *(name for each in _relations(self.register) for name in self._of(each))]
        return rows.select_related(*_relations(self.register)).only(*named)

    def _own(self) -> list[str]:
        """The row's own columns, without the search text."""
        fields = self.register.model._meta.concrete_fields
        return [field.name for field in fields if field.name != "search_text"]

    def _of(self, relation: str) -> list[str]:
        """The columns needed of a related row; all of them if it has its own way to be named."""
        related = pointed_at(self.register.model_field(relation))
        return [f"{relation}__{name}" for name in _related_keys(related)]

    @cached_property
    def order(self) -> str:
        """Order so that rows changed while the pages are read come on a later page, and none is lost."""
        return "updated_at" if self.since else super().order

    def _in_use(self) -> Q:
        return Q(updated_at__gte=self.since) if self.since else super()._in_use()

    def reached(self) -> str | None:
        """Return the cursor that continues after the page's last row, now or another day."""
        rows = self.page.rows
        return self.after(rows[-1]) if rows else self.query.get("cursor") or None


def _related_keys(related: type[Model]) -> Sequence[str]:
    if related is Unit:
        return ("code", "name")
    if related is User:
        return ("username", "name")
    if issubclass(related, Record) and related.__str__ is Record.__str__:
        return ("number", related.title_field, *([related.withheld_by] if related.withheld_by else []))
    return [field.name for field in related._meta.concrete_fields]


def _relations(register: Register) -> list[str]:
    return [name for name in register.fields if register.model_field(name).is_relation]


def router_of(register: Register) -> Router:
    """Return the register's routes: list, get, create, change, archive, restore, history."""
    router, schemas = Router(tags=[register.key]), schemas_of(register)
    _add_reads(router, register, schemas)
    _add_writes(router, register, schemas)
    add_files(router, register)
    add_bulk(router, register, schemas)
    _add_steps(router, register, schemas)
    return router


def _add_reads(router: Router, register: Register, schemas: Schemas) -> None:
    def list_rows(request: HttpRequest, query: RegisterQuery) -> HttpResponse:
        """Records that the reader may see, searched, filtered and ordered as on the page."""
        return _list(asking(request), register, schemas, request, query)

    def one_row(request: HttpRequest, pk: UUID) -> HttpResponse:
        """One record. Its ETag is what a write must send as If-Match."""
        access = asking(request)
        return _answer(access, schemas, _row(access, register, pk))

    def row_history(request: HttpRequest, pk: UUID) -> HttpResponse:
        """The record's changes (of the newest 200), the newest first, that were made where the reader may read it.

        Older ones of a record that has moved stay with the unit that it moved from.
        """
        access = asking(request)
        access.must_somewhere(register.read)
        kind = kind_of(register.model)
        every = [event for event in events_of([pk], limit=HISTORY) if event.kind == kind]
        events = or_hidden(readable(access, register.read, every) or None)
        keep_shown(access, register.model.everything.filter(pk=pk).first())
        outward = outward_ids(access, schemas.columns, events)
        return JsonResponse({"items": [_event(event, outward) for event in events]})

    key, one = register.key, names.one(register.key)
    router.get(
        "",
        response={200: schemas.page},
        operation_id=f"list_{names.several(key)}",
        summary=f"List {key}",
    )(in_address(list_rows, schemas.query))
    router.get(
        "/{uuid:pk}",
        response={200: schemas.row},
        operation_id=f"get_{one}",
        summary=f"Read one of the {key}",
    )(one_row)
    router.get(
        "/{uuid:pk}/history",
        response={200: History},
        operation_id=f"get_{one}_history",
        summary=f"The history of one of the {key}",
    )(row_history)


def _add_writes(router: Router, register: Register, schemas: Schemas) -> None:
    def create_row(request: HttpRequest, payload: Schema) -> HttpResponse:
        """A new record. Its address stands in Location. Sent anew with the same key it is not made anew."""
        access = asking(request)
        sent = _sent(access, register, payload)
        values = values_from(access, schemas.columns, sent, register.verbs.among)
        row = sending.once_for(request, access, lambda: register.verbs.create(access, register.model, values))
        answer = _saved(access, register, schemas, row.id, status=201)
        answer["Location"] = f"{request.path.rstrip('/')}/{row.id}"
        return answer

    def change_row(request: HttpRequest, pk: UUID, payload: Schema, sure: bool = False) -> HttpResponse:
        """Change the fields that are sent and no other. If-Match must hold the record's ETag.

        What others would lose by it is told (409, `others_depend`), and it is made with `sure`.
        """
        access = asking(request)
        row, sent, because = _change(access, register, pk, request, payload)
        values = values_from(access, schemas.columns, sent, register.verbs.among)
        be_sure(access, row, values, sure=sure)
        register.verbs.update(access, row, values, version=row.version, because=because)
        return _saved(access, register, schemas, pk)

    def archive_row(request: HttpRequest, pk: UUID, sure: bool = False) -> HttpResponse:
        """Take the record out of use. It stays readable. If-Match must hold the record's ETag.

        `sure` is as for a change.
        """
        access = asking(request)
        be_sure(access, _matching(access, register, pk, request), None, sure=sure)
        _mark(access, register, pk, request, Writer.archive)
        return HttpResponse(status=204)

    def restore_row(request: HttpRequest, pk: UUID) -> HttpResponse:
        """Take an archived record back into use. If-Match must hold the record's ETag."""
        access = asking(request)
        _mark(access, register, pk, request, Writer.restore)
        return _answer(access, schemas, _row(access, register, pk))

    door = Door(register.edit)
    key, one = register.key, names.one(register.key)
    saved = {200: schemas.saved, **WRITE_ERRORS}
    router.post(
        "",
        response={201: schemas.saved, 409: Problem},
        auth=door,
        operation_id=f"create_{one}",
        summary=f"Add to the {key}",
        openapi_extra=sending.DECLARED,
    )(in_body(create_row, schemas.create))
    router.patch(
        "/{uuid:pk}",
        response=saved,
        auth=door,
        operation_id=f"change_{one}",
        summary=f"Change one of the {key}",
        openapi_extra=IF_MATCH,
    )(in_body(change_row, schemas.update))
    router.delete(
        "/{uuid:pk}",
        response={204: None, **WRITE_ERRORS},
        auth=door,
        operation_id=f"archive_{one}",
        summary=f"Archive one of the {key}",
        openapi_extra=IF_MATCH,
    )(archive_row)
    router.post(
        "/{uuid:pk}/restore",
        response={200: schemas.row, **WRITE_ERRORS},
        auth=door,
        operation_id=f"restore_{one}",
        summary=f"Restore one of the {key}",
        openapi_extra=IF_MATCH,
    )(restore_row)


def _add_steps(router: Router, register: Register, schemas: Schemas) -> None:
    """Add a route for each transition, like the buttons on the page."""
    for name, label in register.steps.items():
        with translation.override("en"):
            summary = f"{label}: one of the {register.key}"
        router.post(
            f"/{{uuid:pk}}/{name}",
            response={200: schemas.saved, **WRITE_ERRORS},
            auth=Door(register.edit),
            operation_id=f"{name}_{names.one(register.key)}",
            summary=summary,
            openapi_extra=IF_MATCH,
        )(in_body(_step(register, schemas, name), step_schema(register, schemas, name)))


def _step(register: Register, schemas: Schemas, name: str) -> Callable[..., HttpResponse]:
    def take_step(request: HttpRequest, pk: UUID, payload: Schema) -> HttpResponse:
        """Take the record a step further in its life. If-Match must hold the record's ETag."""
        access = asking(request)
        row, sent, because = _change(access, register, pk, request, payload)
        values = values_from(access, schemas.columns, sent)
        register.verbs.step(access, row, name, values, version=row.version, because=because)
        return _saved(access, register, schemas, pk)

    return take_step


IF_MATCH = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string"},
            "description": "The record's ETag, with its quotation marks.",
        }
    ]
}


def _list(
    access: Access, register: Register, schemas: Schemas, request: HttpRequest, query: RegisterQuery
) -> HttpResponse:
    access.must_somewhere(register.read)
    apart = {"limit", "fields", "changed_since", "source", "external_id"}
    asked = {name: _text(value) for name, value in query.dict(exclude=apart).items() if value}
    listing = JoinedListing(register, access, asked, size=query.limit)
    listing.since, listing.source, listing.external_id = (
        query.changed_since,
        query.source or "",
        query.external_id,
    )
    _refuse_unmeant(schemas, request, listing)
    page = listing.page
    if listing.problems:
        raise Invalid({"": listing.problems})
    body: dict[str, object] = {
        "items": as_json(access, schemas.columns, page.rows, query.fields, listed=True),
        "next": page.older,
        "total": listing.total_beside(page),
    }
    if listing.since:
        body["resume"] = listing.reached()
    if listing.source:
        body["external_ids"] = listing.external_ids()
    return JsonResponse(body, content_type=SPARSE if query.fields else JSON)


def _text(value: str | list[str]) -> str:
    """Return the parameter as the page's address writes it: values separated by commas."""
    return ",".join(value) if isinstance(value, list) else value


def _refuse_unmeant(schemas: Schemas, request: HttpRequest, listing: JoinedListing) -> None:
    errors = unknown(request, schemas.query)
    if listing.since:
        told = _(
            "What has changed comes in the order of its change, archived or not. Leave this parameter out."
        )
        errors |= {name: [told] for name in ("sort", "archived") if listing.query.get(name)}
    if listing.external_id and not listing.source:
        errors["external_id"] = [_("Send the source too, the system that calls the record so.")]
    if errors:
        raise Invalid(errors)


def _row(access: Access, register: Register, pk: UUID) -> Record:
    rows = register.model.objects.visible(access).select_related(*_relations(register))
    found = rows.one(pk=pk)
    keep_shown(access, found)
    return found


def _saved(
    access: Access, register: Register, schemas: Schemas, pk: UUID, *, status: int = 200
) -> HttpResponse:
    row = _row(access, register, pk)
    notes = [str(note) for note in make_remarks(register, access, [row]).get(row.pk, ())]
    return _answer(access, schemas, row, status=status, notes=notes)


def _answer(
    access: Access, schemas: Schemas, row: Record, *, status: int = 200, **more: object
) -> HttpResponse:
    body = as_json(access, schemas.columns, [row])[0] | more
    return JsonResponse(body, status=status, headers={"ETag": f'"{row.version}"'})


def _sent(access: Access, register: Register, payload: Schema) -> dict[str, object]:
    access.must_somewhere(register.edit)
    sent: dict[str, object] = payload.dict(exclude_unset=True)
    return sent


def _change(
    access: Access, register: Register, pk: UUID, request: HttpRequest, payload: Schema
) -> tuple[Record, dict[str, object], str]:
    """Return the row, the sent values and the reason. Raises like `_matching`, and Refused for an archived row."""
    sent = _sent(access, register, payload)
    because = str(sent.pop("because", ""))
    row = _matching(access, register, pk, request)
    if row.archived_at:
        raise Refused(_("The record is archived. Restore it before you change it."), code="archived")
    return row, sent, because


def _matching(access: Access, register: Register, pk: UUID, request: HttpRequest) -> Record:
    """Return the row if the request names its current version. Raises Hidden first, then NoVersion or Stale."""
    row = _row(access, register, pk)
    if not row.writable_by(access):
        raise Hidden
    matched(request, row)
    return row


def matched(request: HttpRequest, row: Tracked) -> None:
    """Raise NoVersion if the request names no version of the row, Stale if it names an old one."""
    told = request.headers.get("If-Match", "").strip()
    if not told or told == "*":
        raise NoVersion(_("Send the record's ETag in the header If-Match, so that no one's change is lost."))
    if told != f'"{row.version}"':
        raise Stale("", current=row)


def _mark(
    access: Access,
    register: Register,
    pk: UUID,
    request: HttpRequest,
    verb: Callable[[Writer, Record], object],
) -> None:
    with writing(access) as w:
        row = _matching(access, register, pk, request)
        if (verb is Writer.archive) is (row.archived_at is None):
            verb(w, row)


def _event(event: HistoryEvent, outward: Outward) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "because": event.because,
        "version": event.version,
        "factor": event.factor,
        "changes": {name: [outward(name, value) for value in pair] for name, pair in event.diff.items()},
    }
