"""Raise deviations from what other registers found, verify their effect, and grant exceptions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.deviations.models import (
    Deviation,
    DeviationAction,
    DeviationException,
    DeviationState,
    FoundBy,
)
from akropolis.assurance.deviations.rules.permissions import ACCEPT
from akropolis.assurance.deviations.selectors.deviations import ACTION_REMAINS, OPEN, needs_correction
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.verbs import Faults, Values, Verbs
from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import listing
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN as OPEN_ACTION


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


def why_not_verified(access: Access, row: Deviation) -> str:
    """Return a sentence naming the corrective actions that remain and that the user may read; empty if none remains."""
    links = DeviationAction.everything.filter(deviation=row).order_by().values("action")
    remaining = Action.everything.filter(OPEN_ACTION, pk__in=links)
    if not remaining.exists():
        return ""
    read = Action.objects.visible(access).filter(pk__in=remaining.order_by().values("pk"))
    named = [f"“{each.label()}”" for each in read]
    if not named:
        return _(
            "An action in another unit remains. It must be finished or cancelled before the effect is verified."
        )
    words = {"actions": listing(named, _("and"))}
    return _("Finish or cancel %(actions)s before the effect is verified.") % words


class DeviationVerbs(Verbs[Deviation]):
    """Operations on deviations.

    They record who corrected each. That person may not verify the effect, and nobody may while an action remains.
    """

    def initial(self, today: date) -> Values:
        """Return the default values of a new deviation: found today."""
        return {"found_on": today}

    def update(
        self, access: Access, row: Deviation, values: Values, *, version: int | None = None, because: str = ""
    ) -> Deviation:
        """Update the row, and record who took the step. Raises Refused for an effect that may not be verified."""
        given, state = dict(values), values.get("state", row.state)
        if state != row.state:
            who = User.everything.filter(pk=access.actor.id).first() if access.actor.id else None
            if state == DeviationState.VERIFIED:
                if who and who.pk == row.corrected_by_id:
                    raise Refused(OWN_WORK)
                if remains := why_not_verified(access, row):
                    raise Refused(remains)
                given["verified_by"] = who
            elif state == DeviationState.CORRECTED:
                given["corrected_by"] = who
            if row.state == DeviationState.VERIFIED:
                given["verified_by"] = None
        return super().update(access, row, given, version=version, because=because)

    def offers(self, access: Access, row: Deviation, step: str) -> bool:
        """Return False for verification by the person who corrected the deviation, or while an action remains.

        Nothing is offered that leads on from a finding that needs no correction.
        """
        if step != "verify":
            return step == "reopen" or needs_correction(row)
        own = row.corrected_by_id and row.corrected_by_id == access.actor.id
        return not own and not why_not_verified(access, row)

    def refusals(self, access: Access, rows: Sequence[Deviation]) -> Faults:
        """Refuse a file's rows that say verified if the sender corrected the deviation, or an action remains."""
        unverified = Deviation.everything.filter(~Q(state=DeviationState.VERIFIED), ACTION_REMAINS)
        waiting = set(unverified.order_by().values_list("pk", flat=True))
        remains = {
            row.pk: {"state": [why_not_verified(access, row)]}
            for row in rows
            if row.state == DeviationState.VERIFIED and row.pk in waiting
        }
        own = {
            row.pk: {"state": [str(OWN_WORK)]}
            for row in rows
            if row.state == DeviationState.VERIFIED
            and row.verified_by_id is None
            and row.corrected_by_id
            and row.corrected_by_id == access.actor.id
        }
        return {**super().refusals(access, rows), **remains, **own}


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
