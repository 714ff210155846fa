"""The statement of applicability of a unit, or of its legal entity: page and files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, FORM_NAMES, Form, render_html_fragment
from akropolis.base.kernel.reporting import render as as_file
from akropolis.base.ui.parts import Choice, Crumb, FilterField
from akropolis.graph.compliance.models import Framework
from akropolis.graph.compliance.reports.applicability import (
    area_document,
    area_words,
    book,
    document,
    lead_of,
    subtitle_of,
    title_of,
)
from akropolis.graph.compliance.reports.words import area_name, start
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.applicability import ApplicabilityStatement, statement
from akropolis.graph.compliance.selectors.requirements import frameworks
from akropolis.graph.compliance.selectors.standing import place_url

FRAMEWORK = "regelverk"


def _requested_statement(request: HttpRequest, code: str) -> tuple[ApplicabilityStatement, list[Framework]]:
    """Return the requested statement, and the frameworks in use. Raises Hidden for a framework not in use."""
    day = timezone.localdate()
    every, wanted = frameworks(day), request.GET.get(FRAMEWORK, "")
    chosen = or_hidden(next((each for each in every if each.code == wanted), None)) if wanted else None
    return statement(access_of(request), code, chosen, day), every


@requires(READ)
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the statement: for each measure whether it applies in the unit, why, its status and its evidence."""
    given, every = _requested_statement(request, code)
    options = [Choice(value=f.code, label=f.title, chosen=f == given.framework) for f in every]
    context = {
        "title": title_of(given),
        "crumbs": [
            start(),
            Crumb(label=given.unit.name, url=place_url(given.unit)),
            Crumb(label=_("Statement of applicability")),
        ],
        "subtitle": subtitle_of(given),
        "filter": FilterField(name=FRAMEWORK, label=_("Framework"), choices=options, every=_("All measures")),
        "words": lead_of(given),
        "areas": [
            (
                f"a{area}",
                area_name(given.areas, area),
                area_words(rows),
                render_html_fragment(area_document(given, area)),
            )
            for area, rows in given.sections
        ],
        "files": [(name, _file_url(given, form)) for form, name in FORM_NAMES.items()],
    }
    return render(request, "compliance/applicability.html", context)


def _file_url(given: ApplicabilityStatement, form: str) -> str:
    url = reverse("compliance-applicability-file", args=[given.unit.code, form])
    return f"{url}?{urlencode({FRAMEWORK: given.framework.code})}" if given.framework else url


@requires(READ)
@require_safe
def file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Return the statement as Word, PDF or Excel."""
    chosen: Form = or_hidden(next((each for each in FORM_NAMES if each == form), None))
    given, _every = _requested_statement(request, code)
    data = book(given) if chosen == "xlsx" else as_file(document(given), chosen)
    name = f"{title_of(given).replace(':', '')} {given.day.isoformat()}.{chosen}"
    return file_answer(data, name, CONTENT_TYPES[chosen])
