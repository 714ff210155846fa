"""Forms that anybody may send without an account: their secret reference, and their rate limit."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access, Actor
from akropolis.base.kernel.access.slowing import Slowed

SLOWED = Slowed(of_one=20, of_all=60, within=timedelta(minutes=15))
"""Rate limits of anonymous forms, with room for many people behind a city's own address, and for bursts."""


def without_account() -> Access:
    """Return the access of somebody without an account, named in Swedish as the history is, who may do nothing."""
    with override(settings.LANGUAGE_CODE):
        return Access(Actor(None, _("Someone without an account")))


def derive_secret(purpose: str, key: str) -> str:
    """Derive a secret from a form's key with the installation's own key; without a form key it differs each time."""
    known = key or secrets.token_hex()
    return salted_hmac(f"akropolis.{purpose}", known, algorithm="sha256").hexdigest()


def reference_for(purpose: str, key: str) -> str:
    """Return a 128-bit reference, unguessable without the installation's key; the same for the same form."""
    found = derive_secret(purpose, key)[:32]
    return "-".join(found[place : place + 4] for place in range(0, 32, 4))


def digest_of_reference(reference: str) -> str:
    """Return the digest that is stored for a reference, the same with or without hyphens, spaces and capitals."""
    plain = "".join(sign for sign in reference.lower() if sign.isalnum())
    return sha256(plain.encode()).hexdigest()


def is_rate_limited(request: HttpRequest, form: forms.Form, slowed: Slowed | None = None) -> bool:
    """Return whether anonymous forms from this address, or in all, are too many; adds a form error then.

    `slowed` holds the limits of a form of its own.
    """
    slowed = slowed or SLOWED
    now, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    again = slowed.again(address, now)
    if again is None:
        slowed.count(address, now)
        return False
    sentence = _("Much has been sent just now. What you wrote is still here: send it again after %(time)s.")
    form.add_error(None, sentence % {"time": date_format(timezone.localtime(again), "H:i:s")})
    form.slowed = True  # type: ignore[attr-defined]
    return True


def status_of(form: forms.Form) -> int:
    """Return the HTTP status of the page that shows the form."""
    return 429 if getattr(form, "slowed", False) else 422 if form.errors else 200
