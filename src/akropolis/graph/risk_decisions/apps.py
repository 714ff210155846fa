from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class RiskDecisionsConfig(DomainConfig):
    name = "akropolis.graph.risk_decisions"
    label = "risk_decisions"
    verbose_name = _("Decisions on risks")

    def domain(self) -> Domain:
        """Declare how risks are accepted by mandate, the list of what is accepted, and what makes one stale."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk_decisions.register.acceptances import AcceptedRiskList
        from akropolis.graph.risk_decisions.services import acceptances
        from akropolis.graph.risk_decisions.web import decision_panel, decisions_waiting

        return Domain(
            lists=[AcceptedRiskList],
            panels={RISKS.key: [decision_panel.PANEL]},
            links={"risks-list": [ListLink(AcceptedRiskList.key, permissions.READ, AcceptedRiskList.title)]},
            tasks={
                "risk-decisions": decisions_waiting.pending_decisions,
                "risk-acceptances-stale": decisions_waiting.pending_stale_acceptances,
                "risk-acceptances-ending": decisions_waiting.pending_ends,
                "risk-treatments": decisions_waiting.pending_treatments,
            },
            awaited={"risks": decisions_waiting.risks_sent},
            projections={"acceptances": acceptances.PROJECTION},
            jobs={
                "acceptances": Job(
                    timedelta(hours=1), acceptances.refresh, label=_("Accepted risks on a new day")
                )
            },
        )
