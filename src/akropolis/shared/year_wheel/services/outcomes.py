"""Say what came of a yearly duty in a unit and a year."""

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.verbs import Values
from akropolis.shared.year_wheel.models import DutyOutcome, DutyStatus
from akropolis.shared.year_wheel.selectors.years import DutyOfYear


def settle(access: Access, row: DutyOfYear, values: Values, *, version: int | None = None) -> DutyOutcome:
    """Store that the duty is done, does not apply or remains, and who said it.

    `version` is None where nothing was said when the form was opened. Raises Invalid for a day that has not come or
    a reason that is missing, Stale if somebody else has said what came of it since.
    """
    found = {**values, "done_by": access.actor.name}
    if found["state"] != DutyStatus.DONE:
        found["done_on"] = None
    with writing(access) as w:
        where = {"unit": row.unit, "duty": row.duty, "year": row.year}
        if stored := DutyOutcome.everything.filter(**where).first():
            return w.update(stored, found, version=version or 0)
        return w.create(DutyOutcome, {**where, **found})
