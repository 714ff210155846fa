"""Operations on a campaign, at /api/v1/campaigns: the same services as behind its pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Invalid, Stale, or_hidden
from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.parts import Sent, pointed_at
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.routes import IF_MATCH, matched
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import KnownAnswers
from akropolis.shared.campaigns.selectors.campaigns import (
    ANSWER,
    KEEP,
    SIGNING,
    asked_of,
    candidates,
    coverage,
    editable_campaign,
    may_sign,
)
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.answers import WHOLE, AnswerInput, AnswersRefused

WRITTEN = {409: Problem, 412: Problem}
router = Router(tags=["campaigns"])


class CandidateRow(Schema):
    """Something that can be asked about, the unit that would answer, and whether it is proposed."""

    key: str
    name: str
    unit: str
    state: str
    proposed: bool


class PromptRow(Schema):
    """A question as it was sent. For a question with choices, answer with the value."""

    key: str
    text: str
    form: str
    help: str
    choices: list[tuple[str, str]]
    required: bool


class AskRow(Schema):
    """What one unit is asked about. `known` is what is already known; `draft` is saved but not sent."""

    id: UUID
    version: int
    name: str
    object_id: UUID
    unit: str
    answerer: str | None
    state: str
    known: dict[str, str]
    draft: dict[str, str]
    answers: dict[str, str]


class OwnPart(Schema):
    """The reader's own part of a campaign, and how much of it is answered."""

    title: str
    text: str
    last_on: date
    asked: int
    answered: int
    signed: int
    questions: list[PromptRow]
    items: list[AskRow]


OWN = {200: OwnPart, **WRITTEN}


class Chosen(Sent):
    """Which candidates to ask about, by their keys."""

    chosen: list[str]


class GivenAnswer(Sent):
    """The answers about one object, by question key."""

    id: UUID
    version: int
    answers: dict[str, str]


class GivenAnswers(Sent):
    """Answers about several objects: all are accepted or none. A draft is saved without validation and not sent."""

    items: list[GivenAnswer]
    draft: bool = False


class HandingOver(Sent):
    """What to hand over, and the user name of the new answerer; empty for anyone in the unit who may answer."""

    items: list[UUID]
    answerer: str = Field("", max_length=150)


@router.get(
    "/{uuid:pk}/candidates",
    response={200: list[CandidateRow]},
    operation_id="list_campaign_candidates",
)
def list_candidates(request: HttpRequest, pk: UUID) -> list[dict[str, object]]:
    """List what can be asked about in a campaign that has not been sent, for those who may edit it."""
    access = check_query(request, None, right=KEEP)
    campaign = editable_campaign(access, pk)
    return [
        {"key": c.key, "name": c.name, "unit": c.unit.code, "state": str(c.state), "proposed": c.wanted}
        for c in candidates(access, campaign.of_kind, timezone.localdate())
    ]


@router.post(
    "/{uuid:pk}/send",
    response={204: None, **WRITTEN, 428: Problem},
    auth=Door(KEEP),
    operation_id="send_campaign",
    openapi_extra=IF_MATCH,
)
def send(request: HttpRequest, pk: UUID, payload: Chosen) -> HttpResponse:
    """Send the questions to the chosen ones, in today's wording. Neither can be changed afterwards."""
    access = asking(request)
    campaign = editable_campaign(access, pk)
    matched(request, campaign)
    campaigns.send(access, campaign, payload.chosen, version=campaign.version)
    return HttpResponse(status=204)


@router.get("/{uuid:pk}/own", response={200: OwnPart}, operation_id="get_own_part_of_campaign")
def own(request: HttpRequest, pk: UUID) -> dict[str, object]:
    """What the reader is to answer or sign: the questions as they were sent, and each object."""
    access = check_query(request, None, right=f"{Ask.permission}:{READ}")
    return _own(access, asked_of(access, pk))


@router.post("/{uuid:pk}/answers", response=OWN, auth=Door(ANSWER), operation_id="answer_campaign")
def answer(request: HttpRequest, pk: UUID, payload: GivenAnswers) -> dict[str, object]:
    """Answer and carry out what the answers mean; or save them as a draft."""
    access = asking(request)
    asks = {ask.pk: ask for ask in asked_of(access, pk)}
    given = [AnswerInput(or_hidden(asks.get(each.id)), each.version, each.answers) for each in payload.items]
    try:
        (answers.save if payload.draft else answers.answer)(access, given)
    except AnswersRefused as refusal:
        for current in refusal.overtaken.values():
            raise Stale(str(refusal), current=current) from None
        raise Invalid(_faults(refusal)) from None
    return _own(access, asked_of(access, pk))


@router.post("/{uuid:pk}/hand-over", response=OWN, auth=Door(ANSWER), operation_id="hand_over_in_campaign")
def hand_over(request: HttpRequest, pk: UUID, payload: HandingOver) -> dict[str, object]:
    """Assign who answers some of it. The person is notified."""
    access = asking(request)
    asks = {ask.pk: ask for ask in asked_of(access, pk)}
    people = active_people(access).filter(username=payload.answerer)
    to = pointed_at(people, "answerer") if payload.answerer else None
    answers.hand_over(access, [or_hidden(asks.get(each)) for each in payload.items], to)
    return _own(access, asked_of(access, pk))


@router.post("/{uuid:pk}/signature", response=OWN, auth=Door(SIGNING), operation_id="sign_campaign")
def sign(request: HttpRequest, pk: UUID) -> dict[str, object]:
    """Sign the unit's answers as they are, once all are answered."""
    access = asking(request)
    answers.sign(access, [ask for ask in asked_of(access, pk) if may_sign(access, ask)])
    return _own(access, asked_of(access, pk))


def _faults(refusal: AnswersRefused) -> Mapping[str, Sequence[str]]:
    each = ((pk, key, said) for pk, faults in refusal.errors.items() for key, said in faults.items())
    return {str(pk) if key == WHOLE else f"{pk}.{key}": said for pk, key, said in each}


def _own(access: Access, asks: Sequence[Ask]) -> dict[str, object]:
    campaign, reached = asks[0].campaign, coverage(asks)
    known = campaign.of_kind.known(access, timezone.localdate(), asks)
    return {
        **{name: getattr(campaign, name) for name in ("title", "text", "last_on")},
        **{name: getattr(reached, name) for name in ("asked", "answered", "signed")},
        "questions": campaign.prompts,
        "items": [_item(ask, known.get(ask.pk, KnownAnswers())) for ask in asks],
    }


def _item(ask: Ask, known: KnownAnswers) -> dict[str, object]:
    plain = ("id", "version", "name", "object_id", "state", "draft", "answers")
    return {
        **{name: getattr(ask, name) for name in plain},
        "unit": ask.unit.code,
        "answerer": ask.answerer.username if ask.answerer else None,
        "known": known.answers,
    }
