"""The signed-in person as a row, and whether it is the city that says who she is."""

from copy import copy

from django.http import HttpRequest

from akropolis.base.kernel.access.factors import CITY
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import HOW

OWN = "a person's own account"


def person_of(request: HttpRequest) -> User:
    """The signed-in person as a row: what the request carries is a stand-in that the writer would not know."""
    person = copy(request.user)
    assert isinstance(person, User)
    return person


def by_city(request: HttpRequest) -> bool:
    """Whether she came in by the city's provider, which then is who asks her for a password or a factor."""
    return str(request.session.get(HOW, "")).startswith(CITY)
