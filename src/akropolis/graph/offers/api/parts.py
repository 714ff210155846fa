"""Offers, questions, controllership and acceptances in the API: the same services as behind the pages."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from pydantic import Field

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import (
    Nothing,
    PartRows,
    Sent,
    Verb,
    deciding_as,
    declare,
    pointed_at,
    unit_at,
)
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership, GapException, Offer, Question
from akropolis.graph.offers.models.offers import ControllerRole
from akropolis.graph.offers.selectors.gaps import ACCEPT, Gaps
from akropolis.graph.offers.services import gaps, offers, shared
from akropolis.shared.classification.rules.aspects import ORDER, Aspect

STATE = f"{Offer.permission}:edit"


class NewOffer(Sent):
    """A new offer with its evidence. An aspect that is left out is not stated."""

    node: UUID = Field(description="The id of a service, a platform or a supplier.")
    levels: dict[Aspect, int | None]
    evidence: str = Field(max_length=4000)
    stated_on: date | None = Field(None, description="Today without one.")
    valid_to: date | None = None


class NewQuestion(Sent):
    """A unit's question to an operator."""

    node: UUID
    unit: str = Field(description="The code of the unit that asks.")
    text: str = Field(min_length=1, max_length=2000)


class QuestionAnswer(Sent):
    """The operator's answer, or a corrected one."""

    text: str = Field(max_length=4000)


class NewControllership(Sent):
    """The unit's role for the personal data in the node."""

    node: UUID
    unit: str = Field(description="A unit's code.")
    role: ControllerRole
    basis: str = Field("", max_length=300, description="Decision, agreement or law.")
    version: int = Field(0, description="Of the unit's statement that is there already.")


class NewAcceptance(Sent):
    """A gap that the unit accepts at the current levels."""

    node: UUID
    unit: str = Field(description="The code of the unit whose risk it is.")
    aspect: Aspect
    reason: str = Field(min_length=1, max_length=2000)
    until: date


class AcceptanceEnd(Sent):
    """Why the acceptance of the gap ends."""

    because: str = Field(min_length=1, max_length=300)


def _node(access: Access, public: UUID) -> Node:
    return pointed_at(Node.objects.visible(access).filter(record=public), "node")


def _state(access: Access, _row: object, sent: NewOffer) -> Offer:
    return offers.state(
        access,
        _node(access, sent.node),
        levels={aspect: sent.levels.get(aspect) for aspect in ORDER},
        evidence=sent.evidence,
        stated_on=sent.stated_on or timezone.localdate(),
        valid_to=sent.valid_to,
    )


def _ask(access: Access, _row: object, sent: NewQuestion) -> Question:
    return shared.ask(access, _node(access, sent.node), unit_at(access, sent.unit), sent.text)


def _answer(access: Access, row: Question, sent: QuestionAnswer) -> Question:
    return shared.answer(access, row, sent.text, version=row.version)


def _withdraw(access: Access, row: Question, _sent: Nothing) -> None:
    shared.withdraw(access, row)


def _responsible(access: Access, _row: object, sent: NewControllership) -> Controllership:
    node, unit = _node(access, sent.node), unit_at(access, sent.unit)
    return shared.state_controllership(
        access, node, unit, role=sent.role, basis=sent.basis, version=sent.version
    )


def _accept(access: Access, _row: object, sent: NewAcceptance) -> GapException:
    node, unit = _node(access, sent.node), unit_at(access, sent.unit)
    row = or_hidden(Gaps(access, timezone.localdate()).row(node, unit))
    role = deciding_as(access, ACCEPT, unit)
    return gaps.accept(access, row, [sent.aspect], reason=sent.reason, role=role, until=sent.until)[0]


def _end(access: Access, row: GapException, sent: AcceptanceEnd) -> GapException | None:
    gaps.end_acceptances(access, [row], because=sent.because)
    return GapException.objects.visible(access).filter(pk=row.pk).first()


declare(
    PartRows(
        key="offers",
        model=Offer,
        about="What operators say that they offer. The latest of each node counts; none is changed.",
        fields=("node", *map(str, ORDER), "evidence", "stated_on", "valid_to", "stated_by"),
        narrowed=("node",),
        verbs=(Verb("state", STATE, NewOffer, _state, "State what is offered.", makes=True),),
    ),
    PartRows(
        key="questions",
        model=Question,
        about="Questions of units to operators, and their answers.",
        fields=("node", "unit", "text", "asked_by", "asked_at", "answer", "answered_by", "answered_at"),
        narrowed=("node", "unit"),
        verbs=(
            Verb("ask", shared.WRITE, NewQuestion, _ask, "Ask an operator.", makes=True),
            Verb("answer", shared.WRITE, QuestionAnswer, _answer, "Answer a question.", seen=True),
            Verb("withdraw", shared.WRITE, Nothing, _withdraw, "Take a question back.", seen=True),
        ),
    ),
    PartRows(
        key="controllerships",
        model=Controllership,
        about="What units are for the personal data in services (GDPR art. 4.7–8, 26, 28).",
        fields=("node", "unit", "role", "basis"),
        narrowed=("node", "unit", "role"),
        verbs=(
            Verb(
                "state",
                f"{Controllership.permission}:edit",
                NewControllership,
                _responsible,
                "State what a unit is for the personal data in a service.",
                makes=True,
            ),
        ),
    ),
    PartRows(
        key="accepted-gaps",
        model=GapException,
        about="Gaps that units accept until a day, also those that have ended.",
        fields=(
            "node",
            "unit",
            "aspect",
            "demanded",
            "offered",
            "reason",
            "decider_name",
            "decider_role",
            "decided_on",
            "valid_to",
        ),
        narrowed=("node", "unit", "aspect"),
        verbs=(
            Verb("accept", ACCEPT, NewAcceptance, _accept, "Accept a gap until a day.", makes=True),
            Verb("end", ACCEPT, AcceptanceEnd, _end, "Accept a gap no longer.", seen=True),
        ),
    ),
)
