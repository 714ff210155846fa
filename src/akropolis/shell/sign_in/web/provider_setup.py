"""The page that prepares the city's sign-in: it asks a provider what it offers, and writes out the settings.

Nothing is stored. The settings file stays the one place for settings, and the client secret is never entered here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.ui.parts import Crumb
from akropolis.shell.sign_in.web.city_sign_in import USER_INFO, ProviderSession
from akropolis.shell.sign_in.web.provider_page import EDIT

METADATA_LIMIT = 1_000_000
LOOPBACK = ("localhost", "127.0.0.1")
SHOWN = 60
"""Maximum number of characters shown of a value that the provider sent."""


class ProviderSetupForm(forms.Form):
    """Form of which provider to ask, and the client that is registered there."""

    issuer = forms.URLField(
        label=gettext_lazy("The provider's address (issuer)"),
        help_text=gettext_lazy(
            "As the provider writes it. Entra ID: https://login.microsoftonline.com/TENANT/v2.0. AD FS: "
            "https://sts.example.se/adfs. Keycloak: https://id.example.se/realms/NAME."
        ),
        assume_scheme="https",
        max_length=300,
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client id"),
        help_text=gettext_lazy("The provider shows it when akropoLIS is registered there. Not the secret."),
        max_length=200,
        required=False,
    )

    def clean_issuer(self) -> str:
        """Refuse an address without TLS before anything is asked; one on this machine is for trying."""
        issuer = str(self.cleaned_data["issuer"])
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise forms.ValidationError(_("Write an address that begins with https://."))
        return issuer


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """One thing that was looked at in the provider's answer. `fault` stops sign-in; without it, it is worth knowing."""

    sentence: str
    is_met: bool
    fault: bool = True


def ask_provider(issuer: str) -> tuple[list[ProviderCheck], Mapping[str, object]]:
    """Ask the provider for its metadata (OpenID Connect Discovery 1.0, 4). Returns what was found, in words, and
    the metadata; empty metadata if the provider did not answer as it must.
    """
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        answer = ProviderSession().request("GET", address, withhold_token=True)  # type: ignore[no-untyped-call]
        said = answer.json() if answer.ok and len(answer.content) <= METADATA_LIMIT else None
    except (RequestException, OSError, ValueError) as error:
        words = _("%(address)s did not answer as a provider: %(why)s") % {
            "address": address,
            "why": str(error)[:200],
        }
        return [ProviderCheck(words, False)], {}
    if not isinstance(said, dict):
        words = _("%(address)s answered %(status)s, and not with a provider's metadata.") % {
            "address": address,
            "status": answer.status_code,
        }
        return [ProviderCheck(words, False)], {}
    return list(_list_checks(issuer, said)), said


def _list_checks(issuer: str, said: Mapping[str, object]) -> Iterator[ProviderCheck]:
    named = str(said.get("issuer", ""))
    right = _("The provider answers, and calls itself %(name)s.")
    wrong = _("The provider calls itself %(name)s. Write exactly that as the address.")
    is_met = named == issuer
    yield ProviderCheck((right if is_met else wrong) % {"name": named[:300]}, is_met)
    scheme = f"{issuer.partition(':')[0]}:"
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    missing = [name for name in needed if not str(said.get(name, "")).startswith(scheme)]
    right = _("It has the addresses for sign-in, tokens and keys.")
    wrong = _("Addresses for sign-in, tokens and keys that are missing or without TLS: %(names)s.")
    yield ProviderCheck(wrong % {"names": ", ".join(missing)} if missing else right, not missing)
    right = _("It offers the code flow.")
    wrong = _("It does not say that it offers the code flow, which akropoLIS uses.")
    is_met = "code" in _texts(said, "response_types_supported")
    yield ProviderCheck(right if is_met else wrong, is_met)
    for is_met, right, wrong in (
        (
            "S256" in _texts(said, "code_challenge_methods_supported"),
            _("It offers PKCE with S256."),
            _("It does not say that it offers PKCE. akropoLIS uses PKCE all the same."),
        ),
        (
            settings.OIDC_GROUPS in _texts(said, "claims_supported"),
            _("It names a claim with groups."),
            _(
                "It does not name the claim %(claim)s. Set it up at the provider, or try sign-in to see what comes."
            )
            % {"claim": settings.OIDC_GROUPS},
        ),
        (
            bool(said.get(USER_INFO)),
            _("It can be asked for what a token lacks (UserInfo)."),
            _("It has no UserInfo: the token must hold user name and groups."),
        ),
        (
            bool(said.get("end_session_endpoint")),
            _("It is signed out there too when somebody signs out here."),
            _("Signing out here does not sign anybody out there."),
        ),
    ):
        yield ProviderCheck(right if is_met else wrong, is_met, fault=False)


def _texts(said: Mapping[str, object], name: str) -> list[str]:
    values = said.get(name)
    return [str(each)[:SHOWN] for each in values] if isinstance(values, list) else []


def settings_lines(issuer: str, client_id: str, said: Mapping[str, object]) -> list[str]:
    """Return the lines for the settings file, quoted for the shell that reads it. The secret's line is left empty."""
    lines = {
        "AKROPOLIS_OIDC_ISSUER": issuer,
        "AKROPOLIS_OIDC_CLIENT_ID": client_id,
        "AKROPOLIS_OIDC_CLIENT_SECRET": "",
        "AKROPOLIS_OIDC_USERNAME_CLAIM": settings.OIDC_USERNAME,
        "AKROPOLIS_OIDC_GROUPS_CLAIM": settings.OIDC_GROUPS,
    }
    if "groups" in _texts(said, "scopes_supported"):
        lines["AKROPOLIS_OIDC_SCOPES"] = "openid profile email groups"
    return [f"{name}={quote(value) if value else ''}" for name, value in lines.items()]


@requires(EDIT)
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST ask the provider, and show what it answered and the lines for the settings file."""
    access_of(request).must(EDIT, None)
    form = ProviderSetupForm(request.POST or None, initial={"issuer": settings.OIDC_ISSUER})
    found: dict[str, object] = {"checks": [], "lines": [], "faults": []}
    if request.method == "POST" and form.is_valid():
        issuer, client_id = form.cleaned_data["issuer"], form.cleaned_data["client_id"]
        checks, said = ask_provider(issuer)
        faults = [check for check in checks if check.fault and not check.is_met]
        lines = [] if faults else settings_lines(issuer, client_id, said)
        found = {"checks": checks, "lines": lines, "faults": faults}
    title, here = _("Connect the city's sign-in"), _("The city's sign-in")
    crumbs = [(_("People"), reverse("people")), (here, reverse("provider-page")), (title, "")]
    names = ("city-sign-in-answer", "sign-in", "city-sign-out")
    context = {
        "title": title,
        "crumbs": [Crumb(label=label, url=url) for label, url in crumbs],
        "form": form,
        "places": [request.build_absolute_uri(reverse(name)) for name in names],
        **found,
    }
    return render(request, "entrance/provider_setup.html", context, status=422 if form.errors else 200)


urls = [path("personer/inloggning/koppla/", page, name="provider-setup")]
