"""The page with the plan and frame of a year's actions: money and hours, and how many are done month by month."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Bar, Document, Figure
from akropolis.base.lib.numbers import number_in
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Column, Crumb, Table, build_table
from akropolis.shared.actions.register import REGISTER
from akropolis.shared.actions.selectors.frame import ActionFrame, frame_of, progress_by_month

FIRST, LAST = 1990, 2190


@requires(REGISTER.read)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the sums of the chosen year, or of this one, with links to exactly the actions that are counted."""
    this_year = timezone.localdate().year
    asked = number_in(request.GET.get("ar", ""), LAST, 0)
    year = asked if asked >= FIRST else this_year
    found = cached(access_of(request), frame_of, year)
    months = progress_by_month(found.actions, year)
    title = _("Plan and frame %(year)s") % {"year": year}
    here = reverse("action-frame")
    context = {
        "title": title,
        "crumbs": [Crumb(label=str(REGISTER.many), url=reverse("actions-list")), Crumb(label=title)],
        "years": [(each, f"{here}?ar={each}") for each in (year - 1, year + 1)],
        "found": found,
        "units": _table(_("Per unit, with those below it"), found.units),
        "raised": _table(_("Per direction and other row that raised them"), found.raised, kinds=True),
        "chart": _chart(months, year) if found.actions else "",
    }
    return render(request, "actions/frame.html", context)


def _table(caption: str, frames: Sequence[ActionFrame], *, kinds: bool = False) -> Table:
    heads: list[str | Column] = [_("Raised by") if kinds else _("Unit")]
    heads += [
        Column(label=label, numeric=True)
        for label in (
            _("Actions"),
            _("Done"),
            _("Planned, kronor"),
            _("Done, kronor"),
            _("Planned, hours"),
            _("Done, hours"),
            _("Without estimate"),
        )
    ]
    return build_table(caption, heads, [_cells(frame) for frame in frames])


def _cells(frame: ActionFrame) -> list[Cell | str]:
    url = f"{reverse('actions-list')}?{urlencode(frame.query, safe=',')}"
    done = f"{reverse('actions-list')}?{urlencode({**frame.query, 'status': 'done'}, safe=',')}"
    sums = (frame.cost, frame.cost_done, frame.hours, frame.hours_done)
    return [
        Cell(text=frame.name, note=frame.kind),
        Cell(text=number(frame.actions), url=url),
        Cell(text=number(frame.done), url=done if frame.done else ""),
        *("–" if value is None else number(value) for value in sums),
        number(frame.unknown),
    ]


type Months = Sequence[tuple[date, int, int]]


def _caption(year: int) -> str:
    return _("Done of planned, counted from the beginning of %(year)s") % {"year": year}


def _chart(months: Months, year: int) -> SafeString:
    """Draw by month how many actions were due by its end, divided into those that were done and those that were not."""
    bars = []
    for first, due, done in months:
        parts = (float(done), float(max(due - done, 0)))
        bars.append(Bar(date_format(first, "M"), sum(parts), f"{done}/{due}", parts))
    words = {"year": year, "due": number(months[-1][1]), "done": number(months[-1][2])}
    alt = _("Of %(due)s actions due in %(year)s, %(done)s are done by its end.") % words
    series = (_("Done"), _("Planned, not done"))
    figure = Figure(alt, tuple(bars), _caption(year), kind="columns", across=_("Month"), series=series)
    return render_html_fragment(Document("", (figure,)))
