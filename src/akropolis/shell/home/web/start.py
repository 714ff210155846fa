"""The start page, and the page that describes the city's situation in words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, requires, signed_in
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.deadlines import tasks
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.notify.models import Message
from akropolis.base.lib.swedish import capitalised, listing, number
from akropolis.base.ui.parts import Crumb, Kind, Task
from akropolis.events.situation_reports.register.series import SERIES, build_series
from akropolis.people.organisation.services.appointments import KEEPS_ACCOUNTS
from akropolis.shared.clocks.reports.clock_words import length_in_words
from akropolis.shell.home.selectors import situation
from akropolis.shell.home.selectors.deadlines import Deadline, UnitScope
from akropolis.shell.home.selectors.figures import in_words
from akropolis.shell.home.selectors.setup import SetupStep, count_left, is_new, setup_steps
from akropolis.shell.home.services.reminders import late_in_words

NEWS = 5
NEAREST, NAMED = 8, 3
"""Number of deadlines shown first; maximum number of units named."""
SOON, LONG = 7, 30
"""Days within which a day is near; days late above which the last day is shown."""
DAY = timedelta(days=1)


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
    steps = setup_steps(access, today) if is_new(access) else []
    context = {
        "title": _("To do"),
        "lead": setup_text(steps) if steps and not grouped.count else _waiting_text(grouped, today),
        "steps": steps,
        "groups": [(title, [task_view(task, today) for task in found]) for title, found in groups if found],
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


def setup_text(steps: Sequence[SetupStep]) -> str:
    """Return the sentence with the number of steps left until the first review is decided."""
    left = count_left(steps)
    said = ngettext(
        "%(count)s step is left until your first review is decided.",
        "%(count)s steps are left until your first review is decided.",
        left,
    )
    return capitalised(said % {"count": in_words(left, neuter=True)}) if left else _("Everything is done.")


@requires(KEEPS_ACCOUNTS)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Show what a new municipality has to do, in order, with what is done. For those who keep the accounts."""
    access = access_of(request)
    access.must(KEEPS_ACCOUNTS, None)
    steps = setup_steps(access, timezone.localdate())
    crumbs = [Crumb(label=_("To do"), url=reverse("home")), Crumb(label=_("A new municipality"))]
    context = {"title": _("A new municipality"), "lead": setup_text(steps), "steps": steps, "crumbs": crumbs}
    return render(request, "home/setup.html", context)


def task_view(task: tasks.PendingTask, today: date, act: tuple[str, str] | None = None) -> Task:
    """Return the task as a page shows it, with `act` as its button."""
    days = task.late_days(today)
    late = late_in_words(days) if days else ""
    said = {"title": str(task.title), "why": str(task.why), "late": late}
    return Task(url=task.url, due=task.due, at=task.at, reasons=task.reasons, act=act, **said)


@requires("organisation:unit:read")
def city(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the state of the user's unit and those below it, or of all that the user may read; figures link to rows.

    With a code, show the state of that unit. The unit's own situation pictures are shown with it.

    With the parameter `alla`, every deadline is shown.
    """
    access, now = access_of(request), timezone.now()
    units = Unit.objects.visible(access)
    unit: Unit | None = units.one(code=code) if code else chosen_unit(request, appointments_on(request))
    below = unit and unit.parent_id is not None
    scope = UnitScope(unit.path, unit.code, unit.name) if unit and below else UnitScope()
    found = cached(access, _situation, scope, timezone.localdate())
    chosen = found.deadlines if "alla" in request.GET else found.deadlines[:NEAREST]
    shown = [_deadline_view(line, now) for line in chosen]
    series = build_series(access, unit) if unit else None
    context = {
        "title": _title(scope, unit),
        "judgement": found.judgement,
        "left": found.left,
        "right": found.right,
        "week": [view for view, line in zip(shown, chosen, strict=True) if _is_near(line, now)][:NAMED],
        "deadlines": shown,
        "more": len(found.deadlines) - len(shown),
        "now": now,
        "begin_url": series["begin_url"] if series else "",
        "pictures": render_to_string(SERIES.template, {"panel": {**series, "begin_url": ""}})
        if series
        else "",
    }
    return render(request, "home/situation.html", context)


class SituationPieces(NamedTuple):
    """What of the page is the same until a row changes: its deadlines, and the rest as HTML."""

    deadlines: Sequence[Deadline]
    judgement: SafeString
    left: SafeString
    right: SafeString


def _situation(access: Access, scope: UnitScope, today: date) -> SituationPieces:
    found = situation.describe_situation(access, scope, today)
    said = format_html("<p>{}</p>", format_html_join(" ", "{}", ((each,) for each in found.judgement)))
    sides = (render_to_string(f"home/_situation_{side}.html", {"found": found}) for side in ("left", "right"))
    return SituationPieces(found.deadlines, said if found.judgement else SafeString(), *sides)


def _title(scope: UnitScope, unit: Unit | None) -> str:
    if scope.code:
        return _("The situation in %(unit)s") % {"unit": scope.name}
    return _("The situation in the whole of %(city)s") % {"city": unit.name} if unit else _("The situation")


def _is_near(line: Deadline, now: datetime) -> bool:
    """Whether it is late or is to be done within the week."""
    return line.at_once or line.due <= timezone.localdate(now) + timedelta(days=SOON)


class DeadlineView(NamedTuple):
    """A deadline as shown: what, where and when, and the time left in words with the kind of its tag."""

    title: str
    url: str
    units: str
    names: str
    left: str
    kind: Kind


def _deadline_view(line: Deadline, now: datetime) -> DeadlineView:
    count, names = len(line.units), listing(line.units, _("and"))
    where = names if count == 1 else ngettext("%(n)s unit", "%(n)s units", count) % {"n": number(count)}
    return DeadlineView(line.title, line.url, where, names if 1 < count <= NAMED else "", *_left(line, now))


def _left(line: Deadline, now: datetime) -> tuple[str, Kind]:
    """Return the time left in words, in hours where the law counts so, and the kind that repeats how urgent it is."""
    if line.at_once:
        return _("At once"), "danger"
    if line.at is not None:
        left = line.at - now
        if left < timedelta():
            return _("%(length)s late") % {"length": length_in_words(-left)}, "danger"
        return _("%(length)s left") % {"length": length_in_words(left)}, "danger" if left < DAY else "warning"
    days = (line.due - timezone.localdate(now)).days
    if days < -LONG:
        return _("since %(day)s") % {"day": date_format(line.due)}, "danger"
    if days < 0:
        return late_in_words(-days), "danger"
    if not days:
        return _("Today"), "warning"
    if days <= SOON:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}, "warning"
    return date_format(line.due, "j E"), "neutral"
