"""Re-authentication before a decision, where the city requires it, and before a change of factors.

Before a decision, a page with the submitted form in hidden fields asks for a factor. The user's answer
comes back with the whole form, to the same address: the answer is removed from the form here, and the
view carries on.
"""

from collections.abc import Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from akropolis.base.kernel.access.errors import Unproved
from akropolis.base.kernel.access.factors import PASSKEY, PASSWORD
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import View, signed_in
from akropolis.base.kernel.background.threads import PROOFS
from akropolis.base.kernel.background.turns import Busy
from akropolis.base.kernel.registers.web.sending import WORD
from akropolis.base.ui.fields import password_field
from akropolis.people.second_factors.selectors.factors import Means, means_of
from akropolis.shell.sign_in.web import second_step, throttle
from akropolis.shell.sign_in.web.following import safe_redirect
from akropolis.shell.sign_in.web.persons import OWN, person_of, signed_in_by_city
from akropolis.shell.sign_in.web.sessions import record_password_given, record_proof, with_password_lately

CODE, KEY, SECRET = "prove-code", "prove-passkey", "prove-password"
OURS = frozenset({CODE, KEY, SECRET})
"""Fields that the question for a factor adds to the submitted form."""


class ProvePasswordForm(forms.Form):
    """Form that asks for the password again."""

    password = password_field(gettext_lazy("Your password"))


def _by_password(request: HttpRequest, person: User, written: str) -> str:
    """Return `password` if it is correct; empty for a wrong one, which is counted and throttled as at the sign-in."""
    try:
        with PROOFS.turn(request):
            found = authenticate(request, username=person.username, password=written)
    except Busy:
        return ""
    if found is None:
        throttle.note(request, person.username, "refused a proof")
    return PASSWORD if found else ""


@signed_in(because=OWN)
@sensitive_post_parameters("password")
@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the password again, and redirect back to the page that required it."""
    following = safe_redirect(request, request.POST.get("next") or request.GET.get("next") or "")
    form = ProvePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _by_password(request, person_of(request), form.cleaned_data["password"]):
            record_password_given(request)
            return redirect(following)
        form.add_error("password", _("This is not your password."))
    context = {"title": _("Confirm that it is you"), "form": form, "next": following}
    return render(request, "entrance/prove.html", context, status=422 if form.errors else 200)


def with_password(view: View) -> View:
    """Decorate a view that requires a password given within minutes; other users are asked for it first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if with_password_lately(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("account")
        return redirect(f"{reverse('prove')}?{urlencode({'next': back})}")

    return guarded


class ProvingMiddleware(MiddlewareMixin):
    """Asks for a factor where a decision needs one, and processes the same form again when the factor is given."""

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Remove the answer to the question from the form, before the view gets the form."""
        if request.method != "POST" or not request.user.is_authenticated or not OURS & request.POST.keys():
            return None
        given = {name: request.POST.get(name, "") for name in OURS}
        form: Any = request.POST.copy()
        for name in OURS:
            form.pop(name, None)
        request.POST = form
        return None if _taken(request, given) else _proof_page(request, wrong=True)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for a factor when a decision requires one."""
        return _proof_page(request) if isinstance(exception, Unproved) else None


def _taken(request: HttpRequest, given: dict[str, str]) -> bool:
    """Return whether the answer proves the user's identity. A password counts only for users without factors."""
    person = person_of(request)
    means, how = means_of(person), ""
    if signed_in_by_city(request):
        return False
    if given[KEY]:
        how = PASSKEY if second_step.verify_passkey(request, given[KEY], person=person) else ""
    elif given[CODE]:
        how = second_step.proved_by(request, person, given[CODE])
    elif given[SECRET] and not means.any:
        how = _by_password(request, person, given[SECRET])
    if how:
        record_proof(request, how)
    return bool(how)


def _proof_page(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    """Return the page that asks for a factor, with the submitted form in hidden fields."""
    city = signed_in_by_city(request)
    context = {
        "title": _("Confirm that it is you"),
        "kept": list(_posted_fields(request)),
        "files": sorted(request.FILES.keys()),
        "action": request.get_full_path(),
        "means": Means(codes=False, passkeys=False) if city else means_of(person_of(request)),
        "city": city,
        "city_name": settings.SIGN_IN_NAME,
        "minutes": int(settings.STEP_UP.total_seconds() // 60),
        "wrong": wrong,
    }
    return render(request, "entrance/prove_anew.html", context, status=422 if wrong else 403)


def _posted_fields(request: HttpRequest) -> Iterable[tuple[str, str]]:
    """Return all fields of the form by name, except the CSRF token, since the page has its own."""
    return ((name, value) for name, values in request.POST.lists() if name != WORD for value in values)
