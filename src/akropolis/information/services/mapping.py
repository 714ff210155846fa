"""Reading in a classification result from another tool: all of it or nothing, with a plan per row.

Only into units in which the person may decide on classification.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from akropolis.classification.models import Scheme
from akropolis.classification.selectors.schemes import body_of
from akropolis.information.models import InformationSet
from akropolis.information.rules import mapping as rules
from akropolis.information.services.classification import decide_imported
from akropolis.information.services.mapping_check import Check, units_to_decide
from akropolis.information.services.mapping_rows import Choices, Outcome, Plan, Planned
from akropolis.kernel.access.errors import Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.exchange.sheets import Sheet
from akropolis.kernel.records.writer import Writer, writing


class NotReadIn(Refused):
    """At least one row must be corrected, so none was read in. `plan` says which and why."""

    code = "rows_refused"

    def __init__(self, plan: Plan) -> None:
        words = {"refused": plan.count(Outcome.REFUSED), "total": len(plan.rows)}
        super().__init__(
            _("Nothing was saved: %(refused)s of %(total)s rows must be corrected first.") % words
        )
        self.plan = plan


def origin_of(name: str, data: bytes) -> str:
    """File and sheet, as a decision that was read in names them."""
    if not name.lower().endswith(".xlsx"):
        return name[-300:]
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        sheet = book.sheet_names[0]
    return f"{name[-200:]}, {sheet}"[:300]


def column_problems(columns: Mapping[str, int]) -> list[str]:
    """What is missing among the chosen columns, in sentences."""
    found = []
    if rules.NAME not in columns and rules.NUMBER not in columns:
        found.append(_("Say which column holds the information set's name or number."))
    if not set(columns) - set(rules.FIELDS):
        found.append(_("Say which column holds the level of at least one aspect."))
    return found


def commit(access: Access, sheet: Sheet, choices: Choices, *, name: str, origin: str) -> Plan:
    """Read the rows in, all or none, judged anew at this moment. Raises NotReadIn with the plan."""
    because = _("Read in from the file %(name)s.") % {"name": name[:200]}
    with writing(access, because=because) as w:
        plan = Check(access, sheet, choices).plan()
        if plan.count(Outcome.REFUSED):
            raise NotReadIn(plan)
        for row in plan.of(Outcome.NEW_SET, Outcome.NEW_DECISION):
            _carry_out(w, row, choices.scheme, origin)
        if plan.count(Outcome.REFUSED):
            raise NotReadIn(plan)
        return plan


def _carry_out(w: Writer, row: Planned, scheme: Scheme, origin: str) -> None:
    assert row.valid_to is not None
    try:
        information = row.information or w.create(InformationSet, {"name": row.name, "owner_unit": row.unit})
        decide_imported(
            w,
            information,
            row.levels,
            scheme=scheme,
            origin=origin,
            valid_to=row.valid_to,
            decided_on=row.decided_on,
            decider_name=row.decided_by,
            note=row.note,
        )
    except Invalid as refusal:
        row.problems += [("", text) for texts in refusal.errors.values() for text in texts]


def missing_aspects(choices: Choices) -> Iterator[str]:
    """The aspects that no column gives: the decisions say nothing of them."""
    for aspect in body_of(choices.scheme).active:
        if aspect.key.value not in choices.columns:
            yield aspect.name


__all__ = [
    "Check",
    "Choices",
    "NotReadIn",
    "Outcome",
    "Plan",
    "Planned",
    "column_problems",
    "commit",
    "missing_aspects",
    "origin_of",
    "units_to_decide",
]
