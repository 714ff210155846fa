"""The report of an exercise as a PDF or Word file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form
from akropolis.base.kernel.reporting import render as rendered
from akropolis.events.exercises.models import Exercise
from akropolis.events.exercises.reports.exercise_words import report_of
from akropolis.events.exercises.rules.permissions import READS
from akropolis.events.exercises.web.panels import FILES


@requires(READS)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the report from the current data: facts, goals with observations, injects with what was done, actions."""
    access = access_of(request)
    or_hidden(next((each for _name, each in FILES if each == form), None))
    rows = Exercise.objects.visible(access).select_related(
        "owner_unit", "lead", "incident", "supplier", "service"
    )
    exercise: Exercise = rows.one(pk=pk)
    name = f"{exercise.number}-rapport.{form}"
    return file_answer(rendered(report_of(access, exercise), form), name, CONTENT_TYPES[form])
