"""Conditions of risks on a day: those that figures count, and that the register's list is filtered by."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from akropolis.base.lib.periods import Period
from akropolis.graph.risk.models import AcceptanceChange, RiskAction
from akropolis.shared.actions.models.actions import Action
from akropolis.shared.actions.selectors.periods import overdue as overdue_actions

SOON = timedelta(days=60)
"""How long before an acceptance ends it is among those that run out."""


def open_risks(period: Period) -> Q:
    """Return the condition for risks that have not ended on the cut-off."""
    return Q(ended_on=None) | Q(ended_on__gt=period.cutoff)


def not_judged(period: Period) -> Q:
    """Return the condition for open risks whose current level nobody has judged."""
    return open_risks(period) & Q(level=None)


def accepted(period: Period) -> Q:
    """Return the condition for open risks with an acceptance in force on the cut-off."""
    return open_risks(period) & Q(accepted_until__gte=period.cutoff)


def over_acceptance(period: Period) -> Q:
    """Return the condition for open risks whose level demands treatment, above their target, neither accepted nor
    treated.
    """
    left = Q(target_level=None) | Q(level__gt=F("target_level"))
    untreated = Q(treatment__in=("", "accept"))
    return open_risks(period) & Q(treat_by__isnull=False) & left & untreated & ~accepted(period)


def treated_too_late(period: Period) -> Q:
    """Return the condition for open risks still above their target after the day that their level gives."""
    left = Q(target_level=None) | Q(level__gt=F("target_level"))
    return open_risks(period) & Q(treat_by__lt=period.cutoff) & left & ~accepted(period)


def without_owner(period: Period) -> Q:
    """Return the condition for open risks that nobody owns."""
    return open_risks(period) & Q(owner=None)


def with_late_actions(period: Period) -> Q:
    """Return the condition for open risks with a linked action that is overdue on the cut-off."""
    late = Action.everything.filter(overdue_actions(period)).order_by()
    links = RiskAction.everything.filter(risk=OuterRef("pk"), action__in=late.values("pk"))
    return open_risks(period) & Q(Exists(links))


def awaiting_decision(period: Period) -> Q:
    """Return the condition for open risks that wait for a decision."""
    return open_risks(period) & Q(waits_in__isnull=False)


def running_out(period: Period) -> Q:
    """Return the condition for open risks whose acceptance ends within `SOON` of the cut-off."""
    return accepted(period) & Q(accepted_until__lte=period.cutoff + SOON)


def stale(period: Period) -> Q:
    """Return the condition for accepted risks that have changed so that the acceptance must be tried again."""
    changes = AcceptanceChange.objects.filter(risk=OuterRef("pk"), asks=True)
    return accepted(period) & Q(Exists(changes))


type Condition = Callable[[Period], Q]


def on(condition: Condition, day: date) -> Q:
    """Return the condition as of the day."""
    return condition(Period(day, day, day))
