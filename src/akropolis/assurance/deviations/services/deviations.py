"""Raise deviations from what other registers found, verify their effect, and grant exceptions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.deviations.models import Deviation, DeviationException, DeviationState, FoundBy
from akropolis.assurance.deviations.rules.permissions import ACCEPT
from akropolis.assurance.deviations.selectors.deviations import OPEN
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.verbs import Faults, Values, Verbs
from akropolis.base.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class DeviationSource:
    """A register whose rows raise deviations.

    `known` takes the access and a row, and returns the first values of the form, as the reader may see them; None for
    a row that nothing is raised from.
    """

    found_by: FoundBy
    known: Callable[..., Mapping[str, object] | None]


SOURCES: Registry[str, DeviationSource] = Registry("source of deviations")
"""By the key of the register."""
OWN_WORK = gettext_lazy("You corrected this. Ask somebody else to verify that it helped.")


def raise_deviation(w: Writer, values: Values, *, source: Record | None = None) -> Deviation:
    """Create a deviation with a link to the row that found it. It belongs to that row's unit if no other is given.

    Raises Hidden without the right to deviations there, and Invalid at the field.
    """
    given: dict[str, object] = {"found_on": timezone.localdate(w.at), **values}
    if source is not None:
        register = registry.of(type(source))
        assert register is not None, f"{type(source).__name__} has no register"
        given = {"owner_unit": source.owner_unit, "source_kind": register.key, "source_id": source.pk} | given
    return w.create(Deviation, given)


class DeviationVerbs(Verbs[Deviation]):
    """Operations on deviations. They record who corrected each, and that person may not verify the effect."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new deviation: found today."""
        return {"found_on": today}

    def update(
        self, access: Access, row: Deviation, values: Values, *, version: int | None = None, because: str = ""
    ) -> Deviation:
        """Update the row, and record who took the step. Raises Refused if the one who corrected verifies the effect."""
        given, state = dict(values), values.get("state", row.state)
        if state != row.state:
            who = User.everything.filter(pk=access.actor.id).first() if access.actor.id else None
            if state == DeviationState.VERIFIED:
                if who and who.pk == row.corrected_by_id:
                    raise Refused(OWN_WORK)
                given["verified_by"] = who
            elif state == DeviationState.CORRECTED:
                given["corrected_by"] = who
            if row.state == DeviationState.VERIFIED:
                given["verified_by"] = None
        return super().update(access, row, given, version=version, because=because)

    def offers(self, access: Access, row: Deviation, step: str) -> bool:
        """Return False for verification by the person who corrected the deviation."""
        return step != "verify" or not row.corrected_by_id or row.corrected_by_id != access.actor.id

    def refusals(self, access: Access, rows: Sequence[Deviation]) -> Faults:
        """Refuse a file's rows that say verified if the sender corrected the deviation."""
        own = {
            row.pk: {"state": [str(OWN_WORK)]}
            for row in rows
            if row.state == DeviationState.VERIFIED
            and row.verified_by_id is None
            and row.corrected_by_id
            and row.corrected_by_id == access.actor.id
        }
        return {**super().refusals(access, rows), **own}


VERBS = DeviationVerbs()


def grant_exception(
    access: Access, row: Deviation, values: Values, *, version: int | None = None
) -> DeviationException:
    """Leave the deviation as it is until a day, which becomes its last day: nothing is late before that.

    Raises Invalid for a day that is not ahead, Refused for what is not open, Hidden without the right in the unit.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        if not Deviation.everything.filter(OPEN, pk=row.pk).exists():
            raise Refused(
                _("Nothing is left to correct here, so there is nothing to make an exception from.")
            )
        if values["ends_on"] <= today:  # type: ignore[operator]
            raise Invalid({"ends_on": [_("Write a day that has not come yet.")]})
        decided = {"decided_on": today, "decided_by": access.actor.name}
        made = w.create(DeviationException, {**values, **decided, "deviation": row}, permission=ACCEPT)
        w.update(row, {"due_on": values["ends_on"]}, version=version, permission=ACCEPT)
        return made
