"""Which units may have tracks, and which tracks count in a period: by when their event happened, without exercises."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from akropolis.incidents.models import TrackStep
from akropolis.incidents.selectors.clocks import clocks_of
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import LEGAL_ENTITY, OWN_AUTHORITY
from akropolis.lib.calendar import DAY, midnight
from akropolis.lib.periods import Period


def happened(period: Period, lookup: str = "") -> Q:
    """Tracks of events that happened in the period; with a lookup, what points at such tracks."""
    event = f"{lookup}incident__"
    return Q(
        **{
            f"{event}occurred_at__gte": midnight(period.first),
            f"{event}occurred_at__lt": midnight(period.end + DAY),
            f"{event}exercise": False,
            f"{lookup}archived_at": None,
        }
    )


def late(period: Period) -> Q:
    """Of those the ones with a step that was submitted too late, or was not when the cut-off day ended.

    When each was due is worked out, step by step.
    """
    every = TrackStep.objects.unscoped(
        because="which tracks are late; the register shows those that may be read"
    )
    steps = every.filter(happened(period, "track__")).select_related("track__incident")
    end = min(midnight(period.cutoff + DAY), timezone.now())
    return happened(period) & Q(pk__in={clock.step.track_id for clock in clocks_of(steps) if clock.late(end)})


def duties_of(affected: Iterable[Unit], duties: Sequence[Unit]) -> list[Unit]:
    """Of the units on which duties can lie the nearest at or above each of the affected ones, in the order given."""
    found = {
        max(above, key=lambda unit: len(unit.path)).pk
        for each in affected
        if (above := [unit for unit in duties if each.path.startswith(unit.path)])
    }
    return [unit for unit in duties if unit.pk in found]


def duty_units(access: Access) -> list[Unit]:
    """Units on which the law can lay a duty: authorities and legal entities that exist today, the city first."""
    rows = Unit.objects.visible(access).filter(kind__in=sorted(OWN_AUTHORITY | LEGAL_ENTITY))
    today = timezone.localdate()
    return [unit for unit in rows.order_by("path") if unit.valid_on(today)]
