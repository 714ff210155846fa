"""Say what came of a yearly duty in a unit and a year."""

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values
from akropolis.shared.year_wheel.models import DutyOutcome, DutyPlace, DutyStatus
from akropolis.shared.year_wheel.selectors.years import DutyOfYear, waiting_duties


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


def settle_by_place(w: Writer, unit: Unit, place: DutyPlace, *, permission: str) -> None:
    """Store that the unit's duties of a place are done today, if they have begun and remain: they were done there."""
    today = timezone.localdate(w.at)
    done = {"state": DutyStatus.DONE, "done_on": today, "done_by": w.access.actor.name}
    done["evidence"] = _("Done here: %(place)s") % {"place": place.label}
    for row in waiting_duties(system("year wheel"), today):
        if row.unit == unit and row.duty.place == place:
            where = {"unit": unit, "duty": row.duty, "year": row.year}
            if row.outcome:
                w.update(row.outcome, done, permission=permission)
            else:
                w.create(DutyOutcome, {**where, **done}, permission=permission)
