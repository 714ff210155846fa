"""Which processings are going on."""

from datetime import date

from django.db.models import Q


def going_on(day: date, prefix: str = "") -> Q:
    """Return the condition for processings that are neither archived nor ended on the day.

    `prefix` is the relation path to the processing, ending with two underscores.
    """
    ended = Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gt": day})
    return Q(**{f"{prefix}archived_at": None}) & ended
