"""What a user must do first: choose a password of their own, and where a second factor is required, set one up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from akropolis.base.kernel.access.web import access_of
from akropolis.people.second_factors.selectors.factors import means_of
from akropolis.shell.sign_in.web.persons import person_of, signed_in_by_city

OPEN = frozenset({"sign-out", "health", "ready", "city-tie"})
PASSWORD = OPEN | {"password"}
FACTOR = OPEN | {
    "prove", "factor-new", "factor-app", "factor-passkey", "factor-passkey-options", "factor-codes",
}  # fmt: skip
HAS = "has_factor"
GIVING = ("organisation:person:edit", "organisation:appointment:edit", "organisation:token:edit")
"""Permissions to manage accounts or rights; holders are administrators where factors are required of those."""


class FirstThingsMiddleware(MiddlewareMixin):
    """Redirects users to what they must do first, until it is done; not those signed in by the city's provider."""

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Return the redirect, or None to let the request through. Runs before the view of the address."""
        if not request.user.is_authenticated or signed_in_by_city(request):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if getattr(request.user, "must_change_password", False):
            return None if name in PASSWORD else redirect("password")
        return None if name in FACTOR or not lacks_required_factor(request) else redirect("factor-new")


def lacks_required_factor(request: HttpRequest) -> bool:
    """Return whether the user must have a second factor and has none. Having one is cached in the session."""
    if settings.SECOND_FACTOR == "none" or request.session.get(HAS) or signed_in_by_city(request):
        return False
    if settings.SECOND_FACTOR == "administrators" and not any(map(access_of(request).anywhere, GIVING)):
        return False
    has = means_of(person_of(request)).any
    if has:
        request.session[HAS] = True
    return not has
