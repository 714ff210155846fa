"""What has been asked and is over."""

from datetime import date

from django.db.models import Q

from akropolis.shared.campaigns.rules.states import CLOSED


def over(_day: date) -> Q:
    """Questions that have their answer, or whose campaign is closed: they stay with the unit that was asked."""
    return Q(answered_at__isnull=False) | Q(campaign__status=CLOSED)
