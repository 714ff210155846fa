"""Authentication of API requests: a bearer token or, for reads, the browser session."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.tokens import access_for_token
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.api.answers import counted

SAFE = frozenset({"GET", "HEAD"})


class Door(HttpBearer):
    """Authenticates a request. Without a token only reads are allowed, so no page can forge a write.

    With a `permission`, a caller who holds it nowhere gets Hidden before anything of the request is read.
    """

    def __init__(self, permission: str = "") -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Access | None:
        """Return the access, or None if the caller is unknown (401)."""
        found = self._found(request)
        if found is not None:
            counted(request, found)
            if self.permission:
                found.must_somewhere(self.permission)
        return found

    def _found(self, request: HttpRequest) -> Access | None:
        if request.headers.get("Authorization"):
            found: Access | None = super().__call__(request)
            return found
        if request.method in SAFE and request.user.is_authenticated:
            return access_of(request)
        return None

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        """Return the access of the token, and attach it to the request."""
        try:
            request.access = access_for_token(token, timezone.now())  # type: ignore[attr-defined]
        except Hidden:
            return None
        return access_of(request)


def asking(request: HttpRequest) -> Access:
    """Return the access that the authentication attached."""
    access = getattr(request, "auth")  # noqa: B009 # ninja leaves it on the request
    assert isinstance(access, Access)
    return access
