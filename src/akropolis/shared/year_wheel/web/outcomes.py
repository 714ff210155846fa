"""The page on which somebody says what came of a yearly duty, and the calendar file of the wheel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.ui.model_fields import FromModel
from akropolis.people.integrations.reports.due import CalendarDue, calendar
from akropolis.shared.year_wheel.models import DutyOutcome, DutyStatus
from akropolis.shared.year_wheel.register.year_wheel import YearWheel, place_url
from akropolis.shared.year_wheel.rules.permissions import READ, SETTLE
from akropolis.shared.year_wheel.selectors.years import DutyOfYear, duty_of_year
from akropolis.shared.year_wheel.services.outcomes import settle


class OutcomeForm(VersionedForm, model=DutyOutcome):
    """What came of the duty, when, and what shows it."""

    state = FromModel(initial=DutyStatus.DONE, required=True)
    done_on = FromModel(initial=timezone.localdate)
    note = FromModel(rows=4)
    evidence = FromModel()


def _find(access: Access, unit: str, year: int, duty: UUID) -> DutyOfYear:
    return or_hidden(duty_of_year(access, timezone.localdate(), unit, year, duty))


def _wheel_of(row: DutyOfYear | DutyOutcome) -> str:
    return f"{reverse('year-wheel')}?{urlencode({'unit': str(row.unit.code), 'year': str(row.year)})}"


def _said(_request: HttpRequest, row: DutyOfYear) -> dict[str, object]:
    """Return what is said of the duty; if it remains, with today proposed for when it is done."""
    found = row.outcome
    if found is None:
        return {}
    names = ("version", "state", "note", "evidence")
    first = {name: getattr(found, name) for name in names}
    return {"initial": {**first, "done_on": found.done_on or timezone.localdate()}}


def _place(request: HttpRequest, row: DutyOfYear, _form: OutcomeForm) -> dict[str, object]:
    return {"place": row.duty.get_place_display(), "place_url": place_url(access_of(request), row.duty)}


OUTCOME = Act(
    on=ActTarget(SETTLE, _find, _wheel_of, lambda _row: _("Year wheel"), unit="unit"),
    form=OutcomeForm,
    given=_said,
    do=lambda access, row, form: settle(access, row, form.row_values(), version=form.seen),
    after=_wheel_of,
    title=lambda row: f"{row.duty.title} {row.year}",
    lead=lambda row: (
        _("%(what)s %(unit)s, at the latest %(day)s.")
        % {"what": row.duty.said("what"), "unit": row.unit, "day": date_format(row.due)}
    ),
    submit=gettext_lazy("Save"),
    template="year_wheel/outcome.html",
    context=_place,
)


@requires(READ)
def outcome(request: HttpRequest, unit: str, year: int, duty: UUID) -> HttpResponse:
    """Show the form. Whoever cannot use it but reads the unit's duties is led to the wheel, which says why in words."""
    access = access_of(request)
    if request.method == "GET" and (sentence := _why_not(access, unit, year, duty)):
        messages.info(request, sentence)
        return redirect("year-wheel")
    return OUTCOME.view(request, unit=unit, year=year, duty=duty)


def _why_not(access: Access, code: str, year: int, duty: UUID) -> str:
    """Return why the reader cannot say what came of the duty; empty if she can, or may not know of it."""
    row = duty_of_year(access, timezone.localdate(), code, year, duty)
    if row and not access.may(SETTLE, row.unit):
        words = {"duty": row.duty, "role": row.duty.role, "unit": row.unit}
        return _("You can read “%(duty)s”. It is done by whoever is %(role)s in %(unit)s: tell them.") % words
    unit = None if row else Unit.objects.visible(access).filter(code=code).first()
    if unit and access.may(READ, unit) and unit.valid_to and unit.valid_to < timezone.localdate():
        ended = {"unit": unit.name, "day": date_format(unit.valid_to)}
        return _("%(unit)s ended on %(day)s, and has no duties after that day. What was done stays.") % ended
    return ""


@requires(READ)
@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Return the duties that the list shows as a calendar file: whole days, with the address of the list."""
    found = YearWheel(access_of(request), request.GET.dict(), timezone.localdate())
    due = [
        CalendarDue(
            f"{row.key}@akropolis",
            row.due,
            f"{row.duty.title} ({row.unit.short_name})",
            request.build_absolute_uri(_wheel_of(row)),
        )
        for row in found.ordered
    ]
    title = _("Year wheel %(year)s") % {"year": found.year}
    made = calendar(due, title, timezone.now())
    return file_answer(made, f"arshjul-{found.year}.ics", "text/calendar; charset=utf-8")
