"""List, page, form and archiving of a register: views built per register, each with its access rule."""

from collections.abc import Iterable, Sequence
from copy import copy
from functools import partial
from itertools import batched
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import hidden_among
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import View, access_of, appointments_on, chosen_unit, requires
from akropolis.base.kernel.files.evidence import files_ever_of
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import kind_of, writing
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.consequences import asked_before
from akropolis.base.kernel.registers.declaration import FieldSection, Register, keep_shown, registry
from akropolis.base.kernel.registers.forms import RegisterForm, form_class, initial_of, pickable
from akropolis.base.kernel.registers.listing import IN_PLACE, Listing
from akropolis.base.kernel.registers.models import SavedView
from akropolis.base.kernel.registers.picking import can_pick_by_text, is_picked_by_text
from akropolis.base.kernel.registers.remarks import make_remarks
from akropolis.base.kernel.registers.shown import label_columns
from akropolis.base.kernel.registers.web.acts import list_offered_acts
from akropolis.base.kernel.registers.web.cells import editable_places
from akropolis.base.kernel.registers.web.files import files_history, files_panel
from akropolis.base.kernel.registers.web.named import redirect_named
from akropolis.base.kernel.registers.web.record_page import record_context
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Choice

OWNER = "owner_unit"
ACT_FORM = "chosen"
"""The id of the form that the checkboxes beside a list's rows belong to."""
UNSTATED: tuple[object, ...] = (None, "", "unknown", [])
"""Values of a field that nobody has filled in."""


def list_view(register: Register) -> View:
    """Return the view of the register's list."""

    @requires(register.read)
    def view(request: HttpRequest) -> HttpResponse:
        access = access_of(request)
        views = list(SavedView.objects.visible(access).filter(register=register.key))
        own = _own_unit(register, request)
        query = request.GET.dict() or ({OWNER: own.code} if own else {})
        listing = Listing(register, access, _with_own_columns(query, views))
        context = _list_context(register, access, listing, views) | {"own": own, "asked": bool(request.GET)}
        return render(request, "registers/list.html", context)

    return view


def _own_unit(register: Register, request: HttpRequest) -> Unit | None:
    """Return the unit that the list opens with: the user's own, if the list can be filtered by it and has more."""
    narrows = register.own_first and OWNER in register.filters
    unit = chosen_unit(request, appointments_on(request)) if narrows else None
    return unit if unit is not None and unit.parent_id is not None else None


def _with_own_columns(query: dict[str, str], views: Iterable[SavedView]) -> dict[str, str]:
    """Return the query with the user's chosen columns for the list, unless it names columns."""
    own = next((view.query for view in views if not view.name), "")
    return QueryDict(own).dict() | query if own else query


def _list_context(
    register: Register, access: Access, listing: Listing, views: Sequence[SavedView]
) -> dict[str, object]:
    may_write = access.anywhere(register.edit)
    in_place = editable_places(register, access) if may_write and listing.query.get(IN_PLACE) else None
    page = listing.lines(in_place.reads if in_place else ())
    everything = f"{reverse(f'{register.key}-list')}?{OWNER}="
    query = listing.link().lstrip("?")
    total = listing.total_beside(page)
    shown = _("%(shown)s of %(total)s") % {"shown": number(len(page.rows)), "total": number(total)}
    return {
        "register": register,
        "title": register.many,
        "listing": listing,
        "page": page,
        "query": query,
        "shown": shown,
        "newer": listing.link(cursor=page.newer) if page.newer else "",
        "older": listing.link(cursor=page.older) if page.older else "",
        "everything": everything,
        "clear": everything if listing.narrowed else "",
        "problems": [*listing.gone(), *listing.problems],
        "columns": [Choice(key, label, key in listing.shown.keys) for key, label in label_columns(register)],
        "table": display.table(
            listing.shown,
            page.rows,
            access=access,
            caption=str(register.many),
            link=listing.link,
            order=listing.order,
            query=quote(query),
            form=ACT_FORM,
            places=in_place,
        ),
        "in_place": in_place,
        "in_place_url": listing.link(**{IN_PLACE: None if in_place else "1"}),
        "act_form": ACT_FORM,
        "acts": list_offered_acts(register, access),
        "total": total,
        "may_create": may_write,
        "links": registry.links(register.key, access),
        "saved_views": [view for view in views if view.name],
        "urls": {
            name: reverse(f"{register.key}-{name}")
            for name in ("list", "create", "save-view", "columns", "import", "act")
        }
        | ({"create": reverse(register.new_page)} if register.new_page else {}),
        "save_url": reverse(f"{register.key}-save-view"),
        "excel_url": reverse(f"{register.key}-export") + listing.link(format="xlsx"),
        "csv_url": reverse(f"{register.key}-export") + listing.link(format="csv"),
    }


