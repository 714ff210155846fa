"""What has a last day in a unit and below it, whoever is responsible: alike things as one line, the nearest first."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.lib.swedish import lower_first, number
from akropolis.events.incidents.selectors.clocks import StepClock, list_running_clocks
from akropolis.graph.compliance.rules.entities import EntityStatus
from akropolis.graph.entities.register.entity_list import EntityList
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.models.reviews import READ, allowed, url_in
from akropolis.review.review.rules.kind import reword
from akropolis.review.review.selectors.answers import latest_directions, progress_of
from akropolis.review.review.selectors.recipients import recipients_of, unanswered

AHEAD = timedelta(days=30)
OPEN = {
    "actions": {"status": "planned,ongoing"},
    "campaigns": {"status": "sent"},
    "documents": {"status": "approved"},
    "evidence": {},
    "exercises": {"state": "planned"},
}
"""By key of a register with due dates: the filters with which its list shows the open rows."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something to be done by `due`, in the units with these names. `at` is the exact moment where hours count.

    `at_once` has no later moment than when it began.
    """

    title: str
    url: str
    units: tuple[str, ...]
    due: date
    at: datetime | None = None
    at_once: bool = False

    @property
    def moment(self) -> datetime:
        """Return the moment to sort by: the exact one, or the end of the last day."""
        return self.at or timezone.make_aware(datetime.combine(self.due, time.max))


@dataclass(frozen=True, slots=True)
class UnitScope:
    """A unit with the units below it; everything that the reader may read where `code` is empty."""

    path: str = ""
    code: str = ""
    name: str = ""

    def covers(self, unit: Unit) -> bool:
        """Return whether the unit is in the scope."""
        return bool(unit.path.startswith(self.path))


def list_deadlines(access: Access, scope: UnitScope, today: date) -> list[Deadline]:
    """Return what has a last day within 30 days, or has passed it, as far as the reader may read it.

    First what is counted in hours. Then the rest by day: reviews, remarks, directions, registrations, and the rows
    of registers with due dates, as one line for those that are late and one for the others.
    """
    sources = (_steps, _reviews, _remarks, _directions, _registrations)
    found = [line for source in sources for line in source(access, scope, today)]
    found += [line for register in registry.all() for line in _rows_due(access, scope, today, register)]
    hours = today + timedelta(days=3)
    return sorted(
        found,
        key=lambda line: (not line.at_once, line.at is None or line.due > hours, line.moment, line.title),
    )


def _grouped[T](rows: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[list[T]]:
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return iter(groups.values())


def _names(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(unit.name for unit in sorted(set(units), key=lambda unit: unit.sort_key))


def _steps(access: Access, scope: UnitScope, _today: date) -> Iterator[Deadline]:
    """Yield the pending steps of incidents' tracks, alike ones of one event together."""
    running = [
        clock
        for clock in list_running_clocks(access)
        if scope.covers(clock.step.track.owner_unit) and not clock.step.track.incident.exercise
    ]
    timed = [clock for clock in running if clock.moment or clock.start]
    for clocks in _grouped(timed, lambda clock: (clock.step.track.incident_id, clock.listed_name)):
        yield _step(clocks)


def _step(clocks: list[StepClock]) -> Deadline:
    first = clocks[0]
    at = first.moment or first.start
    assert at is not None
    words = {"step": first.listed_name, "incident": first.step.track.incident.number}
    alone = reverse("incident-tracks-detail", args=[first.step.track_id]) + "#steps"
    together = reverse("incidents-detail", args=[first.step.track.incident_id])
    units = _names(clock.step.track.owner_unit for clock in clocks)
    title = _("%(step)s, %(incident)s") % words
    url = alone if len(clocks) == 1 else together
    return Deadline(title, url, units, timezone.localdate(at), at, first.at_once)


def _reviews(access: Access, scope: UnitScope, _today: date) -> Iterator[Deadline]:
    rows = Review.objects.visible(access).filter(
        allowed(access, READ), due_on__isnull=False, archived_at__isnull=True
    )
    inside = rows.filter(owner_unit__path__startswith=scope.path).exclude(state=ReviewState.DECIDED)
    for reviews in _grouped(
        inside.select_related("owner_unit"), lambda row: (row.kind, row.year, row.due_on)
    ):
        first = reviews[0]
        year_url = url_in(first.kind, "reviews-year", first.year)
        url = url_of("review", first) if len(reviews) == 1 else year_url
        title = reword(_("Decide the review for %(year)s"), first.declared, get_language())
        title %= {"year": first.year}
        if first.due_on:
            yield Deadline(title, url, _names(review.owner_unit for review in reviews), first.due_on)


