"""Sänkningar: decide that a dependency demands less in an aspect, with reason and last day; end a lowering early."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_giving
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Dependency, Lowering
from akropolis.graph.assets.rules.permissions import CLASSIFICATION

DECIDE = f"{CLASSIFICATION}:decide"
"""The right to decide on levels, which includes deciding to lower them."""


def appointments_to_decide(access: Access, unit: Unit, day: date | None = None) -> list[Appointment]:
    """Return the user's appointments to decide in that unit on the day (default today). None for the system."""
    if access.actor.id is None:
        return []
    user = User.everything.get(pk=access.actor.id)
    return appointments_giving(user, DECIDE, unit, day or timezone.localdate())


BECAUSE = "a lowering that is replaced ends, whoever may read it"


def lower(
    access: Access, dependency: Dependency, *, aspect: str, level: int, reason: str, role: str, until: date
) -> Lowering:
    """Lower the demand passed on in the aspect to `level`, from today through `until`; end earlier lowerings of it.

    Raises Hidden without the right to decide in the dependent's unit, Invalid for a day that has passed, an
    aspect that is not inherited, or a dependency that has ended.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        _possible(dependency, aspect, until, today)
        values = {"dependency": dependency, "aspect": aspect, "level": level, "reason": reason}
        values |= {"valid_from": today, "valid_to": until}
        values |= {"decider_name": access.actor.name, "decider_role": role}
        w.require(Lowering(**values), DECIDE)
        for earlier in _in_force(dependency, aspect, today):
            _end(w, earlier, today)
        return w.create(Lowering, values, permission=DECIDE)


def end(access: Access, lowering: Lowering, *, because: str) -> None:
    """End the lowering today, so that the whole demand is passed on again. The history keeps what was decided.

    Raises Hidden without the right to decide in the dependent's unit, Refused if the lowering has already
    expired.
    """
    with writing(access, because=because) as w:
        today = timezone.localdate(w.at)
        w.require(lowering, DECIDE)
        if lowering.valid_to < today:
            raise Refused(_("The time of the lowering has run out already. Nothing has to be done."))
        _end(w, lowering, today)


def _possible(dependency: Dependency, aspect: str, until: date, today: date) -> None:
    errors = {}
    if until < today:
        errors["until"] = [_("The day has passed already. Write a day ahead.")]
    if not getattr(dependency, aspect):
        errors["aspect"] = [_("This demand is not inherited at all, so there is nothing to lower.")]
    if dependency.archived_at or (dependency.valid_to and dependency.valid_to < today):
        errors["__all__"] = [_("The dependency has ended. There is nothing to lower.")]
    if errors:
        raise Invalid(errors)


def _in_force(dependency: Dependency, aspect: str, today: date) -> list[Lowering]:
    rows = Lowering.objects.unscoped(because=BECAUSE).filter(
        dependency=dependency, aspect=aspect, valid_to__gte=today
    )
    return list(rows)


def _end(w: Writer, lowering: Lowering, today: date) -> None:
    w.end(lowering, today - timedelta(days=1), begun=lowering.valid_from, permission=DECIDE)
