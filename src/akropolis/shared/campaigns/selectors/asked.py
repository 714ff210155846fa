"""The condition for finished asks."""

from datetime import date

from django.db.models import Q

from akropolis.shared.campaigns.rules.states import CLOSED


def over(_day: date) -> Q:
    """Filter asks that are answered, or whose campaign is closed: they stay with the unit that was asked."""
    return Q(answered_at__isnull=False) | Q(campaign__status=CLOSED)
