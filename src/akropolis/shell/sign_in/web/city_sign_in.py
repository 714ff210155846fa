"""Sign-in by the city's identity provider over OpenID Connect, with Authlib; the code here decides who
may sign in.

Each response is accepted once: its state and nonce are in the visitor's session and removed when used.
Authlib checks the signature, issuer, audience and times against the keys that the provider publishes.
"""

from functools import lru_cache
from time import time
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError
from requests import RequestException
from requests.exceptions import SSLError

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.factors import by_city
from akropolis.base.kernel.access.web import public
from akropolis.base.lib.plain import Plain
from akropolis.base.lib.request_limit import request_limit
from akropolis.base.lib.text import unprintable
from akropolis.people.federation.services.arriving import Arrival
from akropolis.people.federation.services.claims import ClaimNames, read_arrival
from akropolis.shell.sign_in.web import city_arrival, provider_page, saml_sign_in
from akropolis.shell.sign_in.web.following import safe_redirect

WAITED = 5
"""Timeout in seconds for requests to the provider."""
AGE = 3600
"""Seconds for which the provider's metadata is cached."""
USER_INFO = "userinfo_endpoint"
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Accepted signature algorithms: those where only the provider has the signing key."""
TROUBLE = (AuthlibBaseError, JoseError, OSError, RuntimeError, ValueError, KeyError, TypeError)
"""Errors raised on the way to the provider and back, by Authlib, the handling of keys, or the network."""


class ProviderSession(OAuth2Session):
    """An HTTP session with a timeout, which follows no redirects: the provider must answer at its own address."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        """Send the request as `requests` does."""
        kwargs.setdefault("timeout", WAITED)
        kwargs["allow_redirects"] = False
        with request_limit.released():
            try:
                answer = super().request(*args, **kwargs)
            except SSLError as error:
                reason = str(error).rpartition("] ")[2].partition(" (_ssl")[0]
                raise SSLError(f"{reason} (AKROPOLIS_CA_FILE is {settings.CA_FILE})") from error
        if answer.is_redirect:
            raise RequestException("the provider leads elsewhere")
        return answer


@lru_cache(maxsize=1)
def _provider(issuer: str, client_id: str, secret: str, _hour: int) -> object:
    """Return the provider by its metadata, fetched hourly. ValueError if it is another or not reached safely."""
    oauth = OAuth()
    oauth.register(
        "city",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.OIDC_SCOPES, "code_challenge_method": "S256"},
    )
    provider = oauth.create_client("city")
    provider.client_cls = ProviderSession
    said = provider.load_server_metadata()
    if said.get("issuer") != issuer:
        raise ValueError(f"the provider calls itself {said.get('issuer')}")
    scheme = urlsplit(issuer).scheme
    places = [said[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    places += [said[USER_INFO]] if said.get(USER_INFO) else []
    if any(urlsplit(place).scheme != scheme for place in places):
        raise ValueError("the provider names an address without TLS")
    offered = said.get("id_token_signing_alg_values_supported") or SIGNED
    said["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNED]
    return provider


def provider() -> Any:
    """Return the city's provider. Raises one of `TROUBLE` when it cannot be reached or used."""
    return _provider(
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, int(time() // AGE)
    )


def _configured() -> None:
    if not settings.OIDC_ISSUER:
        raise Refused(_("The city has not connected its sign-in."))


@public(because="nobody is known before it")
@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Redirect to the provider to sign in; a signed-in user who must prove it `anew` is always asked there."""
    following = safe_redirect(request, request.GET.get("next", ""))
    anew = request.user.is_authenticated and request.GET.get("anew") == "1"
    if provider_page.begin_trial(request):
        anew = False
    elif request.user.is_authenticated and not anew:
        return redirect(following)
    request.session[city_arrival.FOLLOWING], request.session[city_arrival.ANEW] = following, anew
    if settings.SAML_METADATA and not settings.OIDC_ISSUER:
        return saml_sign_in.start(request, anew=anew)
    try:
        _configured()
        asked = {"prompt": "login", "max_age": 0} if anew else {}
        back = request.build_absolute_uri(reverse("city-sign-in-answer"))
        response: HttpResponse = provider().authorize_redirect(request, back, **asked)
    except TROUBLE as error:
        return city_arrival.failed(request, error)
    except Refused as refusal:
        return city_arrival.refused(request, refusal)
    return response


@public(because="nobody is known before it")
@require_safe
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Handle the provider's response to a sign-in."""
    if turned_away := city_arrival.turn_away(request):
        return turned_away
    try:
        _configured()
        found = provider()
        only_us = {
            "iss": {"essential": True, "values": [settings.OIDC_ISSUER]},
            "aud": {"essential": True, "values": [settings.OIDC_CLIENT_ID]},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        token = found.authorize_access_token(request, claims_options=only_us, leeway=settings.OIDC_LEEWAY)
        claims = token["userinfo"]
        if unprintable(claims["sub"]):
            raise ValueError("a subject that cannot be stored")
        how = by_city(claims.get("acr"), claims.get("amr"))
        anew = city_arrival.is_anew(request)
        said = claims if anew else _with_user_info(token)
    except TROUBLE as error:
        return city_arrival.failed(request, error, answered=True)
    except Refused as refusal:
        return city_arrival.refused(request, refusal)
    arrival = _arrival(said)
    if anew:
        at = claims.get("auth_time")
        return city_arrival.proved_anew(request, arrival, at if isinstance(at, int) else None, how)
    return city_arrival.arrived(request, arrival, said, token["id_token"], how)


def _with_user_info(token: Plain) -> Plain:
    """Return the claims of the ID token, supplemented from UserInfo (OpenID Connect Core 1.0, 5.3.2 and
    5.4).

    If UserInfo fails, an ID token with a user name is enough. Raises one of `TROUBLE` where the token
    has no user name, or where UserInfo is about another subject.
    """
    found, claims = provider(), token["userinfo"]
    wanted = (settings.OIDC_USERNAME, "name", settings.OIDC_GROUPS)
    if all(name in claims for name in wanted) or not found.load_server_metadata().get(USER_INFO):
        return dict(claims)
    try:
        more = found.userinfo(token=token)
    except TROUBLE as error:
        if settings.OIDC_USERNAME not in claims:
            raise
        city_arrival.logger.warning("UserInfo was not read: %s: %s", type(error).__name__, error)
        return dict(claims)
    if more.get("sub") != claims["sub"]:
        raise RequestException("UserInfo is about another subject than the ID token")
    return {**more, **claims}


def _arrival(claims: Plain) -> Arrival:
    names = ClaimNames(settings.OIDC_USERNAME, "name", "email", settings.OIDC_GROUPS)
    return read_arrival(settings.OIDC_ISSUER, str(claims["sub"]), claims, names)


def sign_out_url(id_token: str, request: HttpRequest) -> HttpResponse | None:
    """Return the provider's sign-out URL for users who signed in there; None without one or when it is down."""
    if not (id_token and settings.OIDC_ISSUER):
        return None
    back = request.build_absolute_uri(reverse("sign-in"))
    try:
        found = provider().create_logout_url(post_logout_redirect_uri=back, id_token_hint=id_token)
    except TROUBLE:
        return None
    return HttpResponseRedirect(found["url"])
