"""What raised an action at /api/v1/actions/{pk}/causes; actions are raised at /api/v1/causes/{kind}/{key}/actions.

The list of actions shows which actions something has raised: `raised_by=kind:key`.
"""

from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from akropolis.base.kernel.registers.api import sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.rows import values_from
from akropolis.base.kernel.registers.api.schemas import Strict
from akropolis.base.kernel.registers.columns import columns_of
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER
from akropolis.shared.actions.selectors.causes import EDIT, causes_of, find_origin
from akropolis.shared.actions.services import causes

router = Router(tags=["actions"])


class CauseOut(Schema):
    """What raised the action. `kind` and `key` together are what `raised_by` takes."""

    kind: str
    key: str
    name: str
    note: str


class Causes(Schema):
    """Everything that raised the action and that the reader may know about."""

    items: list[CauseOut]
    masked: bool = Field(description="Something raised it too that is not open to the reader.")


class RaiseIn(Strict):
    """A new action. For a gap, `parts` are the aspects with their levels, as `K3-2`: demanded, then offered."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    description: Annotated[str, StringConstraints(max_length=4000)] = ""
    owner_unit: str = Field(description="The unit's code.")
    responsible: str | None = Field(default=None, description="A user name.")
    due_on: date | None = None
    parts: list[str] = []


class Made(Schema):
    """The action that was raised."""

    id: UUID
    number: str


@router.get(
    "/actions/{uuid:pk}/causes",
    response={200: Causes},
    operation_id="list_action_causes",
    summary="Read what raised an action",
)
def causes_of_action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What raised the action: incidents, observations, gaps, answers, reasons to classify anew."""
    access = check_query(request, None, right=REGISTER.read)
    found = causes_of(access, Action.objects.visible(access).one(pk=pk))
    items = [
        {"kind": kind.key, "key": told.key, "name": told.name, "note": told.note} for kind, told in found.told
    ]
    return JsonResponse({"items": items, "masked": found.masked})


@router.post(
    "/causes/{slug:kind}/{slug:key}/actions",
    response={201: Made, 409: Problem},
    auth=Door(EDIT),
    operation_id="raise_action",
    summary="Raise an action from what caused it",
    openapi_extra=sending.DECLARED,
)
def raise_action(request: HttpRequest, kind: str, key: str, payload: RaiseIn) -> HttpResponse:
    """Create an action linked to what raised it. Its URL is in the Location header."""
    access = asking(request)
    found, origin = find_origin(access, kind, key)
    columns = {column.name: column for column in columns_of(REGISTER)}
    values = values_from(access, columns, payload.dict(exclude={"parts"}, exclude_none=True))
    act = partial(causes.raise_from, access, found, origin, values, parts=payload.parts)
    made = sending.once_for(request, access, act)
    place = {"Location": f"/api/v1/actions/{made.pk}"}
    return JsonResponse({"id": made.pk, "number": made.number}, status=201, headers=place)
