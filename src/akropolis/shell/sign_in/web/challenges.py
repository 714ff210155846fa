"""Passkey challenges. A visitor has one at a time; it can be answered once, within a few minutes."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge

from akropolis.people.second_factors.services.proving import PasskeyOrigin

ASKED = "passkey_challenge"
WAITED = timedelta(minutes=5)


def create_challenge(request: HttpRequest, purpose: str) -> bytes:
    """Create a challenge, which replaces any that the visitor has."""
    challenge = generate_challenge()
    request.session[ASKED] = [purpose, bytes_to_base64url(challenge), timezone.now().isoformat()]
    return challenge


def pop_challenge(request: HttpRequest, purpose: str) -> bytes:
    """Remove the visitor's challenge and return it; empty when there is none for the purpose, or it is too old."""
    asked_for, challenge, at = request.session.pop(ASKED, ("", "", ""))
    moment = parse_datetime(at)
    if asked_for != purpose or moment is None or timezone.now() - moment > WAITED:
        return b""
    return base64url_to_bytes(challenge)


def place_of(request: HttpRequest) -> PasskeyOrigin:
    """Return the origin that the browser must report: the host is one of the installation's own."""
    host = request.get_host()
    return PasskeyOrigin(split_domain_port(host)[0], f"{request.scheme}://{host}")
