"""The start page, and the page that describes the city's situation in words."""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, requires, signed_in
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.deadlines import tasks
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.notify.models import Message
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.parts import Task
from akropolis.review.review_inputs.selectors.years import of_the_whole
from akropolis.shell.home.selectors import situation
from akropolis.shell.home.selectors.figures import in_words
from akropolis.shell.home.services.reminders import late_in_words

NEWS = 5


@signed_in(because="the page shows only what waits for the person herself")
def home(request: HttpRequest) -> HttpResponse:
    """Show the user's tasks with the reason for each, and the state of the user's current unit."""
    access, today = access_of(request), timezone.localdate()
    unit = chosen_unit(request, appointments_on(request))
    grouped = tasks.group(
        [*tasks.list_recorded_tasks(access, today), *tasks.tasks_for(access, today, tasks.fleeting)], today
    )
    groups = (
        (_("Counted in hours"), grouped.hours),
        (_("Late"), grouped.late),
        (_("This week"), grouped.this_week),
        (_("Later"), grouped.later),
    )
    context = {
        "title": _("To do"),
        "lead": _waiting_text(grouped, today),
        "groups": [(title, [_task_view(task, today) for task in found]) for title, found in groups if found],
        "news": _news(request, grouped),
        "unit": unit,
        "sentences": cached(access, situation.unit_sentences, unit, today) if unit else [],
        "now": timezone.now(),
        "has_role": bool(access.grants),
    }
    return render(request, "home/home.html", context)


def _news(request: HttpRequest, grouped: tasks.Grouped) -> list[Message]:
    """Return unread messages that are not about one of the tasks. No query is made if there is nothing unread."""
    if not getattr(request.user, "unread", None):
        return []
    return outbox.list_unseen(access_of(request), [task.url for task in grouped.all], NEWS)


def _waiting_text(grouped: tasks.Grouped, today: date) -> str:
    count, late = grouped.count, sum(task.late_days(today) > 0 for task in grouped.all)
    if not count:
        return _("Nothing waits for you just now.")
    said = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count)
    first = capitalised(said % {"count": in_words(count)})
    if not late:
        return first
    if late == count:
        return f"{first} {ngettext('It is late.', 'All are late.', late)}"
    more = ngettext("%(count)s is late.", "%(count)s are late.", late) % {"count": in_words(late)}
    return f"{first} {capitalised(more)}"


def _task_view(task: tasks.PendingTask, today: date) -> Task:
    days = task.late_days(today)
    late = late_in_words(days) if days else ""
    said = {"title": str(task.title), "why": str(task.why), "late": late}
    return Task(url=task.url, due=task.due, at=task.at, reasons=task.reasons, **said)


@requires("organisation:unit:read")
def city(request: HttpRequest) -> HttpResponse:
    """Show the state of everything the user may read, in words; each figure links to its rows."""
    parts, drawn = cached(access_of(request), _situation, timezone.localdate())
    context = {"title": _("The situation"), "parts": parts, "drawn": drawn, "now": timezone.now()}
    return render(request, "home/situation.html", context)


class TrendSource(NamedTuple):
    """Whose decided reviews the charts are drawn from, and for which years."""

    unit: str
    first: int
    last: int


def _situation(access: Access, today: date) -> tuple[list[situation.SituationPart], TrendSource | None]:
    decided = of_the_whole(access)
    first, *_between, last = decided.packs if len(decided.packs) > 1 else (None, None)
    drawn = TrendSource(last.unit.name, first.year, last.year) if first and last else None
    return situation.city_parts(access, today, decided), drawn
