"""Importing and exporting rows, as pages: choose a file, see what it would do, then confirm or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import View, access_of, refusals_as_messages, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.check import SheetCheck
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.web.flow import Flow
from akropolis.base.kernel.registers.web.weighing import ROW
from akropolis.base.ui.parts import Crumb


def transfer_patterns(register: Register) -> list[URLPattern]:
    """Return the register's URL patterns for import and export."""
    key, slug = register.key, register.slug
    return [
        path(f"{slug}/importera/", import_view(register), name=f"{key}-import"),
        path(f"{slug}/exportera/", export_view(register), name=f"{key}-export"),
    ]


def export_view(register: Register) -> View:
    """Return the Django view of the list as a file: the parameter `format` is xlsx or csv.

    With `whole=1` the file has every field, to be changed and imported again; with `template=1` it has
    only the headings of these fields.
    """

    def weight(request: HttpRequest) -> int:
        query = {
            name: value
            for name, value in request.GET.dict().items()
            if name not in ("format", "template", "whole")
        }
        return 0 if "template" in request.GET else ROW * Listing(register, access_of(request), query).total

    @requires(register.read)
    @require_safe
    @heavy(weight, also_read=True)
    def view(request: HttpRequest) -> HttpResponse:
        access, query = access_of(request), request.GET.dict()
        ending = query.pop("format", "xlsx")
        with refusals_as_messages(request):
            if query.pop("template", ""):
                data = transfer.template_file(register, access, ending=ending)
            elif query.pop("whole", ""):
                data = transfer.export_rows(register, access, query, ending=ending)
            else:
                data = transfer.list_file(Listing(register, access, query), ending=ending)
            return file_answer(data, f"{register.slug}-{timezone.localdate()}.{ending}", TYPES[ending])
        return redirect(f"{register.key}-list")

    return view


def import_view(register: Register) -> View:
    """Return the view that imports rows from a file."""
    export = f"{register.key}-export"
    flow: Flow[None, SheetCheck, ChoiceForm] = Flow(
        title=gettext_lazy("Read in from a file"),
        hint=gettext_lazy("An .xlsx or .csv with the headings in the first row, at most 25 MB."),
        accept=".xlsx,.csv",
        edit=register.edit,
        find=lambda _access: None,
        judge=lambda sent: SheetCheck(register, sent.access, read(sent.name, sent.data), noted=sent.noted),
        notices=lambda plan, _target: plan.sheet.notices,
        way=lambda _target: Crumb(label=str(register.many), url=reverse(f"{register.key}-list")),
        template="registers/import.html",
        context=lambda _target: {
            "template_url": f"{reverse(export)}?template=1",
            "export_url": f"{reverse(export)}?whole=1",
        },
    )
    return flow.view()
