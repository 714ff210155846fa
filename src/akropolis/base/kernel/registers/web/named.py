"""Redirects users who are named in a row that they may not open to the page where they request access."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.named import named_row


def redirect_named(register: Register, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap the Django view: a user named in a row that they may not open is redirected to the page where
    they request access.

    For all other users, a hidden row still gives 404.
    """

    @wraps(view)
    def leading(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk=pk)
        except (Hidden, Http404):
            if request.method == "GET" and named_row(register, access_of(request), pk):
                return redirect("right-ask", register=register.key, pk=pk)
            raise

    return leading
