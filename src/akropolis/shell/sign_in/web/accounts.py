"""Sign-in and sign-out, the user's own password and account, and the current unit."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.factors import PASSWORD
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import delete_sessions, reference, sessions_of
from akropolis.base.kernel.access.web import UNIT, access_of, appointments_on, public, signed_in, units_of
from akropolis.base.ui.fields import password_field
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.people.organisation.services import people
from akropolis.shell.sign_in.web import city_arrival, city_sign_in, devices, second_step, throttle
from akropolis.shell.sign_in.web.account_page import account_context
from akropolis.shell.sign_in.web.entering import enter
from akropolis.shell.sign_in.web.following import safe_redirect
from akropolis.shell.sign_in.web.persons import OWN, person_of
from akropolis.shell.sign_in.web.sign_in import methods


class SignInForm(forms.Form):
    """Form of user name and password."""

    summary_title = gettext_lazy("You are not signed in. Correct this first:")
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field(gettext_lazy("Password"))


class PasswordForm(forms.Form):
    """Form of the present password, and the new password twice."""

    current = password_field(gettext_lazy("The password you have now"))
    new = password_field(
        gettext_lazy("New password"),
        new=True,
        help_text=gettext_lazy(
            "At least 12 characters. Three or four words that do not belong together are easy to remember."
        ),
    )
    again = password_field(gettext_lazy("The new password once more"), new=True)

    def clean(self) -> dict[str, object]:
        """Require both new passwords to be the same."""
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ. Write the new one again."))
        return given


class PreferencesForm(ModelFieldsForm, model=User):
    """Form of language and appearance, and when notifications are mailed."""

    language = FromModel(widget=forms.RadioSelect)
    color_scheme = FromModel(widget=forms.RadioSelect)
    mail = FromModel(
        gettext_lazy(
            "All messages stand under the bell. There is no more than one mail a day about the same matter. Incidents, "
            "and what a law gives hours for, are mailed at once whatever you choose."
        ),
        widget=forms.RadioSelect,
    )


@public(because="nobody is known before it")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign the user in. The error message only says that user name and password did not match."""
    following = safe_redirect(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(following)
    form = SignInForm(request.POST or None)
    context = {"title": _("Sign in"), "form": form, "next": following, "methods": methods(following)}
    context |= {"open_reports": settings.OPEN_REPORTS, "open_requests": settings.OPEN_REQUESTS}
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            if second_step.has_second_factor(user):
                return second_step.begin_second(request, user, following)
            return enter(request, user, following, PASSWORD)
        counted = getattr(request, "axes_failures_since_start", None) is not None
        throttle.note(request, form.cleaned_data["username"], "failed" if counted else "refused")
        if getattr(request, "axes_locked_out", False):
            # AxesMiddleware puts the page of `AXES_LOCKOUT_CALLABLE` in its place.
            return HttpResponse(status=429)
        form.add_error(
            None, _("The user name and the password do not fit together. Check both and try again.")
        )
    return render(request, "entrance/sign_in.html", context, status=422 if form.errors else 200)


@signed_in(because=OWN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. The session ends on the server too, and at the city's provider for users who signed in through it."""
    hint = request.session.get(city_arrival.HINT, "")
    logout(request)
    messages.success(request, _("You are signed out."))
    return city_sign_in.sign_out_url(hint, request) or redirect("sign-in")


@signed_in(because=OWN)
@sensitive_post_parameters("current", "new", "again")
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password of the user's choice. All the user's other sessions end."""
    person = person_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _take_password(request, person, form):
        messages.success(request, _("Your new password is in force. All your other sign-ins have ended."))
        response = redirect("first-steps" if request.POST.get("first") else "account")
        devices.remember(request, response, person)
        return response
    context = {"title": _("Choose a new password"), "form": form, "first": person.must_change_password}
    template = "entrance/first_password.html" if person.must_change_password else "entrance/password.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _take_password(request: HttpRequest, person: User, form: PasswordForm) -> bool:
    if not person.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("This is not the password you have now."))
        return False
    new = form.cleaned_data["new"]
    if not attempt(form, lambda: people.change_password(access_of(request), person, new)).done:
        return False
    update_session_auth_hash(request, person)
    delete_sessions(s for s in sessions_of(person.pk) if s.session_key != request.session.session_key)
    return True


@signed_in(because=OWN)
def account(request: HttpRequest) -> HttpResponse:
    """Show the user's own data, the settings of language, appearance and mail, and the active sessions."""
    person = person_of(request)
    initial = {"language": person.language, "color_scheme": person.color_scheme, "mail": person.mail}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.set_preferences(access_of(request), person, form.cleaned_data)
        with override(person.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("account")
    context = {"title": _("My account"), "form": form, "person": person, **account_context(request, person)}
    return render(request, "entrance/account.html", context, status=422 if form.errors else 200)


@signed_in(because=OWN)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of the user's sessions, or all but this one."""
    own, wanted = request.session.session_key, request.POST.get("session", "")
    others = [s for s in sessions_of(person_of(request).pk) if s.session_key != own]
    chosen = others if wanted == "others" else [s for s in others if reference(s.session_key) == wanted]
    if not chosen and wanted != "others":
        raise Hidden
    count = delete_sessions(chosen)
    messages.success(
        request,
        ngettext("%(count)d sign-in has ended.", "%(count)d sign-ins have ended.", count) % {"count": count},
    )
    return redirect("account")


@signed_in(because="a person stands in one of the units where she holds a role")
@require_POST
def switch_unit(request: HttpRequest) -> HttpResponse:
    """Switch to another of the units where the user holds a role."""
    code = request.POST.get("unit", "")
    if code not in {unit.code for unit in units_of(appointments_on(request))}:
        raise Hidden
    request.session[UNIT] = code
    return redirect(safe_redirect(request, request.POST.get("next", "")))
