"""The signed-in user as a model instance, and whether the city's provider identified them."""

from copy import copy

from django.http import HttpRequest

from akropolis.base.kernel.access.factors import CITY
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import HOW

OWN = "a person's own account"


def person_of(request: HttpRequest) -> User:
    """Return the signed-in user as a row: the request carries a lazy object that the writer would not recognise."""
    person = copy(request.user)
    assert isinstance(person, User)
    return person


def signed_in_by_city(request: HttpRequest) -> bool:
    """Return whether the user signed in by the city's provider, which then is responsible for password and factors."""
    return str(request.session.get(HOW, "")).startswith(CITY)
