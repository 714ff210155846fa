"""Tie an account that has a password in this system to the city's sign-in, once its owner has given the password."""

from dataclasses import asdict
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import PROVED
from akropolis.base.kernel.access.web import refusals_as_messages, signed_in
from akropolis.people.federation.services.arriving import Arrival, arrive
from akropolis.shell.sign_in.web.persons import OWN, person_of, signed_in_by_city

PENDING = "city_pending"
"""Session key for an arrival from the provider, and when it came, kept until the password of its account is given."""
COUNTS = timedelta(minutes=10)
"""How long an arrival waits to be tied to an account. After that, the groups that it states may be outdated."""


def ask_password(request: HttpRequest, arrival: Arrival, sentence: str) -> HttpResponse:
    """Redirect to the sign-in by password, with its waits and its second step, and from there on to `tie`."""
    groups = None if arrival.groups is None else sorted(arrival.groups)
    request.session[PENDING] = [timezone.now().isoformat(), {**asdict(arrival), "groups": groups}]
    messages.info(request, sentence)
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': reverse('city-tie')})}")


@signed_in(because=OWN)
@never_cache
def tie(request: HttpRequest) -> HttpResponse:
    """Ask a user who has just signed in by password whether to tie the account; on POST tie it."""
    person = person_of(request)
    arrival = _pending(request, person)
    if arrival is None:
        messages.error(
            request, _("There is nothing to tie here. Sign out, and sign in by the city once more.")
        )
        return redirect("home")
    if request.method == "POST":
        del request.session[PENDING]
        with refusals_as_messages(request):
            arrive(arrival, makes_accounts=False, proved=True)
            messages.success(request, _("Your account is tied. From now on, sign in by the city."))
        return redirect("home")
    context = {"title": _("Tie your account to the city's sign-in"), "person": person, "arrival": arrival}
    return render(request, "entrance/city_tie.html", context)


def _pending(request: HttpRequest, person: User) -> Arrival | None:
    """Return the pending arrival, if the user has signed in here after it, and it is for their user name."""
    at, said = request.session.get(PENDING, ("", {}))
    came, proved = parse_datetime(at), parse_datetime(str(request.session.get(PROVED, "")))
    if (
        signed_in_by_city(request)
        or not came
        or not proved
        or not came < proved <= timezone.now() < came + COUNTS
    ):
        return None
    groups = None if said["groups"] is None else frozenset(said["groups"])
    arrival = Arrival(**{**said, "groups": groups, "claims": ()})
    return arrival if arrival.username == person.username else None
