"""A person's due dates as a calendar (RFC 5545), for calendar programs outside the city's control.

Whoever runs the program fetches the calendar, may store it abroad, and may show it on a locked screen. The
calendar therefore holds only the kind and number of a row, its due date and its address: never a title, a
name or a reason.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import PendingTask, list_recorded_tasks
from akropolis.base.kernel.records.references import kind_in_words, readable_numbers

MAKER = "-//akropoLIS//Due//EN"
REFRESHED = timedelta(hours=1)
"""Refresh interval suggested to calendar programs."""


@dataclass(frozen=True, slots=True)
class CalendarDue:
    """One due date in the form that may leave the system: a date or an exact time, in words that reveal no content."""

    uid: str
    by: date | datetime
    summary: str
    url: str


def due_to(access: Access, today: date, absolute: Callable[[str], str]) -> list[CalendarDue]:
    """List the person's tasks with a deadline about rows that the person may now read, nearest deadline first.

    The texts are in the active language. `absolute` turns a path into a full address.
    """
    tasks = [task for task in list_recorded_tasks(access, today) if task.by and task.about]
    numbers = readable_numbers(access, {task.about for task in tasks if task.about})
    found = [_due(task, numbers[task.about], absolute) for task in tasks if task.about in numbers]
    return sorted(found, key=lambda due: (due.by.isoformat(), due.uid))


def _due(task: PendingTask, number: str, absolute: Callable[[str], str]) -> CalendarDue:
    assert task.by
    assert task.about
    words = f"{kind_in_words(task.about.kind)} {number}".strip()
    by = task.by.astimezone(UTC) if isinstance(task.by, datetime) else task.by
    uid = f"{sha256(task.key.encode()).hexdigest()[:32]}@akropolis"
    return CalendarDue(uid, by, _("To do: %(what)s") % {"what": words}, absolute(task.url))


def entity_tag(due: Iterable[CalendarDue], title: str) -> str:
    """Return an entity tag that changes with the calendar's content (RFC 9110, 8.8.3), weak because of `DTSTAMP`."""
    return f'W/"{sha256(repr((title, *due)).encode()).hexdigest()[:32]}"'


def calendar(due: Iterable[CalendarDue], title: str, now: datetime) -> bytes:
    """Return the calendar file, for programs that subscribe to it.

    Due dates are whole days, deadlines with an exact time are in UTC. There are no alarms, and the time is
    not shown as busy.
    """
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for event in _events(due, now):
        made.add_component(event)
    return bytes(made.to_ical())


def _events(due: Iterable[CalendarDue], now: datetime) -> Iterator[Event]:
    for each in due:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", now)
        event.add("dtstart", each.by)
        event.add("summary", capfirst(each.summary))
        event.add(
            "description", _("What it is about stands in akropoLIS: %(address)s") % {"address": each.url}
        )
        event.add("url", each.url)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        yield event
