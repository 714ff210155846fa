"""The record of a controller to show, as Word, PDF or Excel, as of any day; and one processing as a document."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, FORM_NAMES, Form, render
from akropolis.base.ui.parts import Crumb
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.past import READ, read_record
from akropolis.privacy.processing_record.reports.record_paper import (
    processing_paper,
    record_book,
    record_paper,
)


def _day(request: HttpRequest) -> date:
    """Return the day that is asked for; today for one that is ahead, or no day."""
    today = timezone.localdate()
    try:
        return min(parse_date(request.GET.get("dag", "")) or today, today)
    except ValueError:
        return today


@requires(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show whose record can be taken out, as of which day, and how much is missing in it."""
    access, day = access_of(request), _day(request)
    units = Unit.objects.visible(access).filter(access.units(READ), kind__in=OWN_AUTHORITY)
    own = chosen_unit(request, appointments_on(request))
    code = request.GET.get("unit") or (own.code if own else "")
    unit = next((each for each in units if each.code == code), units.first())
    record = read_record(access, unit, day) if unit else []
    title = _("The record as a document")
    context = {
        "title": title,
        "crumbs": [
            Crumb(label=_("The record of processing"), url=reverse("processings-list")),
            Crumb(label=title),
        ],
        "units": units,
        "unit": unit,
        "day": day,
        "count": len(record),
        "lacking": sum(len(held.lacking) for held in record),
        "files": [
            (name, f"{reverse('processing-record-file', args=[unit.code, form])}?dag={day.isoformat()}")
            for form, name in FORM_NAMES.items()
            if unit and record
        ],
    }
    return render_page(request, "processing_record/record.html", context)


@requires(READ)
@require_safe
@heavy(also_read=True)
def record_file(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """Return the record of the controller as of the day, in the given form."""
    access, day = access_of(request), _day(request)
    or_hidden(FORM_NAMES.get(form))
    unit = Unit.objects.visible(access).one(code=code, kind__in=OWN_AUTHORITY)
    record = read_record(access, unit, day)
    made = (
        record_book(unit, day, record)
        if form == "xlsx"
        else render(record_paper(access, unit, day, record), form)
    )
    return file_answer(made, f"registerforteckning-{code}-{day.isoformat()}.{form}", CONTENT_TYPES[form])


@requires(READ)
@require_safe
@heavy(also_read=True)
def processing_file(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return everything about one processing as Word or PDF."""
    access = access_of(request)
    or_hidden(form if form in ("docx", "pdf") else None)
    row = (
        Processing.objects.visible(access).select_related("owner_unit", "owner", "national_basis").one(pk=pk)
    )
    made = render(processing_paper(access, row, timezone.localdate()), form)
    return file_answer(made, f"{row.number}.{form}", CONTENT_TYPES[form])
