"""People whom the attacks need besides those of the world."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope, digest
from akropolis.base.kernel.records.writer import Writer, writing
from tests.world import START, SYSTEM, World

SECRET = "en-hemlighet-som-bara-testet-har"


def role(code: str) -> Any:
    """One of the roles that come with the system."""
    return Role.objects.unscoped(because="tests name roles by code").get(code=code)


def appoint(w: Writer, user: User, code: str, unit: Any, **more: Any) -> Appointment:
    """One more appointment, with nobody asked for leave."""
    return w.create(Appointment, {"user": user, "role": role(code), "unit": unit, "valid_from": START} | more)


def newcomer(world: World, username: str, code: str, unit: str, **more: Any) -> Access:
    """A new person with one appointment, and what she may do today."""
    with writing(SYSTEM) as w:
        person = world.add(w, username, username.capitalize(), "", unit)
        appoint(w, person, code, world.units[unit], **more)
    return access_for(person, timezone.localdate())


def yesterday() -> date:
    """The day before the tests are run."""
    return timezone.localdate() - timedelta(days=1)


def bearer(world: World, who: str, scope: TokenScope) -> dict[str, str]:
    """The header of an API token of that person."""
    secret = f"{SECRET}-{who}-{scope}"
    values = {"user": world.people[who], "digest": digest(secret), "scope": scope}
    with writing(SYSTEM) as w:
        w.create(Token, {**values, "expires_at": timezone.now() + timedelta(days=1)})
    return {"Authorization": f"Bearer {secret}"}
