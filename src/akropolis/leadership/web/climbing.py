"""The ladder of reminders: whoever holds a role is told of a step that is not done when its time draws near."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.incidents.models import Track
from akropolis.incidents.selectors import clocks
from akropolis.incidents.selectors.clocks import StepClock
from akropolis.kernel.access.gate import Access, system
from akropolis.kernel.access.grants import covers
from akropolis.kernel.access.managers import GatedQuerySet
from akropolis.kernel.access.models import Appointment
from akropolis.kernel.deadlines.tasks import Due, Task
from akropolis.kernel.records.references import refer
from akropolis.leadership.models import ClimbRule
from akropolis.leadership.rules.levels import reached

READER = "ladder"
BECAUSE = "whoever holds a role of the ladder is told; what of, her own gate decides"


def waiting(access: Access, today: date) -> Iterator[Task]:
    """A task for each step that the ladder has brought to one of the person's roles."""
    if access.actor.id is None or not access.anywhere(f"{Track.permission}:read"):
        return
    held = list(_appointments(today).filter(user_id=access.actor.id))
    ladder = _ladder(today) if held else []
    for clock in clocks.running(access) if ladder else ():
        rule = next((rule for rule in ladder if _brings(rule, clock) and _holds(held, rule, clock)), None)
        if rule:
            yield _task(clock, rule)


def due_everywhere(_last: date) -> Iterator[Due]:
    """The same for everybody, with the moment of each step."""
    today = timezone.localdate()
    ladder, held = _ladder(today), list(_appointments(today))
    for clock in clocks.everywhere() if ladder else ():
        for rule in (rule for rule in ladder if _brings(rule, clock)):
            for row in held:
                if row.role_id == rule.role_id and covers(row, clock.step.track.owner_unit) and clock.moment:
                    yield Due(_key(clock, rule), row.user_id, clock.moment)


def _ladder(today: date) -> list[ClimbRule]:
    return ClimbRule.in_force(system(READER), today)


def _appointments(today: date) -> GatedQuerySet[Appointment]:
    """Those that hold on the day, in the roles that the ladder names."""
    named = ClimbRule.everything.order_by().values("role")
    rows = Appointment.objects.unscoped(because=BECAUSE).filter(user__is_active=True, role__in=named)
    return rows.filter(valid_from__lte=today).exclude(valid_to__lt=today).select_related("unit")


def _brings(rule: ClimbRule, clock: StepClock) -> bool:
    return (
        clock.moment is not None
        and (not rule.regime or rule.regime == clock.step.track.regime)
        and reached(clock.moment, rule.hours, timezone.now())
    )


def _holds(held: list[Appointment], rule: ClimbRule, clock: StepClock) -> bool:
    return any(row.role_id == rule.role_id and covers(row, clock.step.track.owner_unit) for row in held)


def _key(clock: StepClock, rule: ClimbRule) -> str:
    return f"ladder:{clock.step.pk}:{rule.pk}"


def _task(clock: StepClock, rule: ClimbRule) -> Task:
    track = clock.step.track
    words = {"step": clock.name, "unit": track.owner_unit.name, "rule": rule.title, "event": track.title}
    return Task(
        key=_key(clock, rule),
        title=_("See to it that it is done: %(step)s for %(unit)s: %(event)s") % words,
        url=reverse("incident-tracks-detail", args=[track.pk]),
        why=_("It is not done. The ladder of reminders says: %(rule)s.") % words,
        due=timezone.localdate(clock.moment) if clock.moment else None,
        at=clock.moment,
        about=refer(track),
    )
