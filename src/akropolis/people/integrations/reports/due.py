"""What is due to a person as a calendar (RFC 5545), for programs that nobody here keeps.

A calendar is fetched by whoever runs the program, may lie abroad, and is shown on a locked screen. So it says of what
kind a thing is, which number it has, by when it is to be done and where: never a title, a name or a reason.
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
"""How often a program that asks us is told to look again."""


@dataclass(frozen=True, slots=True)
class CalendarDue:
    """One thing that is due, as it may leave: by a day or a moment, in words that tell nothing of what stands in it."""

    uid: str
    by: date | datetime
    summary: str
    url: str


def due_to(access: Access, today: date, absolute: Callable[[str], str]) -> list[CalendarDue]:
    """All with a day or a moment that waits for the person and that she may read now, the nearest first.

    In the language that holds. What she may no longer read of a task's row is left out.
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
    """The same for as long as the calendar says the same: an entity tag (RFC 9110, 8.8.3), weak for `DTSTAMP`."""
    return f'W/"{sha256(repr((title, *due)).encode()).hexdigest()[:32]}"'


def calendar(due: Iterable[CalendarDue], title: str, now: datetime) -> bytes:
    """The calendar, to be subscribed to. Days are whole days, moments are in UTC; nothing rings or takes up time."""
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
