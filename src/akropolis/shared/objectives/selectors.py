"""Conditions of objectives by how they stand on a day. The list, the desk and the figures use the same."""

from django.db.models import Q

from akropolis.base.lib.periods import Period
from akropolis.shared.objectives.models import ObjectiveOutcome


def held(period: Period) -> Q:
    """Return the condition of the objectives that held on some day of the period."""
    return Q(begins_on__lte=period.last, due_on__gte=period.first)


def with_outcome(period: Period, *outcomes: ObjectiveOutcome) -> Q:
    """Return the condition of those that held and whose outcome was known on the cut-off day."""
    return held(period) & Q(outcome__in=outcomes, assessed_on__lte=period.cutoff)


def reached(period: Period) -> Q:
    """Return the condition of those that were reached."""
    return with_outcome(period, ObjectiveOutcome.REACHED)


def missed(period: Period) -> Q:
    """Return the condition of those that were reached in part or not at all."""
    return with_outcome(period, ObjectiveOutcome.PARTLY, ObjectiveOutcome.MISSED)


def unassessed(period: Period) -> Q:
    """Return the condition of those whose last day had passed on the cut-off day, and whose outcome nobody knew."""
    unknown = Q(assessed_on=None) | Q(assessed_on__gt=period.cutoff)
    return held(period) & Q(due_on__lt=period.cutoff) & unknown
