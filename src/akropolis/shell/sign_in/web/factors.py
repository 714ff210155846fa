"""The user's own factors: set up after giving the password, and removed; and those of a locked-out user."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.factors import PASSWORD
from akropolis.base.kernel.access.forms import BecauseForm, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import HOW, delete_sessions, sessions_of
from akropolis.base.kernel.access.web import access_of, signed_in
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.people.second_factors.models import Factor
from akropolis.people.second_factors.rules.codes import address_of, in_groups, new_secret
from akropolis.people.second_factors.selectors.factors import factors_of
from akropolis.people.second_factors.services import keeping
from akropolis.people.second_factors.services.sealing import open_secret, seal_secret
from akropolis.shell.sign_in.web.challenges import create_challenge, place_of, pop_challenge
from akropolis.shell.sign_in.web.must_have import lacks_required_factor
from akropolis.shell.sign_in.web.persons import OWN, person_of
from akropolis.shell.sign_in.web.proving_anew import with_password

SEALED = "app_secret"
CREATE = "create"
KEEPS = "organisation:person:edit"


class AppForm(ModelFieldsForm, model=Factor):
    """Form of the name that the user gives the app, and the code that the app shows."""

    name = FromModel(
        gettext_lazy("So that you know which it is."), initial=gettext_lazy("The app in my phone")
    )
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows now"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(ModelFieldsForm, model=Factor):
    """Form of the name that the user gives the passkey; the script adds the browser's response."""

    name = FromModel(gettext_lazy("So that you know which it is."), initial=gettext_lazy("My computer"))
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


@signed_in(because=OWN)
def choose(request: HttpRequest) -> HttpResponse:
    """Let the user choose which kind of factor to set up. Users who must have a factor are redirected to this page."""
    context = {"title": _("Add a second factor"), "must": lacks_required_factor(request)}
    template = "entrance/factor_must.html" if context["must"] else "entrance/factor_choose.html"
    return render(request, template, context)


@signed_in(because=OWN)
@with_password
@sensitive_post_parameters("code")
@never_cache
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app for one-time codes: show the QR picture and the secret, and accept the first code from the app."""
    person = person_of(request)
    stored = request.session.setdefault(SEALED, seal_secret(new_secret(), person.pk))
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        tried = attempt(
            form, lambda: keeping.add_app(access_of(request), person, stored, said["code"], said["name"])
        )
        if tried.made:
            del request.session[SEALED]
            return _done(request, tried.made)
    secret = open_secret(stored, person.pk)
    import segno  # noqa: PLC0415 # three megabytes for one page

    picture = segno.make(address_of(secret, person.username), error="m")
    context = {
        "title": _("Set up one-time codes"),
        "form": form,
        "picture": picture.svg_data_uri(scale=5, border=4, light="#fff", dark="#000"),
        "secret": in_groups(secret),
    }
    return render(request, "entrance/factor_app.html", context, status=422 if form.errors else 200)


@signed_in(because=OWN)
@with_password
@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """Set up a passkey: the browser creates it, and the browser's response is submitted with the form."""
    person = person_of(request)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, challenge = form.cleaned_data, pop_challenge(request, CREATE)
        place = place_of(request)
        tried = attempt(
            form,
            lambda: keeping.add_passkey(
                access_of(request), person, said["answer"], challenge, place, said["name"]
            ),
        )
        if tried.made:
            return _done(request, tried.made)
    context = {"title": _("Set up a passkey"), "form": form}
    return render(request, "entrance/factor_passkey.html", context, status=422 if form.errors else 200)


@signed_in(because=OWN)
@with_password
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return the options for the browser to create a passkey, as JSON."""
    said = keeping.passkey_options(
        person_of(request), place_of(request).host, create_challenge(request, CREATE)
    )
    return HttpResponse(said, content_type="application/json")


@signed_in(because=OWN)
@require_POST
@with_password
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Replace the user's recovery codes with new ones, which are shown only in this response."""
    person = person_of(request)
    if not factors_of(access_of(request), person):
        raise Hidden
    return _shown_once(request, keeping.renew_codes(access_of(request), person))


@signed_in(because=OWN)
@require_POST
@with_password
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove one of the user's own factors."""
    access, person = access_of(request), person_of(request)
    factor: Factor = Factor.objects.visible(access).filter(user=person).one(pk=pk)
    keeping.remove(access, factor, because=_("The person took it away."))
    messages.success(request, _("%(name)s no longer proves who you are.") % {"name": factor.name})
    return redirect("account")


def _locked_out(access: Access, pk: UUID) -> User:
    person: User = User.objects.visible(access).one(pk=pk)
    if not access.may(KEEPS, None) or person.pk == access.actor.id or not factors_of(access, person):
        raise Hidden
    return person


REMOVE_ALL = Act(
    on=ActTarget(KEEPS, _locked_out, "person"),
    form=BecauseForm,
    do=lambda access, person, form: keeping.remove_all(access, person, **form.cleaned_data),
    done=gettext_lazy("The factors are gone, and the person is told."),
    title=lambda person: _("Remove the second factors of %(name)s") % {"name": person.name},
    lead=gettext_lazy(
        "Make sure first that it is the person who asks. All her sign-ins end, and she signs in by her password."
    ),
    submit=gettext_lazy("Remove the factors"),
    variant="danger",
)


def _done(request: HttpRequest, made: keeping.NewFactor) -> HttpResponse:
    others = (s for s in sessions_of(made.factor.user_id) if s.session_key != request.session.session_key)
    ended = delete_sessions(s for s in others if s.get_decoded().get(HOW) == PASSWORD)
    messages.success(request, _("%(name)s now proves who you are.") % {"name": made.factor.name})
    if ended:
        messages.info(request, _("Where you were signed in by your password alone, you are signed out."))
    return _shown_once(request, made.codes) if made.codes else redirect("account")


def _shown_once(request: HttpRequest, made: object) -> HttpResponse:
    return render(request, "entrance/factor_codes.html", {"title": _("Your recovery codes"), "codes": made})


urls = [
    path("konto/faktorer/ny/", choose, name="factor-new"),
    path("konto/faktorer/app/", app, name="factor-app"),
    path("konto/faktorer/nyckel/", passkey, name="factor-passkey"),
    path("konto/faktorer/nyckel/fraga/", passkey_options, name="factor-passkey-options"),
    path("konto/faktorer/koder/", codes, name="factor-codes"),
    path("konto/faktorer/<uuid:pk>/ta-bort/", remove, name="factor-remove"),
    path("personer/<uuid:pk>/faktorer/ta-bort/", REMOVE_ALL.view, name="person-factors-remove"),
]
