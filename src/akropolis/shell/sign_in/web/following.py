"""Where a user is sent after signing in or switching unit: only to a page of this installation."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_redirect(request: HttpRequest, address: str) -> str:
    """Return the address if it leads to a page of this installation, else the address of the start page."""
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    path = address.startswith("/") and not address.startswith("//")
    return address if path and own else reverse("home")
