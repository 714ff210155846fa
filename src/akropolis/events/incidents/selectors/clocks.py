"""When the steps of tracks are due, computed from what started each clock and the rule in force then."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.events.incidents.models import StepState, Track, TrackState, TrackStep
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS
from akropolis.events.incidents.rules.tracks import Start, sooner, start_of
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.rules.due import DueMoment
from akropolis.shared.clocks.selectors import ClockRuleBook

BECAUSE = "whom a unit's tracks are asked of, whoever looks"
LIVING = Q(
    Q(track__incident__exercise=False) | Q(track__incident__closed_at=None),
    track__archived_at=None,
    track__incident__archived_at=None,
    track__state__in=(TrackState.OPEN, TrackState.REPORTED),
)
"""Condition on steps of tracks whose clocks still run."""
UNDONE = Q(state__in=(StepState.WAITING, StepState.SENT))
"""Condition on steps that are not done. A step that was sent but has no receipt is not done."""


@dataclass(frozen=True, slots=True)
class StepClock:
    """A step with the time that started its clock, the rule in force at that time, and when the step is
    due.

    `start` is None while the clock has not started. `own` is set when the due time is the step's own,
    not a rule's.
    """

    step: TrackStep
    start: datetime | None
    rule: ClockRule | None
    due: DueMoment | None

    @property
    def name(self) -> str:
        """Return what is to be done: the step's own name, else the name of its rule in the reader's language."""
        return self.step.name or self.listed_name

    @property
    def listed_name(self) -> str:
        """Return the step's name for lists, tasks and messages; the own text of a secret event's step is left out."""
        if self.step.name:
            return _("Something to be done") if self.step.secret_source() else self.step.name
        return self.rule.title if self.rule else self.step.clock

    @property
    def own(self) -> datetime | None:
        """Return the due time set by a request or an agreement; None where the due time follows from a rule."""
        return self.step.due_at

    @property
    def moment(self) -> datetime | None:
        """Return the strict due time at the event's pace; None for "at once", or before a start."""
        lawful = self.due.moment if self.due else None
        if self.own or lawful is None or self.start is None:
            return self.own or lawful
        return sooner(self.start, lawful, self.pace)

    @property
    def pace(self) -> int:
        """Return how many times as fast as real time the legal time limits pass: 1 for everything but exercises."""
        return self.step.track.incident.pace

    @property
    def at_once(self) -> bool:
        """Return whether the step is to be done at once, and so has no due time."""
        return self.own is None and self.due is not None and self.due.moment is None

    @property
    def waits(self) -> bool:
        """Return whether the step is still to be done."""
        return self.step.state in (StepState.WAITING, StepState.SENT)

    def late(self, now: datetime) -> bool:
        """Return whether the due time passed without a submission. The duty remains after a missed deadline."""
        if self.moment is None:
            return False
        done = self.step.submitted_at
        return (done or now) > self.moment if done or self.waits else False

    def left(self, now: datetime) -> timedelta | None:
        """Return the time left, negative when overdue; None where there is no due time."""
        return self.moment - now if self.moment else None


def clocks_of(steps: Iterable[TrackStep]) -> list[StepClock]:
    """Return each step's clock, in the order given. One query besides that for steps with tracks and events."""
    book = ClockRuleBook()
    return [clock_of(step, book) for step in steps]


def clock_of(step: TrackStep, book: ClockRuleBook) -> StepClock:
    """Return the clock of one step by the rules in the book."""
    start = start_at(step)
    found = book.due(step.clock, start) if start else None
    return StepClock(step, start, *(found or (None, None)))


def start_at(step: TrackStep) -> datetime | None:
    """Return when the step's clock started; None if it has not, or the time is not known."""
    match start_of(step.clock):
        case Start.KNOWLEDGE:
            return step.track.knowledge
        case Start.HANDLED:
            return step.track.incident.handled_at
        case _:
            return step.started_at


def steps_of(access: Access, tracks: Sequence[Track]) -> dict[UUID, list[StepClock]]:
    """Return the steps of the tracks with their clocks, by track, the nearest first. Two queries."""
    by_key = {track.pk: track for track in tracks}
    found: dict[UUID, list[StepClock]] = {track.pk: [] for track in tracks}
    book = ClockRuleBook()
    for step in TrackStep.objects.visible(access).filter(track__in=[*by_key]):
        step.track = by_key[step.track_id]
        found[step.track_id].append(clock_of(step, book))
    return {track: sort_clocks(clocks) for track, clocks in found.items()}


def next_of(clocks: Iterable[StepClock]) -> StepClock | None:
    """Return the pending step that is to be done first; None if nothing is pending."""
    return next(iter(sort_clocks(clock for clock in clocks if clock.waits)), None)


def list_running_clocks(access: Access) -> list[StepClock]:
    """Return every pending step of active tracks that the person may read, the nearest first. Two queries."""
    return sort_clocks(_clocks(_reported_steps(TrackStep.objects.visible(access).filter(LIVING, UNDONE))))


def list_own_clocks(access: Access) -> list[StepClock]:
    """Return the pending steps assigned to the person: those of their own units, and those that fall to
    them because nobody closer to the unit may handle them (`grants.asked`). At most three more queries
    for those with rights in the whole city.
    """
    mine = access.asked(EDIT_TRACKS, "track__owner_unit") | Q(track__owner_unit__in=_fallen(access))
    return sort_clocks(
        _clocks(_reported_steps(TrackStep.objects.visible(access).filter(LIVING, UNDONE, mine)))
    )


def _fallen(access: Access) -> list[UUID]:
    """Return units with running clocks for which the person is the nearest responsible above."""
    if not any(scope.whole for scope in access.scopes(EDIT_TRACKS)):
        return []
    steps = TrackStep.objects.visible(access).filter(LIVING, UNDONE)
    elsewhere = steps.exclude(access.asked(EDIT_TRACKS, "track__owner_unit")).order_by()
    units = Unit.objects.unscoped(because=BECAUSE).filter(pk__in=elsewhere.values("track__owner_unit"))
    people = (
        responsible_people(EDIT_TRACKS, list(units), timezone.localdate(), because=BECAUSE) if units else {}
    )
    return [unit for unit, found in people.items() if any(person.pk == access.actor.id for person in found)]


def list_all_running_clocks() -> Iterator[StepClock]:
    """Yield the pending steps of the whole installation, for reminders; the gate decides who is notified of each."""
    rows = TrackStep.objects.unscoped(because="whom it is told of is decided by each person's own access")
    return _clocks(_reported_steps(rows.filter(LIVING, UNDONE)))


def _reported_steps(rows: GatedQuerySet[TrackStep]) -> GatedQuerySet[TrackStep]:
    return rows.select_related("track__incident__owner_unit", "track__owner_unit", "track__responsible")


def _clocks(rows: Iterable[TrackStep]) -> Iterator[StepClock]:
    book = ClockRuleBook()
    for step in rows:
        yield clock_of(step, book)


def sort_clocks(clocks: Iterable[StepClock]) -> list[StepClock]:
    """Sort: what is to be done at once, then by due time, then steps whose clock has not started."""
    return sorted(
        clocks,
        key=lambda clock: (
            not clock.at_once,
            clock.moment is None,
            clock.moment.timestamp() if clock.moment else 0,
            str(clock.step.pk),
        ),
    )
