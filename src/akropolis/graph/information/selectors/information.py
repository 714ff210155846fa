"""Which information sets were classified on a day. The same conditions serve lists and figures."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.graph.information.models import ClassificationDecision

SECRET = 3
"""From which level confidentiality counts as high (MSB: allvarlig)."""


def _decisions(cutoff: date, of: str = "pk") -> GatedQuerySet[ClassificationDecision]:
    """Each set's decisions that had been taken by the end of the day, the latest first."""
    taken = ClassificationDecision.objects.unscoped(
        because="conditions on sets that have been through the gate"
    )
    return taken.filter(information=OuterRef(of), decided_at__lt=midnight(cutoff + DAY)).order_by("-number")


def _latest(period: Period, **what: object) -> GatedQuerySet[ClassificationDecision]:
    """Each set's latest decision by the cut-off, if it is as said."""
    latest = Subquery(_decisions(period.cutoff, "information").values("pk")[:1])
    return _decisions(period.cutoff).filter(pk=latest, **what)


def kept_here(_period: Period) -> Q:
    """Sets that are kept in this system, and not only pointed at."""
    return Q(pointer=False)


def classified(period: Period) -> Q:
    """Sets with a decision taken by the cut-off, whether or not its time has run out."""
    return kept_here(period) & Q(Exists(_decisions(period.cutoff)))


def unclassified(period: Period) -> Q:
    """Sets without any decision by the cut-off."""
    return kept_here(period) & ~Q(Exists(_decisions(period.cutoff)))


def expired(period: Period) -> Q:
    """Sets whose latest decision by the cut-off was valid to a day before it."""
    return kept_here(period) & Q(Exists(_latest(period, valid_to__lt=period.cutoff)))


def most_secret(period: Period) -> Q:
    """Sets whose latest decision by the cut-off gives confidentiality the level `SECRET` or more."""
    return kept_here(period) & Q(Exists(_latest(period, confidentiality__gte=SECRET)))