def detail_view(register: Register) -> View:
    """Return the view of a row's page: its next step, its fields, the panels of other domains, and the history."""

    @requires(register.read)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = _row(register, access, pk)
        files = files_ever_of(access, row)
        context = record_context(register, access, row) | {
            "files": files_panel(register, access, row, files),
            "history": history_of_row(register, access, row, files or []),
            "list_url": _back(register, request),
            "crumbs": [
                {"label": register.many, "url": _back(register, request)},
                {"label": str(row), "url": ""},
            ],
        }
        return render(
            request, [f"{register.model._meta.app_label}/detail.html", "registers/detail.html"], context
        )

    return redirect_named(register, view)


def history_of_row(
    register: Register, access: Access, row: Record, files: Iterable[StoredFile]
) -> list[display.ShownEvent] | None:
    """Return the changes of the row and its files made while the row was where the user may read; None
    if the user may not read in the owner unit.

    A row that is shared now was not always shared, and a row that has moved was not always in its
    present unit.
    """
    if not access.may(register.read, row.owner_unit):
        return None
    events = readable(access, register.read, events_of([row.id]), home=row.owner_unit)
    own = display.history(register.model, events, access)
    return sorted(own + files_history(access, row, files), key=lambda shown: shown.event.seq, reverse=True)


def past_view(register: Register) -> View:
    """Return the Django view of a moved row's history up to the move, for users who may read where it then was."""

    @requires(register.read)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        if register.model.objects.visible(access).filter(pk=pk).exists():
            return redirect(reverse(f"{register.key}-detail", args=[pk]) + "#history")
        if hidden_among(register.model, access, [pk]):
            raise Http404
        kind = kind_of(register.model)
        every = [event for event in events_of([pk]) if event.kind == kind]
        events = readable(access, register.read, every)
        name = next((event.label for event in events if event.label), "")
        if not name:
            raise Http404
        keep_shown(access, register.model.everything.filter(pk=pk).first())
        told = display.history(register.model, events, access)
        rows = {"label": register.many, "url": reverse(f"{register.key}-list")}
        crumbs = [rows, {"label": name, "url": ""}]
        return render(request, "registers/past.html", {"title": name, "crumbs": crumbs, "history": told})

    return view


def _row(register: Register, access: Access, pk: UUID) -> Record:
    related = [name for name in register.fields if register.model_field(name).is_relation]
    found: Record = register.model.objects.visible(access).select_related(*related).one(pk=pk)
    keep_shown(access, found)
    return found


def _back(register: Register, request: HttpRequest) -> str:
    query = request.GET.get("back", "")
    return reverse(f"{register.key}-list") + (f"?{query}" if query else "")


def create_view(register: Register) -> View:
    """Return the view of the form for a new row."""

    @requires(register.edit)
    def view(request: HttpRequest) -> HttpResponse:
        access = access_of(request)
        form = form_class(register, access, row=None)(
            request.POST or None, initial=_initial(register, request)
        )
        if request.method == "POST" and form.is_valid():
            create = partial(register.verbs.create, access, register.model, form.values())
            row = attempt(form, lambda: create_once(request, create)).made
            if row is not None:
                messages.success(request, _("%(row)s is saved.") % {"row": row})
                _say_notes(request, register, row)
                onward = register.onward(row, request.GET.dict()) if register.onward else ""
                return redirect(onward or reverse(f"{register.key}-detail", args=[row.id]))
        title, rows = register.adding, reverse(f"{register.key}-list")
        crumbs = [{"label": register.many, "url": rows}, {"label": title, "url": ""}]
        return _form_page(request, register, form, {"title": title, "crumbs": crumbs, "cancel_url": rows})

    return view


def _say_notes(request: HttpRequest, register: Register, row: Record) -> None:
    """Show the remarks on a row that was just saved."""
    for note in make_remarks(register, access_of(request), [row]).get(row.pk, ()):
        messages.warning(request, note)


def suggest_view(register: Register) -> View:
    """Return the view of a field's suggestions while typing: the options of its datalist."""

    @requires(register.edit)
    @require_safe
    def view(request: HttpRequest, field: str) -> HttpResponse:
        access = access_of(request)
        if field not in register.fields or not can_pick_by_text(register.model_field(field).related_model):
            raise Http404
        typed = request.GET.get(next(iter(request.GET), field), "")  # a form may give the field another name
        rows = pickable(register, field, access).suggest(typed)
        suggested = [{"value": f"{row} ({row.number})", "said": _suggested(row)} for row in rows]
        return render(request, "registers/_suggestions.html", {"rows": suggested})

    return view


def _suggested(row: Record) -> str:
    """Return the text beside a suggestion: the row's kind, if its model has several, and its owner unit."""
    kind = getattr(row, "get_kind_display", str)()
    return f"{kind}, {row.owner_unit}" if kind else str(row.owner_unit)


