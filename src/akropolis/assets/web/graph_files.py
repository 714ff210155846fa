"""The graph in and out of files, as pages: take it out, choose a file, see what it would do, then do it or not."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.assets.models import Node
from akropolis.assets.selectors import graph_files as files
from akropolis.assets.selectors.graph_files import EDGES, HEADINGS, NODES
from akropolis.assets.services import graph_files
from akropolis.assets.services.graph_files import BookRefused, BookReport
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.background.web.asking import heavy
from akropolis.kernel.exchange import parking
from akropolis.kernel.exchange.reading import read_sheets
from akropolis.kernel.exchange.writing import TYPES
from akropolis.kernel.files.uploads import uploaded
from akropolis.kernel.registers.report import Outcome, Report
from akropolis.kernel.registers.web import reports
from akropolis.kernel.registers.web.weighing import ROW, file_weight
from akropolis.lib.swedish import listing
from akropolis.ui.parts import Crumb, Table

READ, EDIT = "assets:dependency:read", "assets:dependency:edit"
PURPOSE = "graph"
STATUS = {"file_too_large": 413, "gone": 409}
GRAPHML = "application/graphml+xml; charset=utf-8"


class UploadForm(forms.Form):
    """Which file to read in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An .xlsx with the two sheets, at most 25 MB and 100,000 rows in each."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@requires(READ)
@heavy(file_weight)
def files_page(request: HttpRequest) -> HttpResponse:
    """What can be taken out and read in; a POST with a file shows what it would do, one with its `token` does it."""
    access = access_of(request)
    if request.method != "POST" or not access.anywhere(EDIT):
        return _page(request, UploadForm())
    if "token" in request.POST:
        return _commit(request, access, request.POST["token"])
    return _dry_run(request, access)


def _graph_weight(request: HttpRequest) -> int:
    """The graph as a file, by how many nodes there are; the template weighs nothing."""
    return 0 if request.GET.get("template") else ROW * Node.objects.visible(access_of(request)).count()


@requires(READ)
@require_safe
@heavy(_graph_weight, also_read=True)
def book(request: HttpRequest) -> HttpResponse:
    """The graph as .xlsx; with `template=1` the headings alone."""
    access = access_of(request)
    data = files.template(access) if request.GET.get("template") else files.book(access)
    return _file(data, TYPES["xlsx"], "xlsx")


@requires(READ)
@require_safe
@heavy(_graph_weight, also_read=True)
def graphml(request: HttpRequest) -> HttpResponse:
    """The graph as GraphML."""
    return _file("".join(files.graphml(access_of(request))).encode(), GRAPHML, "graphml")


def _file(data: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"grafen-{timezone.localdate()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=kind, headers=headers)


def _page(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = _frame() | {
        "form": form,
        "may_write": access_of(request).anywhere(EDIT),
        "kinds": listing([str(kind.label) for kind in files.kinds()], _("and")),
        "headings": listing([str(text) for text in HEADINGS.values()], _("and")),
        "nodes": NODES,
        "edges": EDGES,
    }
    return render(request, "assets/graph_files.html", context, status=status)


def _frame(title: str = "") -> dict[str, Any]:
    """What the pages share; a page after the first has a title of its own."""
    here, url = _("Files in and out"), reverse("graph-files")
    return {
        "title": title or here,
        "crumbs": [
            Crumb(label=_("Information and services"), url=reverse("graph-hub")),
            Crumb(label=here, url=url if title else ""),
            *([Crumb(label=title)] if title else []),
        ],
        "here_url": url,
        "book_url": reverse("graph-files-book"),
        "template_url": f"{reverse('graph-files-book')}?template=1",
        "graphml_url": reverse("graph-files-graphml"),
    }


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    form = UploadForm({}, MultiValueDict())
    form.full_clean()
    form.errors.clear()
    form.add_error("file", str(refusal))
    return _page(request, form, status=STATUS.get(refusal.code, 422))


def _dry_run(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        upload = uploaded(request, "file")
        name, data = str(upload.name), upload.read()
        report = graph_files.dry_run(access, read_sheets(name, data))
    except Refused as refusal:
        return _refused(request, refusal)
    token = ""
    if not report.count(Outcome.REFUSED) and report.count(Outcome.UNCHANGED) < report.total:
        token = parking.park(_person(access), PURPOSE, name, data, now=timezone.now())
    return _report_page(request, report, name=name, token=token)


def _person(access: Access) -> Any:
    assert access.actor.id is not None
    return access.actor.id


def _commit(request: HttpRequest, access: Access, token: str) -> HttpResponse:
    try:
        parked = parking.take(_person(access), PURPOSE, token, now=timezone.now())
        because = _("Read in from the file %(name)s.") % {"name": parked.name[:200]}
        report = graph_files.commit(access, read_sheets(parked.name, parked.data), because=because)
    except BookRefused as refusal:
        return _report_page(request, refusal.report, name=parked.name, token="")
    except Refused as refusal:
        return _refused(request, refusal)
    done = _("Saved from the file %(name)s: %(counts)s.")
    messages.success(request, done % {"counts": reports.counts(report), "name": parked.name})
    return redirect("graph-hub")


def _report_page(request: HttpRequest, report: BookReport, *, name: str, token: str) -> HttpResponse:
    refused = report.count(Outcome.REFUSED)
    both = ((str(NODES), report.nodes), (str(EDGES), report.edges))
    context = _frame(_("What the file would do")) | {
        "name": name,
        "token": token,
        "refused": refused,
        "nothing": not refused and not token,
        "counts": reports.counts(report),
        "problems": _problems(both),
        "changes": _changes(both),
    }
    return render(request, "assets/graph_files_report.html", context, status=422 if refused else 200)


type _Sheets = Sequence[tuple[str, Report]]


def _problems(both: _Sheets) -> Table:
    rows = [
        (sheet, row.line, row.number or row.label, problem.column, problem.sentence)
        for sheet, report in both
        for row in report.of(Outcome.REFUSED)
        for problem in row.problems
    ]
    headings = (_("Sheet"), _("Row"), _("Record"), _("Column"), _("What to do"))
    return reports.table(_("What must be corrected"), headings, rows)


def _changes(both: _Sheets) -> Table:
    rows = [
        (sheet, row.line, str(row.outcome.label), row.number, row.label, " ".join(row.notes))
        for sheet, report in both
        for row in report.rows
        if row.outcome in (Outcome.CREATE, Outcome.UPDATE)
    ]
    headings = (_("Sheet"), _("Row"), _("What happens"), _("Number"), _("Name"), _("Worth knowing"))
    return reports.table(_("What is saved"), headings, rows)
