"""Risks that something has given reason to judge again: an observation of the outside world, or an event."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement
from akropolis.graph.risk.rules.permissions import EDIT


def living_risks(prefix: str = "") -> Q:
    """Return the condition for risks that are neither archived nor ended; `prefix` leads to the risk."""
    return Q(**{f"{prefix}archived_at": None, f"{prefix}ended_on": None})


def not_judged_since() -> Q:
    """Return the condition for links to a risk (`risk`) that has not been judged since the link was made."""
    rows = RiskJudgement.objects.unscoped(because="whether the risk was judged; nothing of it is shown")
    later = rows.filter(
        risk=OuterRef("risk"), kind=JudgementKind.CURRENT, created_at__gte=OuterRef("created_at")
    )
    return Q(~Exists(later))


def writable_risks(access: Access) -> Q:
    """Return the condition for living risks that the user may write."""
    return access.units(EDIT, "owner_unit") & living_risks()


def risk_url(risk: Risk) -> str:
    """Return the URL of the risk's page."""
    return reverse("risks-detail", args=[risk.pk])


def judging_url(risk: Risk) -> str:
    """Return the URL of the page on which the risk is judged."""
    return reverse("risk-judge", args=[risk.pk])
