"""SCIM 2.0 at /scim/v2/ (RFC 7644): the city's directory creates, changes and closes accounts, and manages groups.

It requires a token of a service account that holds `federation:directory:edit`; others get 404.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    MutabilityException,
    NotFoundException,
    NotImplementedException,
    ResourceType,
    Schema,
    SCIMException,
    ScimFilter,
    SearchRequest,
    UnauthorizedException,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.registers.api.auth import Door
from akropolis.base.lib.text import unprintable
from akropolis.people.federation.api import resources
from akropolis.people.federation.api.resources import MOST, PROVIDER, AnyResource, Group, Place, User
from akropolis.people.federation.models.directory import KEEPS
from akropolis.people.federation.services import directory
from akropolis.people.federation.services.following import carry_on

log = logging.getLogger("akropolis.directory")
MEDIA_TYPE = "application/scim+json"
PLACE = "/scim/v2/"
OPERATIONS, MEMBERS = 100, 10_000
"""Maximum operations and members in one request: all other writes wait while it is carried out."""
PATIENCE = 0.5
"""Seconds that a directory waits for many roles to follow; the worker continues with the rest."""


type AnyFilter = ScimFilter[Any]
type Search = SearchRequest[Any]


@dataclass(frozen=True, slots=True)
class ScimResource[M: Model, R: AnyResource, G]:
    """A resource type: how its rows are queried, serialised, created, changed and removed."""

    model: type[R]
    rows: Callable[[Access], GatedQuerySet[M]]
    shown: Callable[[Sequence[M], Place], Sequence[R]]
    add: Callable[[Access, G], M]
    alter: Callable[[Access, M, G], M]
    remove: Callable[[Access, M], None]
    read: Callable[[R], G]
    named: str
    """The attribute that a directory filters by."""
    column: str
    """The column of that attribute, with values normalised by `narrow`."""
    narrow: Callable[[str], str] = str


type AnyKind = ScimResource[Any, Any, Any]
KINDS: dict[str, AnyKind] = {
    "Users": ScimResource(
        User,
        directory.people,
        resources.people,
        directory.add,
        directory.update_person,
        directory.close_account,
        resources.person_of,
        "userName",
        "username",
        directory.local_username,
    ),
    "Groups": ScimResource(
        Group,
        directory.groups,
        resources.groups,
        directory.add_group,
        directory.alter_group,
        directory.remove_group,
        resources.grouping,
        "displayName",
        "name",
    ),
}


@dataclass(frozen=True, slots=True)
class ScimRequest:
    """One request and the access of its account."""

    request: HttpRequest
    access: Access

    def place(self, kind: str, pk: UUID | str) -> str:
        """Return the absolute URL of a resource."""
        return self.request.build_absolute_uri(f"{PLACE}{kind}/{pk}")

    def body(self) -> dict[str, object]:
        """Return the parsed body. Raises SCIMException if it is not a JSON object."""
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:  # RecursionError: thousands of brackets
            raise InvalidSyntaxException(detail="The body is no JSON.") from error
        if not isinstance(found, dict):
            raise InvalidSyntaxException(detail="The body is no JSON object.")
        _must_be_small(found)
        return found

    def parameters(self, kind: AnyKind) -> Search:
        """Return the parsed query parameters."""
        return SearchRequest[kind.model].model_validate(self.request.GET.dict())  # type: ignore[name-defined]


class TooLarge(SCIMException):
    """The request is larger than accepted (RFC 7644 section 3.7.4)."""

    status = 413


def _must_be_small(body: Mapping[str, object]) -> None:
    operations = resources.operations(body)
    parts = (each.items() for each in operations or [body] if isinstance(each, Mapping))
    lists = (value for part in parts for name, value in part if name != "schemas" and isinstance(value, list))
    if len(operations) > OPERATIONS or sum(map(len, lists)) > MEMBERS:
        most = f"{OPERATIONS} operations and {MEMBERS} members"
        raise TooLarge(detail=f"Send at most {most} at a time, and the rest after.")


def answer(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer one request. Refusals use SCIM's own error format, and are logged."""
    with PROVIDER:
        try:
            response = _carried_out(request, rest.strip("/"))
            if request.method != "GET":
                carry_on.call(seconds=PATIENCE)
            return response
        except (SCIMException, Refused, ValidationError) as refusal:
            return _refused(request, rest, _error(refusal))


