"""The second step of signing in, for users with a second factor; and sign-in by a passkey alone.

Between the two steps nobody is signed in: the session remembers whose password was correct, for a
limited time.
"""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from webauthn import generate_authentication_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import UserVerificationRequirement

from akropolis.base.kernel.access.factors import PASSKEY, PASSWORD
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.kernel.access.web import public
from akropolis.people.second_factors.selectors.factors import means_of
from akropolis.people.second_factors.services.proving import by_code, by_passkey
from akropolis.shell.sign_in.web import throttle
from akropolis.shell.sign_in.web.challenges import create_challenge, place_of, pop_challenge
from akropolis.shell.sign_in.web.entering import BETWEEN, enter

COUNTS = timedelta(minutes=10)
"""How long a correct password waits for the second step."""
GET = "get"
NOBODY_YET = "nobody is known before it"


class CodeForm(forms.Form):
    """Form of a code from an app, or one of the recovery codes."""

    summary_title = gettext_lazy("You are not signed in. Correct this first:")
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("The six figures that your app shows now, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class CodeBackend(BaseBackend):
    """Authenticates a user by a code. Wrong codes are counted and throttled together with wrong passwords."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        code: str | None = None,
        **_more: object,
    ) -> User | None:
        """Return the user if the code is theirs and unused. The kind of code is left on the request."""
        if request is None or not username or code is None:
            return None
        user = User.everything.filter(username=username, kind=PERSON, is_active=True).first()
        how = by_code(user, code, timezone.now()) if user else ""
        request.proved_by = how  # type: ignore[attr-defined]
        return user if how else None


def proved_by(request: HttpRequest, user: User, code: str) -> str:
    """Return the kind of factor of the code, once; empty for a wrong one, which counts as a failed try."""
    authenticate(request, username=user.username, code=code)
    how: str = getattr(request, "proved_by", "")
    if not how:
        throttle.note(request, user.username, "refused at the second step")
    return how


def has_second_factor(user: User) -> bool:
    """Return whether the user has a second factor."""
    return means_of(user).any


def begin_second(request: HttpRequest, user: User, following: str) -> HttpResponse:
    """Remember for a while that the user's password was correct, and redirect to the second step."""
    request.session.cycle_key()
    now = timezone.now().isoformat()
    request.session[BETWEEN] = [str(user.pk), user.get_session_auth_hash(), now, following]
    return redirect("second-step")


def _between(request: HttpRequest) -> tuple[User | None, str]:
    """Return whose password was correct, while that counts and it is unchanged, and where they were going."""
    person, mark, at, following = request.session.get(BETWEEN, ("", "", "", ""))
    moment = parse_datetime(at)
    if moment is None or timezone.now() - moment > COUNTS:
        return None, following
    user = User.everything.filter(pk=UUID(person), kind=PERSON, is_active=True).first()
    same = user is not None and constant_time_compare(user.get_session_auth_hash(), mark)
    return user if same else None, following


@public(because=NOBODY_YET)
@sensitive_post_parameters("code")
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Show the second step, which asks for a code or a passkey; on POST sign the user in by the code."""
    user, following = _between(request)
    if user is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = proved_by(request, user, form.cleaned_data["code"])
        if how:
            return enter(request, user, following, f"{PASSWORD}+{how}")
        form.add_error("code", _("The code is not right, or it has been used. Wait for the next one."))
    means = means_of(user)
    context = {"title": _("One more step"), "form": form, "means": means, "next": following}
    return render(request, "entrance/second_step.html", context, status=422 if form.errors else 200)


@public(because=NOBODY_YET)
@require_POST
@never_cache
def options(request: HttpRequest) -> HttpResponse:
    """Return the options to ask for any passkey of this site, as JSON: the device finds which, and whose."""
    asked = generate_authentication_options(
        rp_id=place_of(request).host,
        challenge=create_challenge(request, GET),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return JsonResponse(options_to_json_dict(asked))


@public(because=NOBODY_YET)
@require_POST
@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey, which is two factors in one: the device, and how it recognises its user."""
    user = verify_passkey(request, request.POST.get("answer", ""))
    if user is None:
        throttle.note(request, "", "failed by a passkey")
        messages.error(request, _("The passkey did not open anything here. Try again, or use your password."))
        return redirect("sign-in")
    first, _there = _between(request)
    how = f"{PASSWORD}+{PASSKEY}" if first == user else PASSKEY
    return enter(request, user, request.POST.get("next", ""), how)


def verify_passkey(request: HttpRequest, answer: str, *, person: User | None = None) -> User | None:
    """Return the user whose passkey answers this visitor's latest challenge, once; None for any other answer."""
    challenge = pop_challenge(request, GET)
    if not (challenge and answer):
        return None
    return by_passkey(answer, challenge, place_of(request), timezone.now(), person=person)
