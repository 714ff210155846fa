"""Pages opened as users of the demo city."""

from collections.abc import Callable

from django.test import Client

from akropolis.base.kernel.access.models import User

BACKEND = "akropolis.shell.home.web.sign_in.LocalBackend"


def client_of(username: str) -> Client:
    """Return a Django test client in which the user is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.everything.get(username=username), backend=BACKEND)
    return client


def visit(address: str, username: str, *, answers: tuple[int, ...] = (200,)) -> Callable[[], None]:
    """Return a function that opens the page as the user. It raises AssertionError for an unexpected status."""
    client = client_of(username)

    def ask() -> None:
        status = client.get(address).status_code
        assert status in answers, f"{address} answered {status} to {username}"

    return ask
