"""Acceptances of risks, and what has changed since each."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.risk.models import AcceptanceChange, DecisionKind, Risk, RiskDecision


def list_decisions(access: Access, risk: Risk) -> QuerySet[RiskDecision]:
    """Return the decisions on the risk that the user may read, latest first."""
    rows = RiskDecision.objects.visible(access).filter(risk=risk)
    return rows.select_related("unit", "to_unit")


def latest_acceptances(access: Access, risks: Iterable[Risk]) -> dict[UUID, RiskDecision]:
    """Return risk → the acceptance that counts. One query."""
    rows = (
        RiskDecision.objects.visible(access)
        .filter(risk__in=risks, kind=DecisionKind.ACCEPTED)
        .defer("frozen")
    )
    return {row.risk_id: row for row in rows.order_by("decided_on", "created_at", "id")}


def list_acceptance_changes(access: Access, risks: Iterable[Risk]) -> list[AcceptanceChange]:
    """Return what has changed since the risks were accepted, of those that the user may read; what asks first."""
    readable = Risk.objects.visible(access).filter(pk__in=[risk.pk for risk in risks])
    rows = AcceptanceChange.objects.filter(risk__in=readable.order_by().values("pk"))
    return list(rows.select_related("decision", "risk__owner_unit").order_by("-asks", "key", "pk"))
