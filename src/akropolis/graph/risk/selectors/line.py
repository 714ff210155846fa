"""The people in the line of a unit: those who may own its risks."""

from datetime import date

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.lib.unit_paths import downwards


def people_in_line(access: Access, units: list[Unit], day: date) -> GatedQuerySet[User]:
    """Return the people with a role on the day in one of the units, above it or below it, as the user sees people."""
    line = Q(pk__in=[])
    for unit in units:
        line |= Q(unit__path__in=downwards(unit.path)) | Q(unit__path__startswith=unit.path)
    holds = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    rows = Appointment.objects.unscoped(
        because="that somebody has a role there is told by the choice of owners"
    )
    held = rows.filter(IN_OFFICE, holds, line).order_by()
    return User.objects.visible(access).filter(pk__in=held.values("user"))
