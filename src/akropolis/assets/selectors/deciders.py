"""Who decides on levels in a unit."""

from datetime import date

from django.utils import timezone

from akropolis.assets.rules.permissions import CLASSIFICATION
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import appointments_giving
from akropolis.kernel.access.models import Appointment, Unit, User

DECIDE = f"{CLASSIFICATION}:decide"


def appointments_to_decide(access: Access, unit: Unit, day: date | None = None) -> list[Appointment]:
    """The person's own appointments by which she may decide in that unit, today or on the day. The system has none."""
    if access.actor.id is None:
        return []
    user = User.everything.get(pk=access.actor.id)
    return appointments_giving(user, DECIDE, unit, day or timezone.localdate())
