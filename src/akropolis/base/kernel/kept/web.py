"""The pages of every kept table: the list, the forms for a new and a stored row, and ending a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.fields import field_of, pointed_at
from akropolis.base.kernel.access.forms import EndForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import visible
from akropolis.base.kernel.access.web import View, access_of, form_page, requires
from akropolis.base.kernel.kept.declaration import SETTINGS, VALID, AnyKept, KeptColumn, KeptTable, registry
from akropolis.base.kernel.kept.forms import KeptForm
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.computed import Computed, ListFilter
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.parts import Cell, Column, Crumb, Row, Table


def patterns() -> list[URLPattern]:
    """Return the URL patterns of all declared tables."""
    return [pattern for kept in registry for pattern in _patterns(kept)]


def _patterns(kept: AnyKept) -> list[URLPattern]:
    one = f"{kept.slug}/<{'uuid' if kept.by == 'pk' else 'slug'}:{kept.by}>/"
    return [
        path(f"{kept.slug}/", list_view(kept), name=kept.key),
        path(f"{kept.slug}/{kept.new}/", form_view(kept), name=kept.name("add")),
        path(one if kept.row else f"{one}redigera/", form_view(kept), name=kept.name("edit")),
        path(f"{one}avsluta/", end_view(kept), name=kept.name("end")),
    ]


class KeptList(Computed[KeptRow]):
    """The rows of a kept table that are in force, or with `avslutade=1` those that are not; filtered and paginated."""

    table_of: ClassVar[AnyKept]
    reads = ("avslutade",)

    @property
    def ended(self) -> bool:
        """Whether the rows not in force are requested."""
        return self.query.get("avslutade") == "1"

    @property
    def kept(self) -> Mapping[str, str]:
        """The query parameters that stay in the list's links."""
        return {"avslutade": "1"} if self.ended else {}

    @cached_property
    def whole(self) -> list[KeptRow]:
        """All rows of the table. One query."""
        found: list[KeptRow] = self.table_of.model.rows(self.access)
        return found

    @cached_property
    def held(self) -> set[UUID]:
        """The primary keys of the rows in force on the list's day."""
        return {row.pk for row in self.table_of.model.holding(self.whole, self.day)}

    @cached_property
    def every(self) -> list[KeptRow]:
        """The rows that the list shows before filtering."""
        together = self.table_of.together
        return [row for row in self.whole if together or (row.pk in self.held) is not self.ended]

    def rows(self) -> list[KeptRow]:
        """Return the rows that match the filters."""
        wanted = {path: self.chosen[_name(path)] for path in self.table_of.filters}
        asked = [(path, value) for path, value in wanted.items() if value]
        return [row for row in self.every if all(_value(row, path)[0] == value for path, value in asked)]


def _name(path: str) -> str:
    return path.rpartition(".")[2]


def _value(row: KeptRow, path: str) -> tuple[str, object]:
    """Return the filter value and its label: the code and title of a row it points at, else the value and its words."""
    above, _dot, name = path.rpartition(".")
    holder = attrgetter(above)(row) if above else row
    found = getattr(holder, name)
    if isinstance(found, KeptRow):
        return found.code, found.title
    label = capfirst(display.text_of(holder, field_of(type(holder), name)))
    return "" if found is None else str(found), label


def _filter(kept: AnyKept, path: str) -> ListFilter:
    *steps, name = path.split(".")
    model: type[Model] = kept.model
    for step in steps:
        model = pointed_at(field_of(model, step))
    label = capfirst(field_of(model, name).verbose_name)

    def options(asked: KeptList) -> list[tuple[str, object]]:
        found = dict(_value(row, path) for row in asked.every)
        return [(value, words) for value, words in found.items() if value]

    return ListFilter(name, label, options)


def _list_of(kept: AnyKept) -> type[KeptList]:
    filters = [_filter(kept, path) for path in kept.filters]
    says = {"table_of": kept, "key": kept.key, "title": kept.many, "filters": filters}
    return type("KeptListOf", (KeptList,), says)


def list_view[T: KeptRow](kept: KeptTable[T]) -> View:
    """Return the view of the rows in force; with `avslutade=1` the others. Hides what is for editors only."""
    listed = _list_of(kept)

    @requires(kept.read)
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        access = access_of(request)
        asked = listed(access, request.GET.dict(), timezone.localdate())
        context = {
            "title": kept.many,
            "crumbs": breadcrumbs(kept),
            "intro": kept.intro,
            "list": asked,
            "table": _table(kept, asked),
            "ended": asked.ended,
            "apart": not kept.together,
            "writes": access.may(kept.edit, None),
            "add": kept.add,
            "add_url": reverse(kept.name("add")),
            **(kept.more(access) if kept.more else {}),
        }
        return render(request, kept.template, context)

    return view


