from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class RiskConfig(DomainConfig):
    name = "akropolis.graph.risk"
    label = "risk"
    verbose_name = _("Risks")

    def domain(self) -> Domain:
        """Declare risks and their threats, the kept tables of the method, and the internal control's activities."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.graph.risk.models import LossRun, Risk, RiskDecision, RiskThreat
        from akropolis.graph.risk.register.acceptances import AcceptedRiskList
        from akropolis.graph.risk.register.controls import CONTROLS
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.register.scenarios import ScenarioList
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk.services import acceptances
        from akropolis.graph.risk.web import decision_panel, decisions_waiting, library, matrices, method
        from akropolis.shared.threats.selectors.naming import NAMING

        def whole(_day: date) -> Q:
            """Each of these rows is a record of what was true: it stays with its unit."""
            return Q(pk__isnull=False)

        return Domain(
            registers=[RISKS, CONTROLS],
            tables=[matrices.MATRICES, method.MANDATES, method.SCENARIOS, method.ANCHORS],
            lists=[ScenarioList, AcceptedRiskList],
            links={
                "risks-list": [
                    ListLink(each.key, each.permission, each.title)
                    for each in (ScenarioList, AcceptedRiskList)
                ]
            },
            panels={
                RISKS.key: [
                    decision_panel.PANEL,
                    Panel("scenario-change", library.change_panel, "risk/_scenario_change_panel.html"),
                ]
            },
            rights=[
                Resource(permissions.DECISION, _("decisions on risks"), {"accept": _("accept")}, by_name=True)
            ],
            rights_of_people={permissions.ACCEPT: True},
            belongings=[
                Belonging(RiskDecision, _("Decisions on risks"), over=whole),
                Belonging(RiskDecision, _("Decisions on risks"), field="to_unit", over=whole),
                Belonging(Risk, _("Risks that await a decision"), field="waits_in"),
                Belonging(LossRun, _("Simulations of losses"), over=whole),
            ],
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
            extensions=[lambda: NAMING.add(RISKS.key, RiskThreat)],
        )
