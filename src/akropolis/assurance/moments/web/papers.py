"""The record of a moment as Word, PDF or ODT."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from akropolis.assurance.moments.models import Moment
from akropolis.assurance.moments.reports.moment_paper import moment_paper
from akropolis.assurance.moments.rules.permissions import READ
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render

PAPERS: dict[Form, str] = {"docx": "Word", "pdf": "PDF", "odt": "ODT"}


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the record of the moment as it is now: what was done, what did not apply, what remains."""
    access = access_of(request)
    or_hidden(PAPERS.get(form))
    moment = Moment.objects.visible(access).select_related("owner_unit", "node").one(pk=pk)
    made = render(moment_paper(access, moment, timezone.localdate()), form)
    return file_answer(made, f"{moment.number}-protokoll.{form}", CONTENT_TYPES[form])
