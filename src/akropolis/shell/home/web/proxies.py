"""The visitor's own address behind proxies. Only what trusted proxies report is believed."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from akropolis.base.kernel.watch.web.requests import BY_PROXY

HEADER = "HTTP_X_FORWARDED_FOR"


class ClientAddressMiddleware:
    """Sets REMOTE_ADDR to the visitor's address: the last address in X-Forwarded-For that is not one of
    our proxies.

    Each proxy appends the address that called it. So the last address that is no proxy of ours called
    one of them, and addresses before it are only that client's claims.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = settings.PROXIES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get(HEADER, "").split(",") if self.trusted else []
        address = request.META.get("REMOTE_ADDR", "")
        request.META[BY_PROXY] = bool(self.trusted) and self._is_ours(address)
        while told and self._is_ours(address) and _is_address(told[-1].strip()):
            address = told.pop().strip()
        request.META["REMOTE_ADDR"] = address
        return self.get_response(request)

    def _is_ours(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
