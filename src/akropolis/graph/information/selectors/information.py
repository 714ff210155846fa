"""Conditions for the classification of information sets on a day, shared by lists and key figures."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.graph.information.models import ClassificationDecision

SECRET = 3
"""Lowest level at which confidentiality counts as high (MSB: allvarlig)."""


def _decisions(cutoff: date, of: str = "pk") -> GatedQuerySet[ClassificationDecision]:
    """Return each set's decisions taken by the end of the day, latest first."""
    taken = ClassificationDecision.objects.unscoped(
        because="conditions on sets that have been through the gate"
    )
    return taken.filter(information=OuterRef(of), decided_at__lt=midnight(cutoff + DAY)).order_by("-number")


def _latest(period: Period, **what: object) -> GatedQuerySet[ClassificationDecision]:
    """Return a subquery of the set's latest decision by the cut-off, if it matches the lookups in `what`."""
    latest = Subquery(_decisions(period.cutoff, "information").values("pk")[:1])
    return _decisions(period.cutoff).filter(pk=latest, **what)


def kept_here(_period: Period) -> Q:
    """Return the condition for sets that are classified in this system, not only pointed at."""
    return Q(pointer=False)


def classified(period: Period) -> Q:
    """Return the condition for sets with a decision taken by the cut-off, expired or not."""
    return kept_here(period) & Q(Exists(_decisions(period.cutoff)))


def unclassified(period: Period) -> Q:
    """Return the condition for sets without any decision by the cut-off."""
    return kept_here(period) & ~Q(Exists(_decisions(period.cutoff)))


def expired(period: Period) -> Q:
    """Return the condition for sets whose latest decision by the cut-off expired before it."""
    return kept_here(period) & Q(Exists(_latest(period, valid_to__lt=period.cutoff)))


def most_secret(period: Period) -> Q:
    """Return the condition for sets whose latest decision by the cut-off has confidentiality `SECRET` or higher."""
    return kept_here(period) & Q(Exists(_latest(period, confidentiality__gte=SECRET)))
