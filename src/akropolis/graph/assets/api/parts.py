"""Lowering demands in the API: decided for a dependency and an aspect, with a reason and a last day."""

from datetime import date
from uuid import UUID

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, deciding_as, declare, pointed_at
from akropolis.graph.assets.models import Dependency, Lowering
from akropolis.graph.assets.services import lowerings
from akropolis.shared.classification.rules.aspects import Aspect


class NewLowering(Sent):
    """The most that the dependency demands, why, and until when."""

    dependency: UUID
    aspect: Aspect
    level: int = Field(ge=0, le=4)
    reason: str = Field(min_length=1, max_length=2000)
    until: date


class LoweringEnd(Sent):
    """Why the whole demand applies again."""

    because: str = Field(min_length=1, max_length=300)


def _lower(access: Access, _row: object, sent: NewLowering) -> Lowering:
    dependency = pointed_at(Dependency.objects.visible(access).filter(pk=sent.dependency), "dependency")
    return lowerings.lower(
        access,
        dependency,
        aspect=sent.aspect,
        level=sent.level,
        reason=sent.reason,
        role=deciding_as(access, lowerings.DECIDE, dependency.owner_unit),
        until=sent.until,
    )


def _end(access: Access, row: Lowering, sent: LoweringEnd) -> Lowering | None:
    lowerings.end(access, row, because=sent.because)
    return Lowering.objects.visible(access).filter(pk=row.pk).first()


declare(
    PartRows(
        key="lowered-demands",
        model=Lowering,
        about="Decisions that a dependency demands less in one aspect, also those that have ended.",
        fields=(
            "dependency",
            "aspect",
            "level",
            "reason",
            "valid_from",
            "valid_to",
            "decider_name",
            "decider_role",
        ),
        narrowed=("dependency", "aspect"),
        verbs=(
            Verb(
                "lower", lowerings.DECIDE, NewLowering, _lower, "Lower what a dependency demands.", makes=True
            ),
            Verb("end", lowerings.DECIDE, LoweringEnd, _end, "Let the whole demand count again.", seen=True),
        ),
    ),
)
