"""The gate for views: each view says what it requires, and a request carries its `Access`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access, Actor
from akropolis.base.kernel.access.grants import access_from, appointments_of
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.sessions import proof_of
from akropolis.base.ui.parts import Crumb

View = Callable[..., HttpResponse]
UNIT = "unit"
"""Session key of the code of the unit that the user has chosen to work in."""
NOBODY = Access(Actor(None, ""))


class AccessMiddleware:
    """Gives every request its `access`, computed when first asked for, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.appointments = SimpleLazyObject(lambda: _appointments(request))  # type: ignore[attr-defined]
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a 404 for Hidden, missing and forbidden alike, and a page for a refusal that no view has handled."""
        if isinstance(exception, Hidden):
            raise Http404 from exception
        if isinstance(exception, Refused):
            return render(request, "409.html", {"sentence": exception}, status=409)
        return None


def _appointments(request: HttpRequest) -> list[Appointment]:
    user: User | AnonymousUser = request.user
    return appointments_of(user, timezone.localdate()) if user.is_authenticated else []


def _access(request: HttpRequest) -> Access:
    user: User | AnonymousUser = request.user
    return (
        access_from(user, appointments_on(request), proof=proof_of(request.session))
        if user.is_authenticated
        else NOBODY
    )


def appointments_on(request: HttpRequest) -> list[Appointment]:
    """Return the signed-in person's appointments in force today, read once per request."""
    return request.appointments  # type: ignore[attr-defined,no-any-return]


def access_of(request: HttpRequest) -> Access:
    """Return the request's access, typed."""
    return request.access  # type: ignore[attr-defined,no-any-return]


def units_of(appointments: Sequence[Appointment]) -> list[Unit]:
    """Return the units in which the person holds a role, from the top of the tree down, each once."""
    found: dict[UUID, Unit] = {}
    for appointment in appointments:
        if appointment.unit is not None:
            found.setdefault(appointment.unit.pk, appointment.unit)
    return list(found.values())


def chosen_unit(request: HttpRequest, appointments: Sequence[Appointment]) -> Unit | None:
    """Return the unit that the user works in: the chosen one while they hold a role there, else their first."""
    units = units_of(appointments)
    code = request.session.get(UNIT, "")
    return next((unit for unit in units if unit.code == code), units[0] if units else None)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in, which then returns to the page, even if the request was for only a part of the page."""
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = redirect_to_login(_here(request)).url
        return response
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _here(request: HttpRequest) -> str:
    """Return the path of the page that requested a part of itself; the start page if the header is no address."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    except ValueError:
        return "/"


def requires(permission: str) -> Callable[[View], View]:
    """Allow only people who hold the permission somewhere; the gate decides which rows. Others get the 404."""
    return _guarded_by(permission, lambda access: access.anywhere(permission))


def signed_in(*, because: str) -> Callable[[View], View]:
    """Decorate a view to allow every person with an account; `because` says why no permission is required."""
    return _guarded_by(f"signed in: {because}", lambda _access: True)


def _guarded_by(rule: str, may: Callable[[Access], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not may(access_of(request)):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        guarded.lets_in = may  # type: ignore[attr-defined]
        return guarded

    return decorate


def url_if_open(access: Access, name: str) -> str:
    """Return the URL of the page with this URL name; empty if its view does not let the user in."""
    url = reverse(name)
    lets_in: Callable[[Access], bool] | None = getattr(resolve(url).func, "lets_in", None)
    return url if lets_in is None or lets_in(access) else ""


def public(*, because: str) -> Callable[[View], View]:
    """Decorate a view to allow everyone, signed in or not; `because` says why that is safe."""

    def decorate(view: View) -> View:
        view.access_rule = f"public: {because}"  # type: ignore[attr-defined]
        return view

    return decorate


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """Show a refusal inside the block as a message on the next page. `Hidden` propagates and becomes a 404."""
    try:
        yield
    except Hidden:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))


def form_page(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    way: Sequence[Crumb] = (),
    *,
    template: str = "ui/form_page.html",
    also: Mapping[str, object] | None = None,
    status: int | None = None,
    **more: object,
) -> HttpResponse:
    """Return a page with the form, what was written and what is wrong with it: 409 after a conflict, 422
    with errors, else 200.

    `back` is the address to which cancelling leads; `lead`, `submit`, `variant` and `end_url` are as the
    template has them. `also` adds further values for the template. `template` replaces the usual template,
    and `status` the usual status.
    """
    usual = {
        "title": title,
        "crumbs": way,
        "form": form,
        "groups": getattr(form, "groups", ()),
        "lead": "",
        "submit": _("Save"),
        "variant": "primary",
        "end_url": "",
    }
    context = {**usual, **(also or {}), **more}
    shown = str(context.pop("template", template))
    answer = status or getattr(form, "status", None) or (422 if form.errors else 200)
    return render(request, shown, context, status=answer)
