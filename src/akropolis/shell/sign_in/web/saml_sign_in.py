"""Sign-in by the city's identity provider over SAML 2.0, with pysaml2, and xmlsec1 for the signatures.

The provider's response comes as a form from the provider's own site, and browsers send no cookie of ours
with such a form. So the browser submits it once more from a page of ours: then the session says to which
request it responds, and each request gets one response.
"""

import logging
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # noqa: TID251 # the form is the provider's; see above
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.factors import by_city
from akropolis.base.kernel.access.web import public
from akropolis.base.lib.plain import Plain
from akropolis.people.federation.services.arriving import Arrival
from akropolis.people.federation.services.claims import ClaimNames, read_arrival
from akropolis.shell.sign_in.web import city_arrival
from akropolis.shell.sign_in.web.city_arrival import Untrue

log = logging.getLogger("akropolis.sign_in")
ASKED = "saml_asked"
"""Session key for the id of the request that waits for a response."""
LONGEST = 200_000
"""Maximum length of a response; longer ones are rejected unexamined."""
SKEW = 60
"""Allowed clock skew in seconds."""
STRONG = ("sha256", "sha384", "sha512")
"""The name of an accepted signature or digest method contains one of these words."""


def _connected() -> None:
    if not settings.SAML_METADATA or settings.OIDC_ISSUER:
        raise Hidden


@lru_cache(maxsize=1)
def _client(entity: str, answers: str, metadata: str, _changed: float, key: str, certificate: str) -> object:
    """Return our service provider; cached until the provider's metadata changes. Building it takes a second."""
    from saml2 import BINDING_HTTP_POST  # noqa: PLC0415 # a second that only who signs in by SAML waits
    from saml2.client import Saml2Client  # noqa: PLC0415
    from saml2.config import SPConfig  # noqa: PLC0415

    signs = {"key_file": key, "cert_file": certificate} if key else {}
    config = SPConfig()
    config.load(
        {
            "entityid": entity,
            "metadata": {"local": [metadata]},
            "allow_unknown_attributes": True,
            "accepted_time_diff": SKEW,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(answers, BINDING_HTTP_POST)]},
                    "allow_unsolicited": False,
                    "authn_requests_signed": bool(key),
                    "want_response_signed": False,
                    "want_assertions_signed": True,
                    "only_use_keys_in_metadata": True,
                }
            },
            **signs,
        }
    )
    return Saml2Client(config)


def _ours(request: HttpRequest) -> Any:
    place = settings.SAML_METADATA
    return _client(
        request.build_absolute_uri(reverse("saml-metadata")),
        request.build_absolute_uri(reverse("saml-answer")),
        place,
        Path(place).stat().st_mtime,
        settings.SAML_KEY,
        settings.SAML_CERTIFICATE,
    )


def start(request: HttpRequest, *, anew: bool = False) -> HttpResponse:
    """Redirect to the provider with a request kept in the session; to prove it `anew` the user is always asked."""
    try:
        asked, sent = _ours(request).prepare_for_authenticate(**({"force_authn": "true"} if anew else {}))
    except Exception as error:  # pysaml2 raises bare ones too, for metadata that it cannot read
        return city_arrival.failed(request, error)
    request.session[ASKED] = asked
    return redirect(dict(sent["headers"])["Location"])


@public(because="nobody is known before it")
@csrf_exempt
@require_POST
@never_cache
def received(request: HttpRequest) -> HttpResponse:
    """Receive the provider's form, sent without our cookie. The page that sends it on names nobody."""
    _connected()
    context = {"title": _("Signing in"), "answer": request.POST.get("SAMLResponse", "")[: LONGEST + 1]}
    return render(request, "entrance/saml_received.html", context)


@public(because="nobody is known before it")
@require_POST
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Handle the response, submitted once more by the browser that made the request."""
    _connected()
    if turned_away := city_arrival.turn_away(request):
        return turned_away
    asked = request.session.pop(ASKED, "")
    try:
        found = _checked(request, request.POST.get("answer", ""), asked)
        arrival, claims = _arrival(found)
    except Untrue as error:
        return city_arrival.failed(request, error, answered=True)
    how, at = _known_by(found)
    if city_arrival.is_anew(request):
        return city_arrival.proved_anew(request, arrival, at, how)
    return city_arrival.arrived(request, arrival, claims, "", how)


def _checked(request: HttpRequest, sent: str, asked: str) -> object:
    """Return the response if signed by the provider, for us, to this request, in time; else raises Untrue."""
    from saml2 import BINDING_HTTP_POST  # noqa: PLC0415

    if not asked or len(sent) > LONGEST:
        raise Untrue("nothing was asked in this browser, or the answer is too long")
    try:
        here = {"request_uri": request.path}  # without it pysaml2 does not compare Recipient
        found = _ours(request).parse_authn_request_response(sent, BINDING_HTTP_POST, {asked: "/"}, None, here)
    except Exception as error:  # pysaml2 raises bare exceptions too; refuse the sign-in whatever it is
        raise Untrue(type(error).__name__) from error
    if found is None or found.assertion is None:  # as pysaml2 says it is not for us
        raise Untrue("it is for another question or address (InResponseTo, Destination), or has no assertion")
    if found.name_id is None:
        raise Untrue("it has no NameID")
    if found.in_response_to != asked:
        raise Untrue("it answers another question")
    # Where there is an AudienceRestriction, pysaml2 checks that it names us.
    if not (found.assertion.conditions and found.assertion.conditions.audience_restriction):
        raise Untrue("the assertion has no AudienceRestriction")
    signed = found.assertion.signature.signed_info
    methods = [signed.signature_method, *(each.digest_method for each in signed.reference)]
    if not all(any(name in method.algorithm for name in STRONG) for method in methods):
        raise Untrue("the assertion is signed by SHA-1 or another weak method; let the provider use SHA-256")
    return found


def _known_by(found: Any) -> tuple[str, float | None]:
    """Return how the provider authenticated the user, as the history says it, and when."""
    for context, _by, instant in found.authn_info():
        moment = parse_datetime(instant or "")
        return by_city(context, None), moment.timestamp() if moment else None
    return by_city(None, None), None


def _arrival(found: Any) -> tuple[Arrival, Plain]:
    names = ClaimNames(settings.SAML_USERNAME, settings.SAML_NAME, settings.SAML_MAIL, settings.SAML_GROUPS)
    arrival = read_arrival(found.issuer(), str(found.name_id.text or "").strip(), found.ava, names)
    if str(found.name_id.format or "").endswith(":transient"):
        if not arrival.username:
            raise Untrue(f"the NameID is transient, and there is {arrival.no_username}")
        log.info("the provider's NameID is transient: people are known by the attribute '%s'", names.username)
        arrival = replace(arrival, subject=f"{names.username}={arrival.username}", passing=True)
    if not arrival.subject:
        raise Untrue("the NameID is empty")
    return arrival, found.ava


@public(because="it is what the provider must know of us")
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """Return the SAML metadata of this installation for the provider."""
    from saml2.metadata import entity_descriptor  # noqa: PLC0415

    _connected()
    described = entity_descriptor(_ours(request).config)
    return HttpResponse(str(described), content_type="application/samlmetadata+xml")


urls = [
    path("logga-in/staden/saml/", received, name="saml-answer"),
    path("logga-in/staden/saml/vidare/", answer, name="saml-onward"),
    path("logga-in/staden/saml/metadata/", metadata, name="saml-metadata"),
]
