"""The page that says what a person and her unit have to do this week."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, signed_in
from akropolis.base.kernel.deadlines import tasks
from akropolis.base.ui.parts import Crumb
from akropolis.shell.home.selectors.figures import in_words
from akropolis.shell.home.selectors.week import Week, week_of


@signed_in(because="the page shows what waits for the person herself, and rows of her unit through the gate")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show what is to be done this week, next week, and what is late: the person's own and her unit's."""
    access, today = access_of(request), timezone.localdate()
    unit = chosen_unit(request, appointments_on(request))
    own = [*tasks.list_recorded_tasks(access, today), *tasks.tasks_for(access, today, tasks.fleeting)]
    found = week_of(access, own, unit, today)
    groups = (
        (_("This week"), found.this_week, _("Nothing is to be done this week.")),
        (_("Next week"), found.next_week, _("Nothing is to be done next week.")),
        (_("Late"), found.late, _("Nothing is late.")),
    )
    context = {
        "title": _("What to do this week"),
        "crumbs": [Crumb(label=_("To do"), url=reverse("home")), Crumb(label=_("What to do this week"))],
        "lead": _week_text(found, unit.name if unit else ""),
        "groups": groups,
        "today": today,
        "undated": sum(task.due is None for task in own),
    }
    return render(request, "home/week.html", context)


def _week_text(found: Week, unit: str) -> str:
    """Return the sentence with the number of things this week and late ones, and whose they are."""
    count, late = len(found.this_week), len(found.late)
    said = ngettext(
        "%(count)s thing is to be done by Sunday.", "%(count)s things are to be done by Sunday.", count
    ) % {"count": in_words(count) if count else "0"}
    parts = [said[:1].upper() + said[1:]]
    if late:
        words = ngettext("%(count)s is late.", "%(count)s are late.", late) % {"count": in_words(late)}
        parts.append(words[:1].upper() + words[1:])
    if unit:
        parts.append(
            _("The list has what is yours, and what %(unit)s has in its registers.") % {"unit": unit}
        )
    return " ".join(parts)
