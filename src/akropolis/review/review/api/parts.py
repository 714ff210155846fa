"""Answers to directions and remarks on reviews, in the API."""

from uuid import UUID

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at, unit_at
from akropolis.review.review.models import (
    Answer,
    AnswerKind,
    Consideration,
    Considered,
    Direction,
    Outcome,
    Recipient,
    Remark,
    Review,
)
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.services import directions, remarks
from akropolis.shared.actions.models import Action

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
    """A unit's remark on a review that is out for comment."""

    review: UUID
    unit: str = Field(description="The code of the unit that remarks.")
    text: str = Field("", max_length=8000, description="May be empty when there is nothing to add.")
    agrees: bool = Field(False, description="There is nothing to add; counts when the text is empty.")
    about: str = Field("", description="The key of the chapter that it is about; empty for the whole review.")
    place: str = Field("", max_length=120, description="The paragraph or the like in it.")
    recipient: UUID | None = Field(None, description="As whom it was asked; left out, the unit itself.")


class NewConsideration(Sent):
    """The outcome of a remark; replaces an earlier one."""

    remark: UUID
    outcome: Considered
    reason: str = Field(max_length=4000)
    version: int = Field(0, description="Of the consideration that is there already.")


def _answer(access: Access, _row: object, sent: NewAnswer) -> Answer:
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


def _remark(access: Access, _row: object, sent: NewRemark) -> Remark:
    review = pointed_at(Review.objects.visible(access).filter(pk=sent.review), "review")
    unit, asked_as = unit_at(access, sent.unit), None
    if sent.recipient:
        rows = Recipient.objects.visible(access).filter(pk=sent.recipient, review=review, unit=unit)
        asked_as = pointed_at(rows, "recipient")
    said = {"about": sent.about, "place": sent.place}
    return remarks.remark(access, review, unit, sent.text, **said, recipient=asked_as, agrees=sent.agrees)


def _consider(access: Access, _row: object, sent: NewConsideration) -> Consideration:
    row = pointed_at(Remark.objects.visible(access).filter(pk=sent.remark), "remark")
    return remarks.consider(access, row, outcome=sent.outcome, reason=sent.reason, version=sent.version)


declare(
    PartRows(
        key="answers",
        model=Answer,
        about="Units' answers to directions, as they stand now.",
        fields=("direction", "unit", "kind", "reason", "outcome", "result", "answered_on"),
        narrowed=("direction", "unit", "kind", "outcome"),
        verbs=(Verb("answer", ANSWER, NewAnswer, _answer, "Answer a direction for a unit.", makes=True),),
    ),
    PartRows(
        key="remarks",
        model=Remark,
        about="What units have said of reviews that were out for comment.",
        fields=("review", "unit", "recipient", "author", "about", "place", "text", "agrees"),
        narrowed=("review", "unit"),
        verbs=(Verb("remark", REMARK, NewRemark, _remark, "Say something of a review.", makes=True),),
    ),
    PartRows(
        key="recipients",
        model=Recipient,
        about="Whom reviews are sent to for comment; they are named when a review is sent out.",
        fields=("review", "unit", "role", "person", "answer_by", "sender", "question"),
        narrowed=("review", "unit"),
    ),
    PartRows(
        key="considerations",
        model=Consideration,
        about="What came of the remarks on reviews.",
        fields=("review", "remark", "outcome", "reason", "considered_by", "considered_on"),
        narrowed=("review", "remark", "outcome"),
        verbs=(
            Verb("consider", EDIT, NewConsideration, _consider, "Say what came of a remark.", makes=True),
        ),
    ),
)
