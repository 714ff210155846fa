"""Which information sets were classified on a day, and how many. The same conditions serve lists and figures."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from akropolis.information.models import ClassificationDecision, InformationSet
from akropolis.kernel.access.gate import Access
from akropolis.lib.periods import Period

SECRET = 3
"""From which level confidentiality counts as high (MSB: allvarlig)."""


def _decisions(cutoff: date, of: str = "pk") -> Any:
    """Each set's decisions that had been taken by the end of the day, the latest first."""
    ends = timezone.make_aware(datetime.combine(cutoff + timedelta(days=1), time()))
    taken = ClassificationDecision.objects.unscoped(
        because="conditions on sets that have been through the gate"
    )
    return taken.filter(information=OuterRef(of), decided_at__lt=ends).order_by("-number")


def _latest(period: Period, **what: Any) -> Any:
    """Each set's latest decision by the cut-off, if it is as said."""
    latest = Subquery(_decisions(period.cutoff, "information").values("pk")[:1])
    return _decisions(period.cutoff).filter(pk=latest, **what)


def kept(_period: Period) -> Q:
    """Sets that are kept in this system, and not only pointed at."""
    return Q(pointer=False)


def classified(period: Period) -> Q:
    """Sets with a decision taken by the cut-off, whether or not its time has run out."""
    return kept(period) & Q(Exists(_decisions(period.cutoff)))


def unclassified(period: Period) -> Q:
    """Sets without any decision by the cut-off."""
    return kept(period) & ~Q(Exists(_decisions(period.cutoff)))


def expired(period: Period) -> Q:
    """Sets whose latest decision by the cut-off was valid to a day before it."""
    return kept(period) & Q(Exists(_latest(period, valid_to__lt=period.cutoff)))


def most_secret(period: Period) -> Q:
    """Sets whose latest decision by the cut-off gives confidentiality the level `SECRET` or more."""
    return kept(period) & Q(Exists(_latest(period, confidentiality__gte=SECRET)))


def sets_of(access: Access, path: str) -> Any:
    """The sets owned by the unit with that path and by those below, not archived, kept in this system."""
    rows = InformationSet.objects.visible(access).filter(archived_at__isnull=True, pointer=False)
    return rows.filter(owner_unit__path__startswith=path)


def numbers(access: Access, path: str, period: Period) -> dict[str, Mapping[str, int]]:
    """Per owner unit's path: total, classified, unclassified, expired, secret, on the cut-off."""
    names = ("total", "classified", "unclassified", "expired", "secret")
    found = (
        sets_of(access, path)
        .order_by()
        .values_list("owner_unit__path")
        .annotate(
            total=Count("pk"),
            with_decision=Count("pk", filter=classified(period)),
            without=Count("pk", filter=unclassified(period)),
            ran_out=Count("pk", filter=expired(period)),
            high=Count("pk", filter=most_secret(period)),
        )
    )
    return {path: dict(zip(names, counts, strict=True)) for path, *counts in found}
