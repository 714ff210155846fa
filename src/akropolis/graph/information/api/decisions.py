"""The classification decisions of an information set at /api/v1/information/{pk}/decisions, to read and to record."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.registers.api import sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.parts import Sent
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.graph.information.models import ClassificationDecision
from akropolis.graph.information.selectors.classification import (
    DECIDE,
    READ,
    decisions,
    find,
    frozen_provisions,
)
from akropolis.graph.information.services import classification
from akropolis.shared.classification.rules.answers import read_answers, write_answers
from akropolis.shared.classification.rules.aspects import ORDER, Aspect, in_letters

router = Router(tags=["information"])


class SchemeRef(Schema):
    """The edition of the scheme that it was decided by."""

    code: str
    edition: int
    name: str


class Provision(Schema):
    """A provision that was said to apply, as it read then."""

    code: str
    name: str
    provision: str


class Decision(Schema):
    """A classification decision. It never changes; the one with the highest number is in force, expired or not."""

    number: int
    information_name: str
    unit_name: str
    description: str
    levels: dict[str, int | None] = Field(description="Level per aspect; null where the scheme had none.")
    letters: str = Field(description="The levels in short, such as K3 R2 T2 S1.")
    scheme: SchemeRef
    answers: dict[str, Any] = Field(
        description="What was answered, by aspect and kind of harm; raises, provisions and chosen levels."
    )
    provisions: list[Provision]
    decided_at: datetime
    decider_name: str
    decider_role: str
    valid_to: date
    origin: str = Field(description="The file that it was read in from, if it was.")


class NewDecision(Sent):
    """A decision that was taken in another tool."""

    levels: dict[Aspect, int | None]
    decided_on: date | None = Field(None, description="Today without one.")
    valid_to: date | None = Field(None, description="As long as decisions usually hold, without one.")
    note: str = Field("", max_length=2000, description="On what it rests.")


class Decisions(Schema):
    """All decisions on the information set, latest first."""

    items: list[Decision]


@router.get(
    "/{uuid:pk}/decisions",
    response={200: Decisions},
    operation_id="list_information_decisions",
    summary="Read the classification decisions of an information set",
)
def list_decisions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the decisions that the user may see, with what they rest on. None if handled outside the system."""
    access = check_query(request, None, right=READ)
    rows = decisions(access, find(access, pk))
    return JsonResponse({"items": [_decision(row) for row in rows]})


@router.post(
    "/{uuid:pk}/decisions",
    response={201: Decision, 409: Problem},
    auth=Door(DECIDE),
    operation_id="record_information_decision",
    summary="Record a classification decision that was taken in another tool",
    openapi_extra=sending.DECLARED,
)
def record_decision(request: HttpRequest, pk: UUID, payload: NewDecision) -> HttpResponse:
    """Record levels decided in another tool, by the scheme in force. To decide in Akropolis, use the guided pages."""
    access = asking(request)
    information = find(access, pk)

    def act() -> ClassificationDecision:
        return classification.record(
            access,
            information,
            {aspect: payload.levels.get(aspect) for aspect in ORDER},
            decided_on=payload.decided_on or timezone.localdate(),
            valid_to=payload.valid_to,
            note=payload.note,
        )

    made = _decision(sending.once_for(request, access, act))
    return JsonResponse(made, status=201, headers={"Location": request.path})


def _decision(row: ClassificationDecision) -> dict[str, object]:
    plain = ("number", "information_name", "unit_name", "description", "decided_at", "origin")
    who = ("decider_name", "decider_role", "valid_to")
    return {
        **{name: getattr(row, name) for name in (*plain, *who)},
        "levels": {aspect.value: level for aspect, level in row.levels.items()},  # type: ignore[attr-defined]
        "letters": in_letters(row.levels),
        "scheme": {name: getattr(row.scheme, name) for name in ("code", "edition", "name")},
        "answers": write_answers(read_answers(row.answers)),
        "provisions": [
            {"code": each.code, "name": each.name, "provision": each.provision}
            for each in frozen_provisions(row)
        ],
    }
