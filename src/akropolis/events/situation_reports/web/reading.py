"""Pages of an issued picture: on screen, compared with the previous picture, and as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render_html_fragment
from akropolis.base.kernel.reporting import render as rendered
from akropolis.base.lib.document import Document, mask
from akropolis.events.situation_reports.models import Situation
from akropolis.events.situation_reports.register.finding import name_of, situation_crumbs
from akropolis.events.situation_reports.rules.paper import list_differences
from akropolis.events.situation_reports.rules.permissions import READS
from akropolis.events.situation_reports.selectors.figures import figures_of
from akropolis.events.situation_reports.selectors.situations import picture_to_compare, series, situation_at

FILES: tuple[tuple[str, Form], ...] = (("Word", "docx"), ("PDF", "pdf"), ("OpenDocument", "odt"))
WHOLE, MASKED = "hel", "maskad"
SEEN = "situation"
"""Name of this page in the record of who has viewed the subject."""


@requires(READS)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the picture, and its differences from the previous one."""
    access = access_of(request)
    found = situation_at(access, pk)
    found.subject.seen(access, found.row, SEEN)
    whole, last = found.whole_for(access), picture_to_compare(access, found, request.GET.get("med", ""))
    others = [each for each in series(access, found.row) if each.pk != found.pk]
    figures = figures_of(access, found, timezone.localdate(), whole=whole)
    context = {
        "title": name_of(found.number),
        "picture": found,
        "about": found.row.label(),
        "crumbs": situation_crumbs(found, name_of(found.number)),
        "printed": render_html_fragment(_tree(access, found), top_level=2),
        "whole": whole,
        "files": _files(found, WHOLE if whole else MASKED),
        "open_files": _files(found, MASKED) if whole else [],
        "before": last.number if last else 0,
        "changes": list_differences(last.answers, found.answers, masked=not whole) if last else [],
        "others": [(name_of(each.number), reverse("situation-picture", args=[each.pk])) for each in others],
        "earlier": [
            each.number
            for each in others
            if last and each.number < found.number and each.number != last.number
        ],
        "figures": [each for each in figures if not each.nothing],
        "nothing": [each for each in figures if each.nothing],
    }
    return render(request, "situations/situation.html", context)


@requires(READS)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, extent: str, form: str) -> HttpResponse:
    """Return the picture as Word, PDF or OpenDocument: whole, or without what is secret, to be given out."""
    access = access_of(request)
    found = situation_at(access, pk)
    if extent not in (WHOLE, MASKED) or (extent == WHOLE and not found.whole_for(access)):
        raise Hidden
    chosen: Form = or_hidden(next((each for _name, each in FILES if each == form), None))
    found.subject.seen(access, found.row, SEEN)
    tree = found.tree if extent == WHOLE else mask(found.tree)
    ending = "" if extent == WHOLE else "-maskad"
    name = f"{getattr(found.row, found.subject.code)}-lagesbild-{found.number}{ending}.{form}"
    return file_answer(rendered(tree, chosen), name, CONTENT_TYPES[chosen])


def _tree(access: Access, found: Situation) -> Document:
    """Return the document of the picture; its open version for readers outside the unit that leads the subject."""
    return found.tree if found.whole_for(access) else mask(found.tree)


def _files(found: Situation, extent: str) -> list[tuple[str, str]]:
    return [(name, reverse("situation-file", args=[found.pk, extent, form])) for name, form in FILES]
