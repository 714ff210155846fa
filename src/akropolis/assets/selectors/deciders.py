"""Who decides on levels in a unit."""

from datetime import date

from django.utils import timezone

from akropolis.assets.rules.permissions import CLASSIFICATION
from akropolis.kernel.access.grants import appointments_giving
from akropolis.kernel.access.models import Appointment, Unit, User

DECIDE = f"{CLASSIFICATION}:decide"


def appointments_to_decide(user: User, unit: Unit, day: date | None = None) -> list[Appointment]:
    """The person's own appointments by which she may decide in that unit, today or on the day."""
    return appointments_giving(user, DECIDE, unit, day or timezone.localdate())
