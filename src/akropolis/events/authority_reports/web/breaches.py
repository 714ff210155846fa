"""The breaches of a controller and a period as one file for the authority (GDPR article 33.5)."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, FORM_NAMES, Form, render
from akropolis.base.lib.periods import Period
from akropolis.base.ui.parts import Crumb
from akropolis.events.authority_reports.reports.breach_register import breach_book, breach_paper
from akropolis.events.authority_reports.selectors.assessments import READ
from akropolis.events.authority_reports.selectors.breaches import count_breaches, list_breaches, year_to_date


def _period(request: HttpRequest) -> Period:
    """Return the period that is asked for, no later than today; this year where it is not given or runs backwards."""
    proposed = year_to_date(timezone.localdate())
    first, last = _day(request, "fran") or proposed.first, _day(request, "till") or proposed.last
    last = min(last, proposed.cutoff)
    return Period(first, last, proposed.cutoff) if first <= last else proposed


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def _controllers(access: Access) -> QuerySet[Unit]:
    """Return the committees and companies whose own tracks the person may read, ended ones too."""
    return Unit.objects.visible(access).filter(access.units(READ), kind__in=OWN_AUTHORITY)


@requires(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show whose breaches can be taken out, of which period, and how many they are."""
    access, period = access_of(request), _period(request)
    units = _controllers(access).order_by("sort_key", "code")
    own = chosen_unit(request, appointments_on(request))
    code = request.GET.get("unit") or (own.code if own else "")
    unit = next((each for each in units if each.code == code), units.first())
    count = count_breaches(access, unit, period) if unit else 0
    title, query = _("Breaches by article 33.5"), ""
    if unit:
        rule = f"happened:{period.first}:{period.last}:{period.cutoff}"
        query = urlencode({"owner_unit": unit.code, "regime": "privacy", "rule": rule})
    days = urlencode({"fran": period.first.isoformat(), "till": period.last.isoformat()})
    tracks = Crumb(label=_("Tracks of incidents"), url=reverse("incident-tracks-list"))
    context = {
        "title": title,
        "crumbs": [tracks, Crumb(label=title)],
        "units": units,
        "unit": unit,
        "period": period,
        "count": count,
        "rows_url": f"{reverse('incident-tracks-list')}?{query}",
        "files": [
            (name, f"{reverse('breach-register-file', args=[unit.code, form])}?{days}")
            for form, name in FORM_NAMES.items()
            if unit
        ],
    }
    return render_page(request, "filings/breaches.html", context)


@requires(READ)
@require_safe
@heavy(also_read=True)
def breach_file(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """Return the breaches of the controller in the period, in the given form."""
    access, period = access_of(request), _period(request)
    or_hidden(FORM_NAMES.get(form))
    unit = or_hidden(_controllers(access).filter(code=code).first())
    found = list_breaches(access, unit, period)
    made = (
        breach_book(unit, period, found)
        if form == "xlsx"
        else render(breach_paper(access, unit, period, found), form)
    )
    name = f"personuppgiftsincidenter-{code}-{period.first}-{period.last}.{form}"
    return file_answer(made, name, CONTENT_TYPES[form])
