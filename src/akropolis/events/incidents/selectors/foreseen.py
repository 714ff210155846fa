"""Which risks may have foreseen an incident: those of what it reached, and those of the same threat."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.events.incidents.models import Incident, IncidentRisk, IncidentThreat
from akropolis.events.incidents.selectors.incidents import affected_units, hit_by
from akropolis.graph.assets.selectors.floods import upstream
from akropolis.graph.risk.models import Risk, RiskThreat
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk_sources.selectors.renewing import living_risks, not_judged_since

MOST = 10
"""Maximum number of risks proposed."""


@dataclass(frozen=True, slots=True)
class ProposedRisk:
    """A risk that may have foreseen the incident: about something that was reached, of the same threat, or both."""

    risk: Risk
    reached: bool
    threat: bool


def propose_risks(access: Access, incident: Incident) -> Sequence[ProposedRisk]:
    """List the risks, among those that the user may read, that fit the incident and are not linked to it yet.

    Those that fit both by what was reached and by threat come first. A risk of the same threat alone is proposed
    only in the leading unit and the affected ones.
    """
    hit = hit_by(access, incident)
    reached = set(upstream(hit, timezone.localdate())) if hit else set()
    threats = IncidentThreat.objects.visible(access).filter(incident=incident).order_by().values("threat")
    named = RiskThreat.objects.visible(access).filter(threat__in=threats).order_by()
    same = set(named.values_list("risk_id", flat=True))
    units = [incident.owner_unit, *affected_units(access, incident)]
    linked = IncidentRisk.objects.visible(access).filter(incident=incident).order_by()
    fits = Q(node__in=reached) | Q(pk__in=same, owner_unit__in=units)
    rows = Risk.objects.visible(access).filter(fits, living_risks()).exclude(pk__in=linked.values("risk"))
    found = [
        ProposedRisk(risk, risk.node_id in reached, risk.pk in same)
        for risk in rows.select_related("owner_unit").order_by("-level", "sort_key", "id")
    ]
    return sorted(found, key=lambda each: each.reached + each.threat, reverse=True)[:MOST]


def linked_risks(access: Access, incident: Incident) -> QuerySet[IncidentRisk]:
    """Return what was said of risks and the incident, as far as the user may read the risks."""
    rows = IncidentRisk.objects.visible(access).filter(incident=incident)
    return rows.select_related("risk__owner_unit", "asked").order_by("created_at", "id")


def incidents_of_risk(access: Access, risk: Risk) -> QuerySet[IncidentRisk]:
    """Return what was said of the risk and incidents, as far as the user may read both."""
    events = Incident.objects.visible(access).order_by().values("pk")
    rows = IncidentRisk.objects.visible(access).filter(risk=risk, incident__in=events)
    return rows.select_related("incident").order_by("-incident__occurred_at", "id")


def unanswered(access: Access) -> QuerySet[IncidentRisk]:
    """Return the questions whether the likelihood stands that wait for the user; a new judgement answers one."""
    events = Incident.objects.visible(access).order_by().values("pk")
    nobody = Q(asked=None) | Q(asked__is_active=False)
    hers = Q(asked=access.actor.id) | (nobody & access.asked(EDIT, "risk__owner_unit"))
    rows = IncidentRisk.objects.visible(access).filter(hers, living_risks("risk__"), incident__in=events)
    rows = rows.exclude(likelihood_stands=True).filter(not_judged_since())
    return rows.select_related("risk__owner_unit", "incident").order_by("created_at", "id")
