"""What the account page shows besides its form."""

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.models import Appointment, Session, User
from akropolis.base.kernel.access.sessions import BEFORE, reference, sessions_of
from akropolis.base.kernel.access.web import access_of, appointments_on
from akropolis.people.second_factors.selectors.factors import codes_left, factors_of

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def account_context(request: HttpRequest, person: User) -> dict[str, object]:
    """Return the context: the user's own appointments and active sessions."""
    own = request.session.session_key
    shown = [_session(session, own) for session in sessions_of(person.pk)]
    return {
        "appointments": [in_words(appointment) for appointment in appointments_on(request)],
        "before": parse_datetime(request.session.get(BEFORE, "")),
        "sessions": sorted(shown, key=lambda s: not s["current"]),
        "others": sum(not s["current"] for s in shown),
        **own_factors(request, person),
    }


def own_factors(request: HttpRequest, person: User) -> dict[str, object]:
    """Return the user's factors, and the number of recovery codes left."""
    access = access_of(request)
    return {
        "factors": factors_of(access, person),
        "codes_left": codes_left(access, person),
        "has_password": person.has_usable_password(),
    }


def in_words(appointment: Appointment) -> dict[str, object]:
    """Return the role, place and dates of an appointment, as parts of a sentence."""
    unit = appointment.unit
    if unit is None:
        place = _("the whole installation")
    elif appointment.and_below:
        place = _("%(unit)s and the units below") % {"unit": unit.name}
    else:
        place = unit.name
    return {"role": appointment.role, "place": place, "until": appointment.valid_to}


def _session(session: Session, own: str | None) -> dict[str, object]:
    return {
        "row": session,
        "reference": reference(session.session_key),
        "browser": browser_in_words(session.agent),
        "current": session.session_key == own,
    }


def browser_in_words(agent: str) -> str:
    """Return for example `Firefox, Windows` from the user agent; parts it does not state are called unknown."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or _("Unknown browser")
