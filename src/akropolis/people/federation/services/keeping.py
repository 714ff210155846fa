"""Create rules that give roles to groups, one at a time or from a file, and remove them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import built
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.columns import NO, YES
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.people.federation.models import GroupRule
from akropolis.people.federation.rules.groups import ROLE, UNIT
from akropolis.people.organisation.services.appointments import KEEPS_ROLES, may_give

SAME = ("group", "role", "unit")
HEADINGS = {
    "group": gettext_lazy("Group"),
    "role": gettext_lazy("Role"),
    "unit": gettext_lazy("Unit"),
    "and_below": gettext_lazy("And units below"),
}


def add(access: Access, values: Mapping[str, Any]) -> GroupRule:
    """Create a rule. Raises Invalid with what `faults` returns, or if the rule already exists."""
    values = {**values, "group": values["group"].strip()}
    with writing(access) as w:
        if found := faults(access, built(GroupRule, values)):
            raise Invalid(found)
        if GroupRule.objects.visible(access).filter(**{name: values[name] for name in SAME}).exists():
            # The database accepts duplicates if the role or the unit is NULL.
            raise Invalid({"group": [_("There is such a rule already.")]})
        return w.create(GroupRule, values)


def faults(access: Access, row: GroupRule) -> dict[str, list[str]]:
    """Return lists of what is wrong with a rule, keyed by field; empty if nothing is.

    The rule's creator must be able to give its role, or every role if the group's name determines the role.
    A role or unit that the group's name does not determine must be chosen.
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
    """Remove the rule. The roles that it gave end at each person's next sign-in."""
    with writing(access) as w:
        w.remove(rule)


class RuleList:
    """Import of group rules from a file: new rules are added, and no rule is removed.

    Each row of the file has a group, a role's key or name, a unit's code, and whether the rule also holds in
    the units below.
    """

    def __init__(self, access: Access, sheet: Sheet) -> None:
        self.access, self.notices = access, sheet.notices
        roles = Role.objects.visible(access)
        self.roles = {str(row).lower(): row for row in roles} | {row.code: row for row in roles}
        self.units = {row.code: row for row in Unit.objects.visible(access)}
        known = GroupRule.objects.visible(access).values_list("group", "role_id", "unit_id", "and_below")
        self.known = {tuple(key): below for *key, below in known}
        self.new: list[Mapping[str, object]] = []
        self.rows = tuple(map(self._judge, sheet.lines))

    def report(self) -> Report:
        """Return a report with the outcome of each row: a new rule, an existing rule, or what to correct."""
        return Report(self.rows)

    def carry_out(self, w: Writer) -> None:
        """Create the new rules."""
        w.create_many(GroupRule, self.new)

    def _judge(self, line: SheetLine) -> RowReport:
        group, role, unit, below = (line.cell(place).strip() for place in range(4))
        found = {"role": self.roles.get(role.lower()), "unit": self.units.get(unit.lower())}
        values = {"group": group, **found, "and_below": below.lower() not in NO}
        row = built(GroupRule, values)
        missing = [name for name, word in (("role", role), ("unit", unit)) if word and found[name] is None]
        wrong = {name: [_("There is none that is called so.")] for name in missing} or self._wrong(row)
        if below.lower() not in YES | NO | {""}:
            wrong["and_below"] = [_("Write yes or no.")]
        problems = [
            CellProblem(str(HEADINGS.get(name, "")), text) for name, texts in wrong.items() for text in texts
        ]
        key = (row.group, row.role_id, row.unit_id)
        outcome = (
            RowOutcome.REFUSED
            if problems
            else RowOutcome.UNCHANGED
            if key in self.known
            else RowOutcome.CREATE
        )
        if outcome is RowOutcome.CREATE:
            self.new.append(values)
            self.known[key] = row.and_below
        return RowReport(line.number, outcome, "", str(row), tuple(problems))

    def _wrong(self, row: GroupRule) -> dict[str, list[str]]:
        try:
            validate(row, unique=False)
        except Invalid as refusal:
            return {name: list(texts) for name, texts in refusal.errors.items()}
        if self.known.get((row.group, row.role_id, row.unit_id), row.and_below) is not row.and_below:
            return {"and_below": [_("There is such a rule, with another answer here. Take it away first.")]}
        return faults(self.access, row)