def _remarks(access: Access, scope: UnitScope, _today: date) -> Iterator[Deadline]:
    """Yield the reviews sent out for comment that units in the scope have not answered, as one line for each year."""
    rows = Review.objects.visible(access).filter(state=ReviewState.CIRCULATED, archived_at__isnull=True)
    reviews = list(rows.select_related("owner_unit"))
    asked = [
        row for rows in recipients_of(access, reviews).values() for row in rows if scope.covers(row.unit)
    ]
    # Only those who read the whole of a review know who has not answered it.
    known = [row for row in asked if scope.code or row.review.may(access, READ)]
    waiting = [row for row in unanswered(access, known) if row.answer_by]
    for those in _grouped(waiting, lambda row: (row.review.kind, row.review.year)):
        found = {row.review_id: row.review for row in those}
        first, *others = found.values()
        words = {"year": first.year, "unit": first.owner_unit.name}
        title = (
            _("Comment on the reviews for %(year)s")
            if others
            else _("Comment on the review for %(year)s of %(unit)s")
        )
        title = reword(title, first.declared, get_language())
        year_url = url_in(first.kind, "reviews-year", first.year)
        url = year_url if others else url_of("review-remarks", first)
        due = min(row.answer_by for row in those if row.answer_by)
        yield Deadline(title % words, url, _names(row.unit for row in those), due)


def _directions(access: Access, scope: UnitScope, _today: date) -> Iterator[Deadline]:
    if not access.anywhere(READ):
        return
    asked = [row for row in latest_directions(access) if row.answer_by]
    progress = progress_of(access, asked)

    def missing(row: Direction) -> list[Unit]:
        return [unit for unit in progress[row.pk].missing if scope.covers(unit)]

    for rows in _grouped(filter(missing, asked), lambda row: (row.review_id, row.answer_by)):
        review = rows[0].review
        title = _("Answer the directions %(year)s of %(unit)s") % {
            "year": review.year,
            "unit": review.owner_unit.name,
        }
        units = _names(unit for row in rows for unit in missing(row))
        if due := rows[0].answer_by:
            yield Deadline(title, url_of("review-directions", review), units, due)


def _registrations(access: Access, scope: UnitScope, today: date) -> Iterator[Deadline]:
    """Yield the changes of legal entities that are to be registered with the supervisor."""
    if not access.anywhere(EntityList.permission):
        return
    standing = f"{EntityStatus.CHANGED},{EntityStatus.LATE}"
    query = {"standing": standing} | ({"unit": scope.code} if scope.code else {})
    rows = [row for row in EntityList(access, query, today).rows() if row.last_day]
    if rows:
        url = f"{reverse(EntityList.key)}?{urlencode(query, safe=',')}"
        due = min(row.last_day for row in rows if row.last_day)
        title = _("Register what has changed with the supervisory authority")
        yield Deadline(title, url, _names(row.unit for row in rows), due)


def _rows_due(access: Access, scope: UnitScope, today: date, register: Register) -> Iterator[Deadline]:
    """Yield the register's late rows as one line, and those due within 30 days as another."""
    due = register.due
    if due is None or register.key not in OPEN or not access.anywhere(register.read):
        return
    rows = register.model.objects.visible(access).filter(due.open, owner_unit__path__startswith=scope.path)
    near = (
        rows.filter(**{f"{due.date}__lte": today + AHEAD})
        .select_related("owner_unit")
        .order_by(due.date, "pk")
    )
    found = list(near)
    spans = ((True, "", today - timedelta(days=1)), (False, today.isoformat(), today + AHEAD))
    for late, first, last in spans:
        those = [row for row in found if first <= getattr(row, due.date).isoformat() <= last.isoformat()]
        if not those:
            continue
        if len(those) == 1:
            title = _("%(verb)s: %(title)s") % {"verb": due.verb, "title": those[0]}
            url = detail_url(register, those[0])
        else:
            query = {
                **({"owner_unit": scope.code} if scope.code else {}),
                **OPEN[register.key],
                **({f"{due.date}_from": first} if first else {}),
                f"{due.date}_to": last.isoformat(),
            }
            title = _title(register, len(those), late=late)
            url = f"{reverse(f'{register.key}-list')}?{urlencode(query, safe=',')}"
        yield Deadline(title, url, _names(row.owner_unit for row in those), getattr(those[0], due.date))


def _title(register: Register, count: int, *, late: bool) -> str:
    words = {"count": number(count), "what": lower_first(str(register.many))}
    if late:
        return (
            ngettext("%(count)s %(what)s past its last day", "%(count)s %(what)s past their last day", count)
            % words
        )
    return _("%(count)s %(what)s with a last day within 30 days") % words
