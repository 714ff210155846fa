from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class RiskConfig(DomainConfig):
    name = "akropolis.graph.risk"
    label = "risk"
    verbose_name = _("Risks")

    def domain(self) -> Domain:
        """Declare risks and their threats, the kept tables of the method, and the internal control's activities."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.risk.models import LossRun, Risk, RiskDecision, RiskStop, RiskThreat
        from akropolis.graph.risk.register import plan
        from akropolis.graph.risk.register.controls import CONTROLS
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk.services.causes import RISK
        from akropolis.graph.risk.services.control_causes import CONTROL
        from akropolis.graph.risk.web import controls, importing, new_risk, observations, panels
        from akropolis.shared.horizon.register import REGISTER as OBSERVATIONS
        from akropolis.shared.threats.selectors.naming import NAMING

        def whole(_day: date) -> Q:
            """Each of these rows is a record of what was true: it stays with its unit."""
            return Q(pk__isnull=False)

        planned = ListLink(plan.ControlPlan.key, CONTROLS.read, _("Plan and report of internal control"))
        analysed = ListLink(plan.AnalysedRisks.key, RISKS.read, plan.AnalysedRisks.title)
        read_in = ListLink("risks-importing", RISKS.edit, importing.IMPORT_RISKS.title)
        return Domain(
            registers=[RISKS, CONTROLS],
            lists=[plan.ControlPlan, plan.ControlReport, plan.AnalysedRisks],
            links={"control-activities-list": [planned], "risks-list": [planned, analysed, read_in]},
            panels={
                CONTROLS.key: [
                    Panel(
                        "results",
                        controls.results_panel,
                        "risk/_results_panel.html",
                        PanelPlace.FIRST,
                        title=_("Results of the checks"),
                    )
                ],
                RISKS.key: [
                    Panel(
                        "standing",
                        panels.standing_panel,
                        "risk/_standing_panel.html",
                        PanelPlace.FIRST,
                        title=_("The level"),
                    ),
                    Panel(
                        "treatment",
                        panels.treatment_panel,
                        "risk/_treatment_panel.html",
                        PanelPlace.MAIN,
                        title=_("Treatment"),
                    ),
                    Panel(
                        "judgements", panels.history_panel, "risk/_judgements_panel.html", PanelPlace.FOLDED
                    ),
                    Panel(
                        "controls",
                        controls.risk_controls_panel,
                        "risk/_controls_panel.html",
                        title=_("Internal control"),
                    ),
                    Panel(
                        "observations",
                        observations.risk_observations_panel,
                        "risk/_observations_panel.html",
                        PanelPlace.SIDE,
                    ),
                ],
                GraphRecord: [Panel("risks", panels.node_panel, "risk/_node_panel.html", title=_("Risks"))],
                OBSERVATIONS.key: [
                    Panel(
                        "risks",
                        observations.observation_panel,
                        "risk/_observation_panel.html",
                        title=_("Risks"),
                    )
                ],
            },
            tasks={
                "risk stops": new_risk.pending_risk_stops,
                "control people": controls.pending_people,
                "control deviations": controls.pending_deviations,
                "renewed risks": observations.pending_renewals,
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
                Belonging(RiskStop, _("Stopped risks"), over=always),
            ],
            extensions=[lambda: NAMING.add(RISKS.key, RiskThreat), RISK.declare, CONTROL.declare],
        )
