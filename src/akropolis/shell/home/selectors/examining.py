"""Everything that was done across all registers, newest first, limited to what the reader may know of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import hidden_among
from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.history.log import HistoryEvent, events_where
from akropolis.base.kernel.history.models import Change, ChangeAction
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records.secrecy import WITHHELD, secret_among
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.lib.calendar import DAY, midnight

READ = "organisation:appointment:read"
PAGE = 50
SCAN = 5
"""Maximum number of pages scanned for rows that the reader may read, before asking whether to go on."""

APPOINTED = 200
"""Maximum number of one day's changes of appointments that are shown at once."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Filter of changes: one register, one unit, people whose names contain the words, one kind, between two days."""

    register: str = ""
    unit: str = ""
    who: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A change, with the register of the changed row and the row's URL."""

    register: Register
    shown: display.ShownEvent

    @property
    def url(self) -> str:
        """Return the URL of the changed row."""
        return reverse(f"{self.register.key}-detail", args=[self.shown.event.object_id])


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of changes, newest first, and the sequence number to continue before; None at the end."""

    done: list[Done]
    before: int | None


def may_examine(access: Access) -> bool:
    """Return whether the reader may examine the city: those who read appointments in the whole city may."""
    return access.may(READ, None)


def registers_of(access: Access) -> dict[str, Register]:
    """Return a dict from kind of row to register, of the registers in which the reader may read something."""
    return {kind_of(each.model): each for each in registry.all() if access.anywhere(each.read)}


def changes(access: Access, asked: ChangeFilter, before: int | None = None) -> ChangePage:
    """Return a page of changes, presented as on the row's own page: visible if the row's unit at the time was."""
    known = registers_of(access)
    kinds = [kind for kind, each in known.items() if asked.register in ("", each.key)]
    found: list[HistoryEvent] = []
    for _round in range(SCAN):
        some = events_where(_wanted(access, asked, kinds), limit=PAGE, before=before)
        found += _readable(access, known, some)
        before = some[-1].seq if len(some) == PAGE else None
        if before is None or len(found) >= PAGE:
            break
    return ChangePage(_describe_changes(access, known, found), before)


def appointed(access: Access, day: date) -> list[display.ShownEvent]:
    """Return the changes made to appointments during the day, newest first, including appointments that
    no longer exist.

    Only for readers who examine the city, and so may read all appointments. Returns at most `APPOINTED`
    changes.
    """
    rows = _between(Change.objects.filter(kind=kind_of(Appointment)), day, day)
    shown = display.history(Appointment, events_where(rows, limit=APPOINTED), access)
    # The label of a removed row says what it was.
    return [replace(each, changes=[]) if each.event.action == ChangeAction.REMOVE else each for each in shown]


def _wanted(access: Access, asked: ChangeFilter, kinds: list[str]) -> QuerySet[Change]:
    rows = Change.objects.filter(kind__in=kinds)
    if asked.unit:
        rows = rows.filter(payload__contains=f'"unit":"{asked.unit}"')
    if asked.action in ChangeAction.values:
        rows = rows.filter(payload__startswith=f'{{"action":"{asked.action}"')
    if asked.who:
        people = User.objects.visible(access).filter(name__icontains=asked.who)
        rows = rows.filter(actor_id__in=list(people.values_list("pk", flat=True)))
    return _between(rows, asked.first, asked.last)


def _between(rows: QuerySet[Change], first: date | None, last: date | None) -> QuerySet[Change]:
    # The calendar's first and last day filter nothing, and their midnights do not exist in every time zone.
    if first and first > date.min:
        rows = rows.filter(at__gte=midnight(first))
    if last and last < date.max:
        rows = rows.filter(at__lt=midnight(last + DAY))
    return rows


def _by_kind(events: list[HistoryEvent]) -> Iterator[tuple[str, list[HistoryEvent]]]:
    ordered = sorted(events, key=lambda event: event.kind)
    return ((kind, list(some)) for kind, some in groupby(ordered, key=lambda event: event.kind))


def _readable(
    access: Access, known: Mapping[str, Register], events: list[HistoryEvent]
) -> list[HistoryEvent]:
    found = []
    for kind, some in _by_kind(events):
        hidden = hidden_among(known[kind].model, access, {event.object_id for event in some})
        found += [e for e in readable(access, known[kind].read, some) if e.object_id not in hidden]
    return found


def _describe_changes(
    access: Access, known: Mapping[str, Register], events: list[HistoryEvent]
) -> list[Done]:
    found = []
    for kind, some in _by_kind(events):
        secret = secret_among(known[kind].model, [event.object_id for event in some])
        for shown in display.history(known[kind].model, some, access):
            found.append(Done(known[kind], _withheld(shown) if shown.event.object_id in secret else shown))
    return sorted(found, key=lambda done: done.shown.event.seq, reverse=True)


def _withheld(shown: display.ShownEvent) -> display.ShownEvent:
    """Return a change of a secret row reduced to who made it and when, with the number that begins the
    row's labels.

    The content of the change is shown on the row's own page, where the viewing is recorded.
    """
    label = f"{shown.event.label.partition(' ')[0]} {WITHHELD}"
    return replace(shown, event=replace(shown.event, label=label, because=""), changes=[])