def _table[T: KeptRow](kept: KeptTable[T], asked: KeptList) -> Table:
    access, writes = asked.access, asked.access.may(kept.edit, None)
    shown = [_column_for(kept, each, access) for each in kept.columns]
    shown = [each for each in shown if writes or not each.keepers]

    def cells(row: T) -> list[Cell]:
        made = [
            replace(each.cell(row), note=_state(row, asked.held, asked.day))
            if each is VALID and kept.together
            else each.cell(row)
            for each in shown
        ]
        return [replace(made[0], url=kept.url("edit", row)), *made[1:]] if writes else made

    return Table(
        caption=str(kept.many),
        columns=[Column(label=str(each.label), unbroken=each.unbroken) for each in shown],
        rows=[Row(cells=cells(row)) for row in asked.part],
        empty=_("There are none here.")
        if asked.whole
        else _("There are none. They come with akropolis content load."),
    )


def _column_for[T: KeptRow](kept: KeptTable[T], column: str | KeptColumn[T], access: Access) -> KeptColumn[T]:
    if isinstance(column, KeptColumn):
        return column
    field = field_of(kept.model, column)
    twin = hasattr(kept.model, f"{column}_en")

    def cell(row: T) -> Cell:
        if twin or field.is_relation:
            return Cell(text=row.said(column))
        return Cell(text=display.text_of(row, field, access))

    return KeptColumn(capfirst(field.verbose_name), cell)


def _state(row: KeptRow, held: set[UUID], today: date) -> str:
    if row.pk in held:
        return _("counts now")
    return _("not yet in force") if row.valid_from > today else _("ended or replaced")


def form_view[T: KeptRow](kept: KeptTable[T]) -> View:
    """Return the view of the form for a new row, or for the stored one in the URL."""

    @requires(kept.edit)
    def view(request: HttpRequest, **which: object) -> HttpResponse:
        access, row = _open_row(kept, request, which)
        form = kept.form(request.POST or None, model=kept.model, names=kept.fields, access=access, row=row)
        if request.method == "POST" and form.is_valid():
            saved = form.carry_out(lambda: _save(request, kept, row, form))
            if saved is not None:
                said = _("The change is saved.") if row else _("%(row)s is added.") % {"row": saved.title}
                messages.success(request, said)
                if kept.note and (note := kept.note(access, saved)):
                    messages.warning(request, note)
                return redirect(kept.key)
        title, end_url = (row.title, kept.url("end", row)) if row else (str(kept.add), "")
        return form_page(
            request,
            form,
            title,
            breadcrumbs(kept, title),
            template=kept.form_template,
            back=reverse(kept.key),
            end_url=end_url,
        )

    return view


def _open_row[T: KeptRow](
    kept: KeptTable[T], request: HttpRequest, which: dict[str, object]
) -> tuple[Access, T | None]:
    """Return the access of a user who may edit the table, and the row in the URL. Raises Hidden for anyone else."""
    access = access_of(request)
    access.must(kept.edit, None)
    return access, visible(kept.model, access).one(**which) if which else None


def _save[T: KeptRow](request: HttpRequest, kept: KeptTable[T], row: T | None, form: KeptForm) -> T:
    access, values = access_of(request), form.values()
    if row is not None:
        return update(access, row, values, version=form.cleaned_data["version"])
    return create_once(request, lambda: create(access, kept.model, values))


def end_view[T: KeptRow](kept: KeptTable[T]) -> View:
    """Return the view that sets the last day of a row."""

    @requires(kept.edit)
    def view(request: HttpRequest, **which: object) -> HttpResponse:
        access, opened = _open_row(kept, request, which)
        row = or_hidden(opened)
        initial = {"version": row.version, "valid_to": row.valid_to or timezone.localdate()}
        form = EndForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            version = form.cleaned_data["version"]
            if form.carry_out(
                lambda: update(access, row, form.row_values(), version=version, because=form.why)
            ):
                messages.success(request, _("%(row)s has got a last day.") % {"row": row.title})
                return redirect(kept.key)
        title = _("End: %(row)s") % {"row": row.title}
        back, crumbs = reverse(kept.key), breadcrumbs(kept, title)
        return form_page(request, form, title, crumbs, lead=kept.ending, submit=_("End"), back=back)

    return view


def breadcrumbs[T: KeptRow](kept: KeptTable[T], *steps: str) -> Sequence[Crumb]:
    """Return the breadcrumbs to the table from the settings, and to the pages below it named in `steps`."""
    start = Crumb(label=_("Settings"), url=reverse(SETTINGS))
    here = Crumb(label=str(kept.many), url=reverse(kept.key) if steps else "")
    return [start, here, *(Crumb(label=step) for step in steps)]
