"""The assessments of an AI system at /api/v1/ai-systems/{pk}/assessments, read-only."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.graph.ai.models import AiAssessment, AiSystem, Concern, Worry
from akropolis.graph.ai.selectors.ai import READ, actions_of, assessments
from akropolis.shared.actions.models import Action

router = Router(tags=["ai-systems"])


class Answer(Schema):
    """The answer about one worry."""

    concern: Concern
    reason: str
    action: str | None = Field(
        description="The number of the first action that it raised, among those that the reader may read."
    )
    actions: list[str] = Field(description="The numbers of all of them.")


class Assessment(Schema):
    """An assessment. It never changes; the first in the list counts."""

    id: UUID
    assessed_on: date
    assessed_by: str
    answers: dict[Worry, Answer]


class Assessments(Schema):
    """All assessments of the system, latest first."""

    items: list[Assessment]


@router.get(
    "/{uuid:pk}/assessments",
    response={200: Assessments},
    operation_id="list_ai_system_assessments",
    summary="Read the assessments of an AI system",
)
def list_assessments(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List the answers about the three worries in every assessment, with the actions that the user may read."""
    access = check_query(request, None, right=READ)
    made = assessments(access, AiSystem.objects.visible(access).one(pk=pk))
    raised = actions_of(access, made)
    return JsonResponse({"items": [_assessment(row, raised.get(row.pk, {})) for row in made]})


def _assessment(row: AiAssessment, raised: Mapping[str, Sequence[Action]]) -> dict[str, object]:
    return {
        "id": row.pk,
        "assessed_on": row.assessed_on,
        "assessed_by": row.assessed_by,
        "answers": {
            worry: {
                "concern": said["concern"],
                "reason": said["reason"],
                "action": raised[worry][0].number if worry in raised else None,
                "actions": [action.number for action in raised.get(worry, ())],
            }
            for worry, said in row.answers.items()
        },
    }
