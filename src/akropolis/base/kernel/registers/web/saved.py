"""Pages that save, rename and remove a user's saved views of a register, and that choose a list's columns."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.web import View, access_of, refusals_as_messages, requires
from akropolis.base.kernel.records.writer import Writer, create, update, writing
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.listing import VIEW
from akropolis.base.kernel.registers.models import SavedView
from akropolis.base.kernel.registers.shown import COLUMNS, sort_column_keys
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.parts import Crumb


def save_view(register: Register) -> View:
    """Return the view that lists the user's saved views, to rename and remove; POST saves the current filters."""

    @requires(register.read)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        access = access_of(request)
        if request.method != "POST":
            return _views_page(request, register)
        query = _query(request, VIEW)
        name = request.POST.get("name", "").strip()
        values = {
            "user_id": access.actor.id,
            "register": register.key,
            "name": name,
            "query": query,
        }
        with refusals_as_messages(request):
            _require_name(name)
            create_once(request, partial(create, access, SavedView, values))
            messages.success(request, _("The view is saved."))
        return redirect(f"{reverse(f'{register.key}-list')}?{query}")

    return view


def _views_page(request: HttpRequest, register: Register) -> HttpResponse:
    title, there = _("Saved views"), reverse(f"{register.key}-list")
    context = {
        "title": title,
        "crumbs": [Crumb(label=str(register.many), url=there), Crumb(label=title)],
        "saved_views": SavedView.objects.visible(access_of(request))
        .filter(register=register.key)
        .exclude(name=""),
        "list_url": there,
        "rename_url": f"{register.key}-rename-view",
        "remove_url": f"{register.key}-remove-view",
    }
    return render(request, "registers/views.html", context)


def _require_name(name: str) -> None:
    if not name:
        raise Invalid({"name": [_("Write what the view shall be called.")]})


def _query(request: HttpRequest, *left: str) -> str:
    """Return the list's query string from the form, without its cursor and the parameters in `left`."""
    parts = QueryDict(request.POST.get("query", "").lstrip("?")[:1000])
    return urlencode({name: value for name, value in parts.items() if name not in ("cursor", *left)})


def rename_view(register: Register) -> View:
    """Return the Django view that renames a saved view."""

    @requires(register.read)
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = SavedView.objects.visible(access).one(pk=pk, register=register.key)
        name = request.POST.get("name", "").strip()
        with refusals_as_messages(request):
            _require_name(name)
            update(access, row, {"name": name})
            messages.success(request, _("The view is saved."))
        return redirect(f"{register.key}-save-view")

    return view


def choose_columns(register: Register) -> View:
    """Return the view that sets the list's columns, now and on later visits; `usual` restores the defaults."""

    @requires(register.read)
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        access, there = access_of(request), reverse(f"{register.key}-list")
        kept = "" if "usual" in request.POST else sort_column_keys(register, request.POST.getlist(COLUMNS))
        with writing(access) as w:
            _save_columns(w, register, kept)
        query = "&".join(filter(None, (_query(request, COLUMNS), kept and urlencode({COLUMNS: kept}))))
        return redirect(f"{there}?{query}" if query else there)

    return view


def _save_columns(w: Writer, register: Register, kept: str) -> None:
    """Save the columns in the user's saved view without a name; remove that saved view if no columns are given."""
    own = SavedView.objects.visible(w.access).filter(register=register.key, name="").first()
    query = urlencode({COLUMNS: kept})
    if own is None and kept:
        w.create(SavedView, {"user_id": w.access.actor.id, "register": register.key, "query": query})
    elif own is not None and kept:
        w.update(own, {"query": query})
    elif own is not None:
        w.remove(own)


def remove_view(register: Register) -> View:
    """Return the Django view that removes a saved view."""

    @requires(register.read)
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = SavedView.objects.visible(access).one(pk=pk, register=register.key)
        with writing(access) as w:
            w.remove(row)
        messages.success(request, _("The view is removed."))
        return redirect(f"{register.key}-save-view")

    return view
