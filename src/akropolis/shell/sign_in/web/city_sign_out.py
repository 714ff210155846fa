"""Sign-out initiated by the city's provider, which calls this endpoint directly when a person has signed
out or left.

OpenID Connect Back-Channel Logout 1.0. Anyone who can reach the address may call it, so the logout token
must be signed.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # noqa: TID251 # the provider's program; see below
from django.views.decorators.http import require_POST
from joserfc import jwt
from joserfc.jwk import KeySet

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.sessions import delete_sessions, sessions_of
from akropolis.base.kernel.access.web import public
from akropolis.people.federation.services.arriving import find_by_identity
from akropolis.shell.sign_in.web.city_sign_in import SIGNED, TROUBLE, provider

logger = logging.getLogger("akropolis.sign_in")
EVENT = "http://schemas.openid.net/event/backchannel-logout"
FRESH = 120
"""Maximum age in seconds of a logout token: somebody else may be replaying an older one."""


@public(because="what is said must be signed by the city's provider")
@csrf_exempt
@require_POST
@never_cache
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Handle a back-channel logout: end all sessions of the user. An unknown user is ignored."""
    if not settings.OIDC_ISSUER:
        raise Hidden
    try:
        subject = _subject(request.POST.get("logout_token", ""))
    except TROUBLE as error:
        logger.warning("sign-out by the city's provider refused: %s: %s", type(error).__name__, error)
        return JsonResponse({"error": "invalid_request"}, status=400)
    user = find_by_identity(settings.OIDC_ISSUER, subject)
    if user is not None:
        logger.info(
            "the city's provider ended %d sign-ins of %s", delete_sessions(sessions_of(user.pk)), user.pk
        )
    return HttpResponse(status=200)


def _subject(token: str) -> str:
    """Return who has left. Raises one of `TROUBLE` unless the provider said so now, to us (section 2.6)."""
    claims = _claims(token)
    audience = claims.get("aud")
    to_us = settings.OIDC_CLIENT_ID in (audience if isinstance(audience, list) else [audience])
    if claims.get("iss") != settings.OIDC_ISSUER or not to_us:
        raise ValueError("it is another's, or for somebody else")
    if not _now(claims) or "nonce" in claims or EVENT not in _events(claims):
        raise ValueError("it is old, or says something else")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise ValueError("it names nobody")
    return str(claims["sub"])


def _claims(token: str) -> dict[str, object]:
    """Return the signed claims; the provider's keys are fetched anew when it signs with an unknown one."""
    found = provider()
    try:
        return _signed(token, found.fetch_jwk_set())
    except TROUBLE:
        return _signed(token, found.fetch_jwk_set(force=True))


def _signed(token: str, keys: Any) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(SIGNED)).claims
    return claims


def _now(claims: dict[str, object]) -> bool:
    said, now = claims.get("iat"), timezone.now().timestamp()
    return isinstance(said, int | float) and abs(now - said) <= FRESH


def _events(claims: dict[str, object]) -> dict[str, object]:
    events = claims.get("events")
    return events if isinstance(events, dict) else {}