def _carried_out(request: HttpRequest, rest: str) -> HttpResponse:
    access = Door()(request) if "Authorization" in request.headers else None
    if access is None or not access.actor.program:
        raise UnauthorizedException(detail="Send a token of a service account.")
    access.must(KEEPS, None)
    first, _slash, key = rest.partition("/")
    asked = ScimRequest(request, access)
    if first in KINDS:
        return _on_resources(asked, KINDS[first], key)
    return _of_itself(asked, first, key)


def _on_resources(asked: ScimRequest, kind: AnyKind, key: str) -> HttpResponse:
    if key == ".search" and asked.request.method == "POST":
        return _listed(asked, kind, SearchRequest[kind.model].model_validate(asked.body()))  # type: ignore[name-defined]
    verbs = ON_ONE if key else ON_ALL
    verb = verbs.get(asked.request.method or "")
    if verb is None:
        return HttpResponse(status=405, headers={"Allow": ", ".join(verbs)})
    return verb(asked, kind, kind.rows(asked.access).one(pk=_key(key))) if key else verb(asked, kind)


def _key(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as error:
        raise Hidden from error


def _query(asked: ScimRequest, kind: AnyKind) -> HttpResponse:
    return _listed(asked, kind, asked.parameters(kind))


def _listed[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], wanted: Search
) -> HttpResponse:
    rows, left = _narrowed(kind, kind.rows(asked.access), wanted.filter)
    first = (wanted.start_index or 1) - 1
    count = MOST if wanted.count is None else min(wanted.count, MOST)
    if left is None:
        total = rows.count()
        shown = kind.shown(list(rows.order_by("created_at", "pk")[first : first + count]), asked.place)
    else:
        every = kind.shown(list(rows.order_by("created_at", "pk")), asked.place)
        found = [one for one in every if left.match(one)]
        total, shown = len(found), found[first : first + count]
    page = ListResponse[kind.model](  # type: ignore[name-defined]
        total_results=total, start_index=first + 1, items_per_page=len(shown), resources=list(shown)
    )
    return _json(page.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=wanted))


def _narrowed[M: Model, R: AnyResource, G](
    kind: ScimResource[M, R, G], rows: QuerySet[M], wanted: AnyFilter | None
) -> tuple[QuerySet[M], AnyFilter | None]:
    """Filter the rows by the name asked for, and return them with the rest of the filter, to be tried on each
    resource.
    """
    node = wanted.ast if wanted else None
    if not (isinstance(node, Comparison) and node.op == CompareOperator.eq and isinstance(node.value, str)):
        return rows, wanted
    if str(node.attr_path).casefold() != kind.named.casefold() or unprintable(node.value):
        return rows, wanted
    return rows.filter(**{f"{kind.column}__iexact": kind.narrow(node.value)}), None


def _create[M: Model, R: AnyResource, G](asked: ScimRequest, kind: ScimResource[M, R, G]) -> HttpResponse:
    sent = kind.model.model_validate(asked.body(), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    made = kind.add(asked.access, _read(kind, sent))
    return _one(asked, kind, made, Context.RESOURCE_CREATION_RESPONSE, status=201)


def _show[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], row: M
) -> HttpResponse:
    return _one(asked, kind, row, Context.RESOURCE_QUERY_RESPONSE)


def _replace[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], row: M
) -> HttpResponse:
    sent = kind.model.model_validate(asked.body(), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    sent.replace(kind.shown([row], asked.place)[0])
    row = kind.alter(asked.access, row, _read(kind, sent))
    return _one(asked, kind, row, Context.RESOURCE_REPLACEMENT_RESPONSE)


def _patch[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], row: M
) -> HttpResponse:
    body = asked.body()
    with transaction.atomic():
        # Two concurrent requests would each undo the other's changes.
        row = kind.rows(asked.access).select_for_update().one(pk=row.pk)
        stands = kind.shown([row], asked.place)[0]
        if resources.patch(stands, body):
            row = kind.alter(asked.access, row, _read(kind, stands))
    return _one(asked, kind, row, Context.RESOURCE_PATCH_RESPONSE)


