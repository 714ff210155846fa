"""Write operations on reviews at /api/v1/reviews: the same services as behind the pages."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.api import sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.parts import Sent, pointed_at, unit_at
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import CIRCULATE, DECIDE, EDIT
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review.services import directions, reviews
from akropolis.review.review.services.recipients import send
from akropolis.review.review_cycle.api.routes import kind_at, router, whole
from akropolis.review.review_cycle.api.schemas import WholeReview
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.services import decisions, openings

__all__ = ["router"]
ANSWERS = {200: WholeReview, 409: Problem, 412: Problem}
AT = "/{slug:unit}/{int:year}"


class NewReview(Sent):
    """A unit's review of a year. The period and the cut-off are the usual ones."""

    unit: str = Field(description="A unit's code.")
    kind: str = Field(REVIEW.key, description="The kind of yearly report.")
    year: int = Field(ge=1900, le=2200)
    because: str = Field("", max_length=300)


class Step(Sent):
    """A step in a review's life. Taking it back requires a reason."""

    step: Literal["start", "circulate", "take_back"]
    because: str = Field("", max_length=300)
    from_last: bool = Field(
        False, description="To begin with the words and setup of the last decided review; of `start` alone."
    )
    recipients: list[str] = Field(
        [],
        description="Of `circulate` alone: `<unit>` for a unit, `<unit>:role:<code>` for a function in it and"
        " `<unit>:person:<id>` for a person. The city's goes to all units when nobody is named.",
    )
    answer_by: date | None = Field(None, description="The last day to answer; needed with recipients.")


class Reason(Sent):
    """The reason; kept in the history."""

    because: str = Field("", max_length=300)


class MinutePoint(Sent):
    """One decision point: what is done, and with what."""

    verb: str = Field(max_length=100)
    text: str = Field("", max_length=2000)


class NewDecision(Sent):
    """The decision as in the minutes. It freezes the document and its figures."""

    body: str = Field(max_length=200)
    decider_name: str = Field(max_length=120)
    decider_role: str = Field(max_length=120)
    decided_on: date
    diary_number: str = Field(max_length=60)
    points: list[MinutePoint]
    paragraph: str = Field("", max_length=30, description="Of the minutes; printed as § and the number.")
    signing: Literal["", "place", "electronic"] = Field(
        "", description="What the document has for a signature: nothing, a place by hand, or a note."
    )


