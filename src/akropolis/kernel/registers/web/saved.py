"""Saved views: keep a way of looking at a register, and let it go."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.web import View, access_of, requires
from akropolis.kernel.records.writer import create, writing
from akropolis.kernel.registers.declaration import Register
from akropolis.kernel.registers.models import SavedView
from akropolis.kernel.registers.web.sending import once_for


def save_view(register: Register) -> View:
    """Keep the list's present filters under a name."""

    @requires(register.read)
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        access = access_of(request)
        query = request.POST.get("query", "").lstrip("?")[:1000]
        values: dict[str, Any] = {
            "user_id": access.actor.id,
            "register": register.key,
            "name": request.POST.get("name", "").strip(),
            "query": query,
        }
        try:
            once_for(request, partial(create, access, SavedView, values))
            messages.success(request, _("The view is saved."))
        except Invalid as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse(f'{register.key}-list')}?{query}")

    return view


def remove_view(register: Register) -> View:
    """Let a saved view go."""

    @requires(register.read)
    @require_POST
    def view(request: HttpRequest, pk: Any) -> HttpResponse:
        access = access_of(request)
        row = SavedView.objects.visible(access).one(pk=pk, register=register.key)
        with writing(access) as w:
            w.remove(row)
        messages.success(request, _("The view is removed."))
        return redirect(f"{register.key}-list")

    return view
