"""Editing one value of a row in the list, with one field of the register's own form."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from akropolis.base.kernel.access.forms import attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import View, access_of, requires
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.consequences import asked_before
from akropolis.base.kernel.registers.declaration import Register, keep_shown
from akropolis.base.kernel.registers.forms import RegisterForm, form_class, initial_of
from akropolis.base.kernel.registers.remarks import make_remarks
from akropolis.base.ui.parts import Cell, Crumb


def editable_places(register: Register, access: Access) -> display.Places:
    """Return which values of a list can be edited in place: fields of the form, in rows that the user may change."""
    life = register.model.life
    by_steps = {life.field, *life.bound} if life else set()
    names = set(register.fields) - {*register.fixed, *register.sent} - by_steps - {register.model.title_field}
    units = frozenset(editable_units(access, register.edit).values_list("pk", flat=True))
    return display.Places(
        frozenset(name for name in names if not _long(register, name)), units, _address(register)
    )


def _long(register: Register, name: str) -> bool:
    """Return whether the field is a text of several lines, which has no room in a list."""
    return isinstance(register.model_field(name), models.TextField)


def _address(register: Register) -> str:
    row, name = UUID(int=0), "a-name"
    address = reverse(f"{register.key}-cell", args=[row, name])
    return address.replace(str(row), "{row}").replace(name, "{name}")


def cell_form(register: Register, access: Access, row: Record, name: str) -> type[RegisterForm]:
    """Return the row's form with the field `name` only. Raises Http404 if the field is not in the row's form."""
    whole = form_class(register, access, row=row)
    if name not in register.fields or name not in whole.base_fields:
        raise Http404
    return type("CellForm", (RegisterForm,), {name: whole.base_fields[name], "because": None})


@dataclass(frozen=True, slots=True)
class _Place:
    """A value in a list: its row, its field, and the list to return to."""

    register: Register
    row: Record
    name: str
    back: str

    @property
    def label(self) -> str:
        return display.heading(self.register.model_field(self.name))

    @property
    def here(self) -> str:
        address = reverse(f"{self.register.key}-cell", args=[self.row.pk, self.name])
        return f"{address}?{urlencode({'back': self.back})}"

    @property
    def list_url(self) -> str:
        return reverse(f"{self.register.key}-list") + (f"?{self.back}" if self.back else "")

    def cell(self, access: Access) -> Cell:
        value = display.text_of(self.row, self.register.model_field(self.name), access)
        return Cell(text=value, change=self.here)


def cell_view(register: Register) -> View:
    """Return the view that edits one value: a fragment for htmx, otherwise a page. Both save with the same form."""

    @requires(register.edit)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
        access = access_of(request)
        row: Record = register.model.objects.visible(access).one(pk=pk)
        if not access.may(register.edit, row.owner_unit):
            raise Http404
        keep_shown(access, row)
        form = cell_form(register, access, row, name)(
            request.POST or None, initial=initial_of(register, row), auto_id=f"id_{row.pk}_%s"
        )
        place = _Place(register, row, name, request.GET.get("back", "")[:1000])
        if request.GET.get("shown"):
            return _show_cell(request, place)
        if request.method == "GET" or not form.is_valid():
            return _edit_cell(request, place, form)
        if "sure" not in request.POST and (ask := asked_before(access, row, form.values())):
            return _edit_cell(request, place, form, ask=ask)
        return _saved(request, place, form)

    return view


def _saved(request: HttpRequest, place: _Place, form: RegisterForm) -> HttpResponse:
    access, verbs = access_of(request), place.register.verbs
    version = form.cleaned_data.get("version")
    tried = attempt(
        form, partial(verbs.update, access, place.row, form.values(), version=version, because="")
    )
    if tried.conflict is not None:
        theirs = display.text_of(tried.conflict, place.register.model_field(place.name), access)
        sentence = _(
            "Someone else has changed the row since you saw it. Now it says: %(text)s. Save again to change it."
        )
        form.add_error(place.name, sentence % {"text": theirs or _("nothing")})
    if not tried.done:
        return _edit_cell(request, place, form)
    notes = make_remarks(place.register, access, [place.row]).get(place.row.pk, ())
    if "HX-Request" in request.headers:
        return _show_cell(request, place, saved=True, notes=notes)
    messages.success(request, _("The change is saved."))
    for note in notes:
        messages.warning(request, note)
    return redirect(place.list_url)


def _edit_cell(request: HttpRequest, place: _Place, form: forms.Form, *, ask: str = "") -> HttpResponse:
    live = "HX-Request" in request.headers
    context = {
        "title": f"{place.label}: {place.row}",
        "crumbs": [
            Crumb(label=str(place.register.many), url=place.list_url),
            Crumb(label=str(place.row), url=display.detail_url(place.register, place.row)),
            Crumb(label=place.label),
        ],
        "place": place,
        "form": form,
        "field": form[place.name],
        "ask": ask,
    }
    status = 422 if form.errors or ask else 200
    return render(request, "registers/_cell.html" if live else "registers/cell.html", context, status=status)


def _show_cell(
    request: HttpRequest, place: _Place, *, saved: bool = False, notes: Iterable[str] = ()
) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect(place.list_url)
    cell = place.cell(access_of(request))
    context = {"cell": cell, "label": place.label, "saved": saved, "notes": notes}
    return render(request, "registers/_cell_shown.html", context)
