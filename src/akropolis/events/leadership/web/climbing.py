"""The reminder ladder: holders of a role are notified of a pending step when it is nearly due."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import covers, stand_in
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.deadlines.tasks import DueDate, PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.selectors import clocks
from akropolis.events.incidents.selectors.clocks import StepClock
from akropolis.events.leadership.models import ClimbRule
from akropolis.events.leadership.rules.levels import reached_at

READER = "ladder"
BECAUSE = "whoever holds a role of the ladder is told; what of, her own gate decides"


def list_ladder_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield a task for each step that the ladder has escalated to one of the person's roles."""
    if access.actor.id is None or not access.anywhere(f"{Track.permission}:read"):
        return
    held = stand_in(list(_appointments(today).filter(user=access.actor.id)), today)
    ladder = _ladder(today) if held else []
    for clock in clocks.list_running_clocks(access) if ladder else ():
        if rule := _holding(_brought(ladder, clock), held, clock):
            yield _task(clock, rule)


def due_everywhere(_last: date) -> Iterator[DueDate]:
    """Yield the steps of the ladder for everybody, with the due time of each step."""
    today = timezone.localdate()
    ladder, people = _ladder(today), defaultdict(list)
    for row in stand_in(list(_appointments(today)), today):
        people[row.user_id].append(row)
    for clock in clocks.list_all_running_clocks() if ladder else ():
        brought = _brought(ladder, clock)
        for person, held in people.items() if brought else ():
            if clock.moment and (rule := _holding(brought, held, clock)):
                yield DueDate(
                    _key(clock, rule), person, clock.moment, reached_at(clock.moment, rule.hours, clock.pace)
                )


def _ladder(today: date) -> list[ClimbRule]:
    return ClimbRule.in_force(system(READER), today)


def _appointments(today: date) -> GatedQuerySet[Appointment]:
    """Return the appointments in force on the day, in those roles that the ladder notifies."""
    named = ClimbRule.everything.order_by().values("role")
    rows = Appointment.objects.unscoped(because=BECAUSE).filter(IN_OFFICE, role__in=named)
    return (
        rows.filter(valid_from__lte=today).exclude(valid_to__lt=today).select_related("unit__parent", "role")
    )


def _brought(ladder: list[ClimbRule], clock: StepClock) -> list[ClimbRule]:
    """Return the rungs of the ladder that the clock has reached, in the order of the ladder."""
    now = timezone.now()
    mine = (rule for rule in ladder if rule.regime in ("", clock.step.track.regime))
    return [rule for rule in mine if clock.moment and reached_at(clock.moment, rule.hours, clock.pace) <= now]


def _holding(brought: list[ClimbRule], held: list[Appointment], clock: StepClock) -> ClimbRule | None:
    """Return the first of them whose role is among those held: a person who holds two roles is notified once."""
    unit = clock.step.track.owner_unit
    roles = {row.role_id for row in held if covers(row, unit, Track.permission)} if brought else set()
    return next((rule for rule in brought if rule.role_id in roles), None)


def _key(clock: StepClock, rule: ClimbRule) -> str:
    return f"ladder:{clock.step.pk}:{rule.pk}"


def _task(clock: StepClock, rule: ClimbRule) -> PendingTask:
    track = clock.step.track
    words = {"step": clock.listed_name, "unit": track.owner_unit.name, "rule": rule.title, "event": track}
    return PendingTask(
        key=_key(clock, rule),
        title=_("See to it that it is done: %(step)s for %(unit)s: %(event)s") % words,
        url=reverse("incident-tracks-detail", args=[track.pk]),
        why=_("It is not done. The ladder of reminders says: %(rule)s.") % words,
        due=timezone.localdate(clock.moment) if clock.moment else None,
        at=clock.moment,
        since=reached_at(clock.moment, rule.hours, clock.pace) if clock.moment else None,
        about=refer(track),
    )
