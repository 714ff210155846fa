"""The rules that give roles to groups are made and taken away."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akropolis.federation.models import GroupRule
from akropolis.federation.rules.groups import ROLE, UNIT
from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.values import built
from akropolis.kernel.records.writer import writing
from akropolis.organisation.services.appointments import KEEPS_ROLES, may_give

SAME = ("group", "role", "unit")


def add(access: Access, values: Mapping[str, Any]) -> GroupRule:
    """A new rule. Raises Invalid as `faults` says, or where there is such a rule."""
    with writing(access) as w:
        if found := faults(access, built(GroupRule, values)):
            raise Invalid(found)
        if GroupRule.objects.visible(access).filter(**{name: values[name] for name in SAME}).exists():
            raise Invalid(
                {"group": [_("There is such a rule already.")]}
            )  # the database takes two empty ones
        return w.create(GroupRule, values)


def faults(access: Access, row: GroupRule) -> dict[str, list[str]]:
    """What is wrong with a rule, by field: its maker must be able to give the role herself, or, where the group's name
    says it, all roles. What the name does not say is chosen.
    """
    found = {
        field: [_("Choose one, or write %(word)s in the group's name, and not both.") % {"word": word}]
        for field, chosen, word in (("role", row.role, ROLE), ("unit", row.unit, UNIT))
        if (chosen is None) is not (word in row.group.lower())
    }
    below = row.and_below or row.unit is None
    may = may_give(access, row.role, row.unit, below=below) if row.role else access.may(KEEPS_ROLES, None)
    return found if may else found | {"role": [_("The role may do more than you may in that unit.")]}


def remove(access: Access, rule: GroupRule) -> None:
    """The rule is gone. What it gave ends when each person signs in the next time."""
    with writing(access) as w:
        w.remove(rule)
