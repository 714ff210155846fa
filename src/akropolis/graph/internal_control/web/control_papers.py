"""The plan and the report of the internal control as PDF or Word."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.registers.web.computed import list_from_request
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render
from akropolis.graph.internal_control.register.control_paper import control_paper
from akropolis.graph.internal_control.register.plan import FORMS, ControlPlan, ControlReport
from akropolis.graph.internal_control.selectors.controls import READ


@requires(READ)
@require_safe
@heavy(also_read=True)
def plan(request: HttpRequest, form: Form) -> HttpResponse:
    """Return the plan for the chosen unit and year, with the rows that the user may read."""
    return _paper(request, ControlPlan, form)


@requires(READ)
@require_safe
@heavy(also_read=True)
def report(request: HttpRequest, form: Form) -> HttpResponse:
    """Return the report for the chosen unit and year, with the rows that the user may read."""
    return _paper(request, ControlReport, form)


def _paper(request: HttpRequest, listed: type[ControlPlan | ControlReport], form: Form) -> HttpResponse:
    or_hidden(next((each for _name, each in FORMS if each == form), None))
    asked = list_from_request(listed, request)
    return file_answer(
        render(control_paper(asked), form), f"{listed.slug}-{asked.year}.{form}", CONTENT_TYPES[form]
    )
