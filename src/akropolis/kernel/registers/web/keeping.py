"""What the pages of tables that the whole city keeps have in common: who may, the form, and conflicts said in it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of
from akropolis.ui.parts import Crumb


def keeper(request: HttpRequest, permission: str) -> Access:
    """The access of a person who holds the permission in the whole city. Raises Hidden for anyone else."""
    access = access_of(request)
    access.must(permission, None)
    return access


def conflict(form: forms.Form, stored: Any) -> int:
    """The answer's status when the form was not carried out; that somebody else has saved is said in the form."""
    if stored is None:
        return 422
    sentence = _(
        "Someone else has saved this since you opened it. Check it, and save again if yours shall count."
    )
    form.add_error(None, sentence)
    return 409


def way(many: str, back: str, title: str = "") -> list[Crumb]:
    """The way to the table, and to a page below it when there is a title."""
    start = [Crumb(label=_("Information and services"), url=reverse("graph-hub"))]
    if not title:
        return [*start, Crumb(label=many)]
    return [*start, Crumb(label=many, url=back), Crumb(label=title)]


def form_page(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    crumbs: Sequence[Crumb],
    *,
    back: str,
    end_url: str = "",
    submit: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form by which a row is written, with its errors when it has any."""
    context = {
        "title": title,
        "crumbs": crumbs,
        "form": form,
        "end_url": end_url,
        "submit": submit or _("Save"),
        "back": back,
    }
    shown = 422 if form.errors and status == 200 else status
    return render(request, "registers/kept_form.html", context, status=shown)
