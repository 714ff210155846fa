"""The rules that give roles to groups are made and taken away."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akropolis.federation.models import GroupRule
from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import writing
from akropolis.organisation.services.appointments import may_give


def add(access: Access, values: Mapping[str, Any]) -> GroupRule:
    """A new rule. Raises Invalid where its maker might not give the role herself, or there is such a rule."""
    with writing(access) as w:
        if not may_give(access, values["role"], values["unit"], below=values["and_below"]):
            raise Invalid({"role": [_("The role may do more than you may in that unit.")]})
        return w.create(GroupRule, values)


def remove(access: Access, rule: GroupRule) -> None:
    """The rule is gone. What it gave ends when each person signs in the next time."""
    with writing(access) as w:
        w.remove(rule)
