"""Reading rows in and taking them out, as pages: choose a file, see what it would do, then do it or not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.kernel.access.errors import Hidden, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import View, access_of, requires
from akropolis.kernel.background.web.asking import heavy
from akropolis.kernel.exchange import parking
from akropolis.kernel.exchange.reading import read
from akropolis.kernel.exchange.writing import TYPES
from akropolis.kernel.files.uploads import uploaded
from akropolis.kernel.registers import transfer
from akropolis.kernel.registers.declaration import Register
from akropolis.kernel.registers.listing import Listing
from akropolis.kernel.registers.report import Outcome, Report
from akropolis.kernel.registers.web import reports
from akropolis.kernel.registers.web.weighing import ROW, file_weight
from akropolis.ui.parts import Table

STATUS = {"file_too_large": 413, "gone": 409}


class UploadForm(forms.Form):
    """Which file to read in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An .xlsx or .csv with the headings in the first row, at most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def transfer_patterns(register: Register) -> list[URLPattern]:
    """The register's addresses for files in and out."""
    key, slug = register.key, register.slug
    return [
        path(f"{slug}/importera/", import_view(register), name=f"{key}-import"),
        path(f"{slug}/exportera/", export_view(register), name=f"{key}-export"),
    ]


def export_view(register: Register) -> View:
    """The list's rows as a file: `format` is xlsx or csv, `template=1` gives the headings alone."""

    def weight(request: HttpRequest) -> int:
        query = {
            name: value for name, value in request.GET.dict().items() if name not in ("format", "template")
        }
        return 0 if "template" in request.GET else ROW * Listing(register, access_of(request), query).total

    @requires(register.read)
    @require_safe
    @heavy(weight, also_read=True)
    def view(request: HttpRequest) -> HttpResponse:
        access, query = access_of(request), request.GET.dict()
        ending = query.pop("format", "xlsx")
        try:
            if query.pop("template", ""):
                data = transfer.template_file(register, access, ending=ending)
            else:
                data = transfer.export_rows(register, access, query, ending=ending)
        except Hidden:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{register.key}-list")
        return _file(data, ending, f"{register.slug}-{timezone.localdate()}.{ending}")

    return view


def _file(data: bytes, ending: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(data, content_type=TYPES[ending], headers={"Content-Disposition": disposition})


def import_view(register: Register) -> View:
    """Choose a file and see what it would do; a second POST with the file's `token` does it."""

    @requires(register.edit)
    @heavy(file_weight)
    def view(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return _upload_page(request, register, UploadForm())
        if "token" in request.POST:
            return _commit(request, register, request.POST["token"])
        return _dry_run(request, register)

    return view


def _upload_page(
    request: HttpRequest, register: Register, form: UploadForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "registers/import.html", _frame(register) | {"form": form}, status=status)


def _frame(register: Register) -> dict[str, Any]:
    here = _("Read in from a file")
    list_url, export_url = reverse(f"{register.key}-list"), reverse(f"{register.key}-export")
    return {
        "register": register,
        "title": here,
        "crumbs": [{"label": register.many, "url": list_url}, {"label": here, "url": ""}],
        "list_url": list_url,
        "import_url": reverse(f"{register.key}-import"),
        "template_url": f"{export_url}?template=1",
        "export_url": export_url,
    }


def _refused(request: HttpRequest, register: Register, refusal: Refused) -> HttpResponse:
    form = UploadForm({}, MultiValueDict())
    form.full_clean()
    form.errors.clear()
    form.add_error("file", str(refusal))
    return _upload_page(request, register, form, status=STATUS.get(refusal.code, 422))


def _dry_run(request: HttpRequest, register: Register) -> HttpResponse:
    access = access_of(request)
    try:
        upload = uploaded(request, "file")
        name, data = str(upload.name), upload.read()
        report = transfer.dry_run(register, access, read(name, data))
    except Hidden:
        raise
    except Refused as refusal:
        return _refused(request, register, refusal)
    token = ""
    if not report.count(Outcome.REFUSED) and report.count(Outcome.UNCHANGED) < len(report.rows):
        token = parking.park(_person(access), register.key, name, data, now=timezone.now())
    return _report_page(request, register, report, name=name, token=token)


def _person(access: Access) -> Any:
    assert access.actor.id is not None
    return access.actor.id


def _commit(request: HttpRequest, register: Register, token: str) -> HttpResponse:
    access = access_of(request)
    try:
        parked = parking.take(_person(access), register.key, token, now=timezone.now())
        because = _("Read in from the file %(name)s.") % {"name": parked.name[:200]}
        report = transfer.commit(register, access, read(parked.name, parked.data), because=because)
    except transfer.ImportRefused as refusal:
        return _report_page(request, register, refusal.report, name=parked.name, token="")
    except Hidden:
        raise
    except Refused as refusal:
        return _refused(request, register, refusal)
    done = _("Saved: %(counts)s from the file %(name)s.")
    messages.success(request, done % {"counts": reports.counts(report), "name": parked.name})
    return redirect(f"{register.key}-list")


def _report_page(
    request: HttpRequest, register: Register, report: Report, *, name: str, token: str
) -> HttpResponse:
    refused = report.count(Outcome.REFUSED)
    context = _frame(register) | {
        "title": _("What the file would do"),
        "name": name,
        "token": token,
        "refused": refused,
        "nothing": not refused and not token,
        "counts": reports.counts(report),
        "problems": _problems(report),
        "changes": _changes(report),
    }
    return render(request, "registers/import_report.html", context, status=422 if refused else 200)


def _problems(report: Report) -> Table:
    rows = [
        (row.line, row.number or row.label, problem.column, problem.sentence)
        for row in report.of(Outcome.REFUSED)
        for problem in row.problems
    ]
    return reports.table(
        _("What must be corrected"), (_("Row"), _("Record"), _("Column"), _("What to do")), rows
    )


def _changes(report: Report) -> Table:
    saved = [row for row in report.rows if row.outcome in (Outcome.CREATE, Outcome.UPDATE)]
    headings = [_("Row"), _("What happens"), _("Number"), _("Name")]
    rows = [[row.line, str(row.outcome.label), row.number, row.label] for row in saved]
    if any(row.notes for row in saved):
        headings.append(_("Worth knowing"))
        rows = [[*cells, " ".join(row.notes)] for cells, row in zip(rows, saved, strict=True)]
    return reports.table(_("What is saved"), headings, rows)
