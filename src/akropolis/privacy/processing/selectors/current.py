"""Which processings are going on."""

from datetime import date

from django.db.models import Q


def going_on(day: date) -> Q:
    """Return the condition for processings that are neither archived nor ended on the day."""
    return Q(archived_at=None) & (Q(ended_on=None) | Q(ended_on__gt=day))
