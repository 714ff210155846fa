"""Which observations belong to a period, and their numbers per unit. The same conditions serve lists and figures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from akropolis.horizon.models import Observation, Theme
from akropolis.kernel.access.gate import Access
from akropolis.lib.periods import Period


def observed(period: Period) -> Q:
    """Observations made in the period, no later than the cut-off."""
    return Q(observed_on__gte=period.first, observed_on__lte=period.end)


def undecided(period: Period) -> Q:
    """Observations of the period in which no decision is noted."""
    return observed(period) & Q(decision="")


def observations_in(access: Access, path: str, period: Period) -> Any:
    """The observations of the unit with that path and of those below, made in the period, not archived."""
    rows = Observation.objects.visible(access).filter(archived_at__isnull=True)
    return rows.filter(observed(period), owner_unit__path__startswith=path)


def shared_in(access: Access, period: Period) -> int:
    """How many observations made in the period are shared with every unit, whoever made them."""
    rows = Observation.objects.visible(access).filter(archived_at__isnull=True, shared=True)
    return rows.filter(observed(period)).count()


def numbers(access: Access, path: str, period: Period) -> dict[str, Mapping[str, int]]:
    """Per owner unit's path: the total, each theme, without_decision."""
    found = (
        observations_in(access, path, period)
        .order_by()
        .values_list("owner_unit__path")
        .annotate(
            total=Count("pk"),
            **{theme.value: Count("pk", filter=Q(theme=theme)) for theme in Theme},
            without_decision=Count("pk", filter=undecided(period)),
        )
    )
    names = ("total", *(theme.value for theme in Theme), "without_decision")
    return {path: dict(zip(names, counts, strict=True)) for path, *counts in found}