def _read[M: Model, R: AnyResource, G](kind: ScimResource[M, R, G], resource: R) -> G:
    try:
        return kind.read(resource)
    except ValueError as error:
        raise InvalidValueException(detail="A member's value is the key of an account.") from error


def _delete[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], row: M
) -> HttpResponse:
    kind.remove(asked.access, row)
    return HttpResponse(status=204)


def _one[M: Model, R: AnyResource, G](
    asked: ScimRequest, kind: ScimResource[M, R, G], row: M, context: Context, *, status: int = 200
) -> HttpResponse:
    shown = kind.shown([row], asked.place)[0]
    wanted = asked.parameters(kind)
    response = _json(shown.model_dump(scim_ctx=context, response_parameters=wanted), status)
    response["Location"] = str(shown.meta.location) if shown.meta else ""
    return response


ON_ALL: Mapping[str, Callable[..., HttpResponse]] = {"GET": _query, "POST": _create}
ON_ONE: Mapping[str, Callable[..., HttpResponse]] = {
    "GET": _show,
    "PUT": _replace,
    "PATCH": _patch,
    "DELETE": _delete,
}


def _of_itself(asked: ScimRequest, first: str, key: str) -> HttpResponse:
    """Return the service's metadata (RFC 7644 section 4)."""
    found: dict[str, Callable[[ScimRequest, str], HttpResponse]] = {
        "ServiceProviderConfig": _config,
        "Schemas": partial(_described, "Schemas", Schema, PROVIDER.schemas),
        "ResourceTypes": partial(_described, "ResourceTypes", ResourceType, PROVIDER.resource_types),
    }
    if first == "Me":
        raise NotImplementedException(detail="Nobody asks for herself here.")
    if first == ".search":
        raise NotImplementedException(detail="Ask for people or for groups.")
    if first not in found:
        raise Hidden
    if asked.request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return found[first](asked, key)


def _config(asked: ScimRequest, key: str) -> HttpResponse:
    if key or PROVIDER.config is None:
        raise Hidden
    return _json(PROVIDER.config.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


def _described(
    place: str, model: type[AnyResource], rows: Sequence[AnyResource], asked: ScimRequest, key: str
) -> HttpResponse:
    if "filter" in asked.request.GET:
        return _json(Error(status=403, detail="These cannot be filtered.").model_dump(), 403)
    if not key:
        page = ListResponse[model](  # type: ignore[valid-type]
            total_results=len(rows), start_index=1, items_per_page=len(rows), resources=list(rows)
        )
        return _json(page.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    for row in rows:
        if key in (row.id, getattr(row, "name", None)):
            return _json(row.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    raise Hidden


def _error(refusal: Exception) -> Error:
    if isinstance(refusal, ValidationError):
        return Error.from_validation_error(refusal.errors()[0])
    if isinstance(refusal, Hidden):
        return NotFoundException(detail="There is nothing here.").to_error()
    if isinstance(refusal, directory.NameTaken):
        return UniquenessException(detail=str(refusal)).to_error()
    if isinstance(refusal, Invalid):
        return InvalidValueException(detail=str(refusal)).to_error()
    if isinstance(refusal, Refused):
        return MutabilityException(detail=str(refusal)).to_error()
    assert isinstance(refusal, SCIMException)  # the only kind that is left
    return refusal.to_error()


def _refused(request: HttpRequest, rest: str, error: Error) -> HttpResponse:
    log.warning("SCIM: %s %s refused: %s %s", request.method, rest, error.status, error.scim_type or "")
    assert error.status is not None  # every refusal is made with one
    response = _json(error.model_dump(), int(error.status))
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _json(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body, default=str), status=status, content_type=MEDIA_TYPE)
