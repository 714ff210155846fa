"""Group rules in the API: listed, created and removed by the same services as on the page."""

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.registers.api.parts import (
    Nothing,
    PartRows,
    Sent,
    Verb,
    declare,
    pointed_at,
    unit_at,
)
from akropolis.people.federation.models import GroupRule
from akropolis.people.federation.services import keeping

EDIT = f"{GroupRule.permission}:edit"


class NewGroupRule(Sent):
    """Whoever is in the group holds the role in the unit."""

    group: str = Field(
        description="As the identity provider names it, or a pattern such as `LIS-{roll}-{enhet}`."
    )
    role: str | None = Field(None, description="A role's code; null where the group's name says it.")
    unit: str | None = Field(None, description="A unit's code; null where the group's name says it.")
    and_below: bool = True


def _add(access: Access, _row: object, sent: NewGroupRule) -> GroupRule:
    roles = Role.objects.visible(access)
    role = None if sent.role is None else pointed_at(roles.filter(code=sent.role), "role")
    unit = None if sent.unit is None else unit_at(access, sent.unit)
    return keeping.add(access, {**sent.model_dump(), "role": role, "unit": unit})


def _end(access: Access, row: GroupRule, _sent: Nothing) -> None:
    keeping.remove(access, row)


declare(
    PartRows(
        key="group-rules",
        model=GroupRule,
        about="Which roles groups at the city's identity provider, or in its directory, give.",
        fields=("group", "role", "unit", "and_below"),
        narrowed=("role", "unit"),
        verbs=(
            Verb("add", EDIT, NewGroupRule, _add, "Make a group rule.", makes=True),
            Verb("end", EDIT, Nothing, _end, "Take a group rule away."),
        ),
    )
)
