"""Answers to directions and remarks on reviews, in the API."""

from typing import Any
from uuid import UUID

from pydantic import Field

from akropolis.actions.models import Action
from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.api.parts import Part, Sent, Verb, pointed_at, unit_at
from akropolis.review.models import Answer, AnswerKind, Direction, Outcome, Remark, Review
from akropolis.review.services import directions, remarks

ANSWER, REMARK = f"{Answer.permission}:edit", f"{Remark.permission}:edit"


class NewAnswer(Sent):
    """A unit's answer to a decided direction, or a new one in place of it."""

    direction: UUID
    unit: str = Field(description="The code of the unit that answers.")
    kind: AnswerKind
    reason: str = Field("", max_length=4000)
    actions: list[UUID] = Field([], description="All that the answer points at from now on.")
    outcome: Outcome = Outcome.NOT_BEGUN
    result: str = Field("", max_length=4000)
    version: int = Field(0, description="Of the answer that is there already.")


class NewRemark(Sent):
    """What a unit says of a review that is out for comment."""

    review: UUID
    unit: str = Field(description="The code of the unit that remarks.")
    text: str = Field(max_length=8000)


def _answer(access: Access, _row: Any, sent: NewAnswer) -> Answer:
    direction = pointed_at(Direction.objects.visible(access).filter(pk=sent.direction), "direction")
    unit = unit_at(access, sent.unit)
    access.must(ANSWER, unit)
    chosen = list(Action.objects.visible(access).filter(pk__in=sent.actions))
    if len(chosen) != len(set(sent.actions)):
        pointed_at(Action.objects.visible(access).none(), "actions")
    return directions.answer(
        access,
        direction,
        unit,
        kind=sent.kind,
        reason=sent.reason,
        actions=chosen,
        outcome=sent.outcome,
        result=sent.result,
        version=sent.version,
    )


def _remark(access: Access, _row: Any, sent: NewRemark) -> Remark:
    review = pointed_at(Review.objects.visible(access).filter(pk=sent.review), "review")
    return remarks.remark(access, review, unit_at(access, sent.unit), sent.text)


PARTS = (
    Part(
        key="answers",
        model=Answer,
        about="Units' answers to directions, as they stand now.",
        fields=("direction", "unit", "kind", "reason", "outcome", "result", "answered_on"),
        narrowed=("direction", "unit", "kind", "outcome"),
        verbs=(Verb("answer", ANSWER, NewAnswer, _answer, "Answer a direction for a unit.", makes=True),),
    ),
    Part(
        key="remarks",
        model=Remark,
        about="What units have said of reviews that were out for comment.",
        fields=("review", "unit", "author", "text"),
        narrowed=("review", "unit"),
        verbs=(Verb("remark", REMARK, NewRemark, _remark, "Say something of a review.", makes=True),),
    ),
)