def _initial(register: Register, request: HttpRequest) -> dict[str, object]:
    access = access_of(request)
    initial = dict(register.verbs.initial(timezone.localdate()))
    named = Unit.objects.visible(access).filter(code=request.GET.get("unit", "")).first()
    unit = named or chosen_unit(request, appointments_on(request))
    given = request.GET.dict()
    fields = [(name, register.model_field(name)) for name in register.fields if name in given]
    initial |= {
        name: given[name] for name, field in fields if field.choices or is_picked_by_text(field.related_model)
    }
    for name, field in fields:
        if isinstance(field.related_model, type) and issubclass(field.related_model, Record):
            pointed = field.related_model.objects.visible(access).filter(number=given[name]).first()
            initial |= {name: pointed.pk} if pointed else {}
    return initial | ({"owner_unit": unit.id} if unit else {})


def edit_view(register: Register) -> View:
    """Return the edit view. If somebody saved since the form was opened, both texts are shown and nothing is lost."""

    @requires(register.edit)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = _row(register, access, pk)
        _must(access, register, row)
        form = form_class(register, access, row=row)(request.POST or None, initial=initial_of(register, row))
        here = reverse(f"{register.key}-detail", args=[row.id])
        crumbs = [
            {"label": register.many, "url": reverse(f"{register.key}-list")},
            {"label": str(row), "url": here},
            {"label": _("Edit"), "url": ""},
        ]
        context = {"title": str(row), "row": row, "crumbs": crumbs, "cancel_url": here}
        if request.method == "POST" and form.is_valid():
            if "sure" not in request.POST and (ask := asked_before(access, row, form.values())):
                return _form_page(request, register, form, context | {"ask": ask}, status=409)
            tried = attempt(form, lambda: _update(register, access, row, form))
            if tried.done:
                messages.success(request, _("The change is saved."))
                _say_notes(request, register, row)
                return redirect(f"{register.key}-detail", pk=row.id)
            if (current := tried.conflict) is not None:
                context |= {"conflict": _conflict(register, access, form, current), "current": current}
                return _form_page(request, register, form, context, status=409)
        return _form_page(request, register, form, context)

    return redirect_named(register, view)


def _must(access: Access, register: Register, row: Record) -> None:
    if not access.may(register.edit, row.owner_unit):
        register.model.objects.visible(access).none().one(pk=row.id)


def _conflict(
    register: Register, access: Access, form: RegisterForm, current: Record
) -> list[dict[str, object]]:
    mine = copy(current)
    for name, value in form.values().items():
        setattr(mine, name, value)
    fields = [register.model_field(name) for name in form.values()]
    return [
        {
            "label": field.verbose_name,
            "theirs": display.text_of(current, field, access),
            "mine": display.text_of(mine, field, access),
        }
        for field in fields
        if getattr(current, field.attname) != getattr(mine, field.attname)
    ]


def _update(register: Register, access: Access, row: Record, form: RegisterForm) -> Record:
    version, because = form.cleaned_data.get("version"), form.cleaned_data.get("because", "")
    saved: Record = register.verbs.update(access, row, form.values(), version=version, because=because)
    return saved


def _group(section: FieldSection, form: RegisterForm) -> dict[str, object]:
    fields = [form[name] for name in section.fields if name in form.fields]
    stated = any(bound.errors or bound.value() not in (*UNSTATED, False) for bound in fields)
    return {
        "title": section.title,
        "folds": section.folds,
        "open": stated,
        "fields": fields,
        "beside": section.beside,
        "pairs": list(batched(fields, 2)) if section.beside else (),
        "left": sum(bound.value() in UNSTATED for bound in fields[::2]),
    }


def _form_page(
    request: HttpRequest,
    register: Register,
    form: RegisterForm,
    context: dict[str, object],
    *,
    status: int = 0,
) -> HttpResponse:
    extra = [form["because"]] if "because" in form.fields else []
    told: dict[str, object] = {"conflict": [], "ask": ""}
    context = told | context | {"register": register, "form": form, "extra": extra}
    context["groups"] = [_group(section, form) for section in register.sections]
    return render(request, "registers/form.html", context, status=status or (422 if form.errors else 200))


def archive_view(register: Register) -> View:
    """Return the view that archives or restores a row. After archiving, restoring is offered at once."""

    @requires(register.edit)
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = _row(register, access, pk)
        if not row.archived_at and "sure" not in request.POST and (ask := asked_before(access, row, None)):
            _must(access, register, row)
            here = reverse(f"{register.key}-detail", args=[row.id])
            context = {"title": _("Archive %(row)s") % {"row": row}, "ask": ask, "back": here}
            return render(request, "registers/archive.html", context, status=409)
        try:
            with writing(access, because=request.POST.get("because", "")[:300]) as w:
                if row.archived_at:
                    w.restore(row)
                    messages.success(request, _("%(row)s is in use again.") % {"row": row})
                else:
                    w.archive(row)
                    messages.success(
                        request, _("%(row)s is archived. You can restore it here.") % {"row": row}
                    )
        except Invalid as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{register.key}-detail", pk=row.id)

    return view
