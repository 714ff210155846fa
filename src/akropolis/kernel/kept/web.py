"""The pages of every kept table: the list, the form for a new row and a stored one, and the last day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.kernel.access.forms import EndForm
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import View, access_of, form_page, requires
from akropolis.kernel.kept.declaration import VALID, Kept, Shown, registry
from akropolis.kernel.kept.forms import KeptForm
from akropolis.kernel.kept.models import KeptRow
from akropolis.kernel.records.writer import create, update
from akropolis.kernel.registers import display
from akropolis.kernel.registers.web.sending import once_for
from akropolis.ui.parts import Cell, Column, Crumb, Row, Table


def patterns() -> list[URLPattern]:
    """The addresses of all declared tables."""
    return [pattern for kept in registry for pattern in _patterns(kept)]


def _patterns(kept: Kept[Any]) -> list[URLPattern]:
    one = f"{kept.slug}/<{'uuid' if kept.by == 'pk' else 'slug'}:{kept.by}>/"
    return [
        path(f"{kept.slug}/", list_view(kept), name=kept.key),
        path(f"{kept.slug}/{kept.new}/", form_view(kept), name=kept.name("add")),
        path(one if kept.row else f"{one}redigera/", form_view(kept), name=kept.name("edit")),
        path(f"{one}avsluta/", end_view(kept), name=kept.name("end")),
    ]


def list_view(kept: Kept[Any]) -> View:
    """The rows in force; with `avslutade=1` the others. What is for keepers is not shown to others."""

    @requires(kept.read)
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        access, ended = access_of(request), request.GET.get("avslutade") == "1"
        writes = access.may(kept.edit, None)
        context = {
            "title": kept.many,
            "crumbs": way(kept),
            "intro": kept.intro,
            "table": _table(kept, access, ended=ended),
            "ended": ended,
            "apart": not kept.together,
            "writes": writes,
            "add": kept.add,
            "add_url": reverse(kept.name("add")),
            **(kept.more(access) if kept.more else {}),
        }
        return render(request, kept.template, context)

    return view


def _table(kept: Kept[Any], access: Access, *, ended: bool) -> Table:
    today, writes = timezone.localdate(), access.may(kept.edit, None)
    every, held = kept.model.rows(access), {row.pk for row in kept.model.in_force(access, today)}
    rows = [row for row in every if kept.together or (row.pk in held) is not ended]
    shown = [_shown(kept, each, access) for each in kept.columns]
    shown = [each for each in shown if writes or not each.keepers]

    def cells(row: KeptRow) -> list[Cell]:
        made = [
            replace(each.cell(row), note=_state(row, held, today))
            if each is VALID and kept.together
            else each.cell(row)
            for each in shown
        ]
        return [replace(made[0], url=kept.url("edit", row)), *made[1:]] if writes else made

    return Table(
        caption=str(kept.many),
        columns=[Column(label=str(each.label), unbroken=each.unbroken) for each in shown],
        rows=[Row(cells=cells(row)) for row in rows],
        empty=_("There are none here.")
        if every
        else _("There are none. They come with akropolis content load."),
    )


def _shown(kept: Kept[Any], column: str | Shown[Any], access: Access) -> Shown[Any]:
    if isinstance(column, Shown):
        return column
    field: Any = kept.model._meta.get_field(column)
    twin = hasattr(kept.model, f"{column}_en")

    def cell(row: KeptRow) -> Cell:
        if twin or field.is_relation:
            return Cell(text=row.said(column))
        return Cell(text=display.text_of(row, field, access))

    return Shown(capfirst(field.verbose_name), cell)


def _state(row: KeptRow, held: set[Any], today: date) -> str:
    if row.pk in held:
        return _("counts now")
    return _("not yet in force") if row.valid_from > today else _("ended or replaced")


def form_view(kept: Kept[Any]) -> View:
    """The form for a new row, or for the stored one that the address names."""

    @requires(kept.edit)
    def view(request: HttpRequest, **which: Any) -> HttpResponse:
        access, row = _opened(kept, request, which)
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
        return form_page(request, form, title, way(kept, title), back=reverse(kept.key), end_url=end_url)

    return view


def _opened(kept: Kept[Any], request: HttpRequest, which: dict[str, Any]) -> tuple[Access, Any]:
    """Who keeps the table, and the row that the address names. Raises Hidden for anyone else."""
    access = access_of(request)
    access.must(kept.edit, None)
    return access, kept.model.objects.visible(access).one(**which) if which else None


def _save(request: HttpRequest, kept: Kept[Any], row: KeptRow | None, form: KeptForm) -> KeptRow:
    access, values = access_of(request), form.values()
    if row is not None:
        return update(access, row, values, version=form.cleaned_data["version"])
    made: KeptRow = once_for(request, lambda: create(access, kept.model, values))
    return made


def end_view(kept: Kept[Any]) -> View:
    """Say the last day of a row."""

    @requires(kept.edit)
    def view(request: HttpRequest, **which: Any) -> HttpResponse:
        access, row = _opened(kept, request, which)
        initial = {"version": row.version, "valid_to": row.valid_to or timezone.localdate()}
        form = EndForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            version = form.cleaned_data["version"]
            if form.apply(lambda values: update(access, row, values, version=version, because=form.why)):
                messages.success(request, _("%(row)s has got a last day.") % {"row": row.title})
                return redirect(kept.key)
        title = _("End: %(row)s") % {"row": row.title}
        words = {"lead": kept.ending, "submit": _("End"), "back": reverse(kept.key)}
        return form_page(request, form, title, way(kept, title), **words)

    return view


def way(kept: Kept[Any], *steps: str) -> Sequence[Crumb]:
    """The way to the table, and to the pages below it that the steps name."""
    above, words = kept.under
    start = Crumb(label=str(words), url=reverse(above))
    here = Crumb(label=str(kept.many), url=reverse(kept.key) if steps else "")
    return [start, here, *(Crumb(label=step) for step in steps)]