class NewDirection(Sent):
    """A direction, whole: omitted values become empty."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=4000)
    answer_by: date | None = None
    continues: UUID | None = Field(None, description="The direction of an earlier review that it carries on.")
    units: list[str] = Field([], description="The codes of those it is set for; empty for all.")
    version: int = Field(0, description="Of the direction as it was read; not needed for a new one.")


@router.post(
    "",
    response={201: WholeReview, 409: Problem},
    auth=Door(EDIT),
    operation_id="open_review",
    summary="Open a unit's review of a year",
    openapi_extra=sending.DECLARED,
)
def open_one(request: HttpRequest, payload: NewReview) -> HttpResponse:
    """Open a planned review with all its chapters, the usual ones included."""
    access = asking(request)
    unit = unit_at(access, payload.unit)
    kind = kind_at(payload.kind)
    access.must(kind.right(EDIT), unit)

    def act() -> Review:
        return openings.open_review(access, unit, payload.year, kind=kind, because=payload.because)

    return _answer(access, sending.once_for(request, access, act), status=201)


@router.post(
    f"{AT}/steps",
    response=ANSWERS,
    auth=Door(EDIT),
    operation_id="step_review",
    summary="Take a review a step on",
)
def step(request: HttpRequest, unit: str, year: int, payload: Step) -> HttpResponse:
    """Begin writing, with the figures gathered; send out for comment; or take back. Deciding has its own address."""
    access, review = _at(request, unit, year, CIRCULATE if payload.step != "start" else EDIT)
    if payload.step == "start":
        begun = openings.begin(access, review, because=payload.because, from_last=payload.from_last)
        return _answer(access, begun)
    if payload.step == "circulate" and review.state == ReviewState.ONGOING:
        said = (payload.recipients, payload.answer_by)
        return _answer(access, send(access, review, *said, question=payload.because))
    return _answer(access, reviews.move(access, review, payload.step, because=payload.because))


@router.post(
    f"{AT}/figures",
    response=ANSWERS,
    auth=Door(EDIT),
    operation_id="gather_review_figures",
    summary="Gather the figures of a review",
)
def gather(request: HttpRequest, unit: str, year: int, payload: Reason) -> HttpResponse:
    """Gather the inputs from the registers, with their rows, and store them. Nothing written is changed."""
    access, review = _at(request, unit, year, EDIT)
    packs.gather(access, review, because=payload.because)
    return _answer(access, review)


@router.post(
    f"{AT}/decision",
    response=ANSWERS,
    auth=Door(DECIDE),
    operation_id="decide_review",
    summary="Record the decision on a review",
)
def decide(request: HttpRequest, unit: str, year: int, payload: NewDecision) -> HttpResponse:
    """Record the decision and freeze the review. Refused, listing what is missing, if anything is."""
    access, review = _at(request, unit, year, DECIDE)
    points = [(point.verb, point.text) for point in payload.points]
    minutes = decisions.Minutes(**{**payload.model_dump(exclude={"points"}), "points": points})
    decisions.decide(access, review, minutes)
    return _answer(access, review)


@router.post(
    f"{AT}/directions",
    response={201: WholeReview, 409: Problem},
    auth=Door(EDIT),
    operation_id="add_direction",
    summary="Add a direction to a review",
    openapi_extra=sending.DECLARED,
)
def add_direction(request: HttpRequest, unit: str, year: int, payload: NewDirection) -> HttpResponse:
    """Add a direction, last in order."""
    access, review = _at(request, unit, year, EDIT)
    values, units = _values(access, payload)
    sending.once_for(request, access, lambda: directions.add(access, review, values, units=units))
    return _answer(access, review, status=201)


@router.put(
    f"{AT}/directions/{{uuid:pk}}",
    response=ANSWERS,
    auth=Door(EDIT),
    operation_id="change_direction",
    summary="Change a direction",
)
def change_direction(
    request: HttpRequest, unit: str, year: int, pk: UUID, payload: NewDirection
) -> HttpResponse:
    """Replace the direction and the units it is set for. 412 if somebody has changed it since `version`."""
    access, review = _at(request, unit, year, EDIT)
    values, units = _values(access, payload)
    directions.change(access, _direction(access, review, pk), values, units=units, version=payload.version)
    return _answer(access, review)


@router.delete(
    f"{AT}/directions/{{uuid:pk}}",
    response=ANSWERS,
    auth=Door(EDIT),
    operation_id="remove_direction",
    summary="Take a direction out of a review",
)
def remove_direction(request: HttpRequest, unit: str, year: int, pk: UUID) -> HttpResponse:
    """Remove the direction. Possible until the review is decided. The history keeps its text."""
    access, review = _at(request, unit, year, EDIT)
    directions.remove(access, _direction(access, review, pk))
    return _answer(access, review)


def _at(request: HttpRequest, unit: str, year: int, permission: str) -> tuple[Access, Review]:
    """Return the newest edition. Raises Hidden without the permission in its unit."""
    access = asking(request)
    review = find(access, unit, year)
    review.must(access, permission)
    return access, review


def _direction(access: Access, review: Review, pk: UUID) -> Direction:
    return Direction.objects.visible(access).one(pk=pk, review=review)


def _values(access: Access, sent: NewDirection) -> tuple[Mapping[str, object], list[Unit]]:
    rows = Direction.objects.visible(access)
    continues = pointed_at(rows.filter(pk=sent.continues), "continues") if sent.continues else None
    values = {"title": sent.title, "text": sent.text, "answer_by": sent.answer_by, "continues": continues}
    return values, [unit_at(access, code, "units") for code in sent.units]


def _answer(access: Access, review: Review, *, status: int = 200) -> HttpResponse:
    found = Review.objects.visible(access).select_related("owner_unit").one(pk=review.pk)
    headers = {"ETag": f'"{found.version}"'}
    if status == HTTPStatus.CREATED:
        headers["Location"] = f"/api/v1/reviews/{found.owner_unit.code}/{found.year}"
    return JsonResponse(whole(access, found), status=status, headers=headers)
