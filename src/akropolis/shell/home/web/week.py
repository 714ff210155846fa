"""The page that says what a person is to do this week and this month, and what others in her unit are."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, signed_in
from akropolis.base.kernel.deadlines import tasks
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.parts import Crumb, Task
from akropolis.shell.home.selectors.figures import in_words
from akropolis.shell.home.selectors.week import Week, week_of
from akropolis.shell.home.web.start import task_view


@signed_in(because="the page shows what waits for the person herself, and rows of her unit through the gate")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show what the person is to do until the end of the month, in order, and then what others in her unit are."""
    access, today = access_of(request), timezone.localdate()
    unit = chosen_unit(request, appointments_on(request))
    own = [*tasks.list_recorded_tasks(access, today), *tasks.tasks_for(access, today, tasks.fleeting)]
    found = week_of(access, own, unit, today)
    groups = [
        (_("Counted in hours"), found.hours),
        (_("Late"), found.late),
        (_("This week"), found.this_week),
        (_("Next week"), found.next_week),
        (_("Later in %(month)s") % {"month": date_format(today, "F")}, found.later),
    ]
    if unit:
        groups.append((_("Other things in the registers of %(unit)s") % {"unit": unit.name}, found.others))
    context = {
        "title": _("This week and this month"),
        "crumbs": [Crumb(label=_("To do"), url=reverse("home")), Crumb(label=_("This week and this month"))],
        "lead": _week_text(found, today),
        "groups": [(title, _task_views(access, each, today)) for title, each in groups if each],
        "more": len(own) - len(found.own),
    }
    return render(request, "home/week.html", context)


def _task_views(access: Access, found: Sequence[tasks.PendingTask], today: date) -> list[Task]:
    return [task_view(task, today, act=_done_act(access, task)) for task in found]


def _done_act(access: Access, task: tasks.PendingTask) -> tuple[str, str] | None:
    """Return the button that leads to where the row is marked as done, for whoever writes in the register."""
    key, _colon, pk = task.key.partition(":")
    register = registry.entries.get(key)
    if (
        register is None
        or register.due is None
        or not register.due.page
        or not access.anywhere(register.edit)
    ):
        return None
    return _("It is done"), reverse(register.due.page, args=[pk])


def _week_text(found: Week, today: date) -> str:
    """Return the sentences with how much is to be done by the last day, how much of it by Sunday, and what is late."""
    late = sum(task.late_days(today) > 0 for task in found.own)
    left, soon = len(found.own) - late, len(found.this_week)
    said = ngettext(
        "%(count)s thing is to be done by %(day)s.", "%(count)s things are to be done by %(day)s.", left
    )
    parts = [said % {"count": in_words(left), "day": date_format(found.last, "j F")}] if left else []
    if soon:
        parts.append(
            ngettext("%(count)s by Sunday.", "%(count)s by Sunday.", soon) % {"count": in_words(soon)}
        )
    if late:
        parts.append(ngettext("%(count)s is late.", "%(count)s are late.", late) % {"count": in_words(late)})
    none = _("You have nothing to do with a day before %(day)s.") % {"day": date_format(found.last, "j F")}
    return " ".join(map(capitalised, parts)) or none
