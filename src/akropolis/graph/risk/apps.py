from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class RiskConfig(DomainConfig):
    name = "akropolis.graph.risk"
    label = "risk"
    verbose_name = _("Risks")

    def domain(self) -> Domain:
        """Declare risks with their method, decisions and losses, workshops, and the internal control's activities."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.risk.models import (
            LossRun,
            Risk,
            RiskDecision,
            RiskStop,
            RiskThreat,
            RiskWorkshop,
        )
        from akropolis.graph.risk.register import plan
        from akropolis.graph.risk.register.acceptances import AcceptedRiskList
        from akropolis.graph.risk.register.controls import CONTROLS
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.register.shared_list import SharedRiskList
        from akropolis.graph.risk.register.shared_panel import READERS, SHARED
        from akropolis.graph.risk.register.workshops import WorkshopList
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk.services import acceptances
        from akropolis.graph.risk.services.causes import RISK
        from akropolis.graph.risk.services.control_causes import CONTROL
        from akropolis.graph.risk.web import (
            controls,
            decision_panel,
            decisions_waiting,
            importing,
            library,
            matrices,
            method,
            new_risk,
            observations,
            panels,
            workshops,
        )
        from akropolis.graph.risk.web.loss_acts import losses_panel
        from akropolis.graph.risk.web.scenario_list import ScenarioList
        from akropolis.shared.horizon.register import REGISTER as OBSERVATIONS
        from akropolis.shared.threats.selectors.naming import NAMING

        planned = ListLink(plan.ControlPlan.key, CONTROLS.read, _("Plan and report of internal control"))
        risk_panels = [
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
            decision_panel.PANEL,
            Panel("scenario-change", library.change_panel, "risk/_scenario_change_panel.html"),
            Panel("losses", losses_panel, "risk/_losses_panel.html", title=_("In kronor")),
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
            Panel("judgements", panels.history_panel, "risk/_judgements_panel.html", PanelPlace.FOLDED),
            READERS,
        ]
        return Domain(
            registers=[RISKS, CONTROLS],
            tables=[matrices.MATRICES, method.MANDATES, method.SCENARIOS, method.ANCHORS],
            lists=[
                SharedRiskList,
                AcceptedRiskList,
                WorkshopList,
                plan.ControlPlan,
                plan.ControlReport,
                plan.AnalysedRisks,
            ],
            panels={
                GraphRecord: [
                    Panel("risks", panels.node_panel, "risk/_node_panel.html", title=_("Risks")),
                    SHARED,
                    Panel("risk-workshop", workshops.start_panel, ""),
                ],
                RISKS.key: risk_panels,
                CONTROLS.key: [
                    Panel(
                        "results",
                        controls.results_panel,
                        "risk/_results_panel.html",
                        PanelPlace.FIRST,
                        title=_("Results of the checks"),
                    )
                ],
                OBSERVATIONS.key: [
                    Panel(
                        "risks",
                        observations.observation_panel,
                        "risk/_observation_panel.html",
                        title=_("Risks"),
                    )
                ],
            },
            links={
                "control-activities-list": [planned],
                "risks-list": [
                    ListLink("risk-workshop-start", permissions.EDIT, _("Start a risk workshop")),
                    ListLink(WorkshopList.key, WorkshopList.permission, WorkshopList.title),
                    ListLink("risk-picture", permissions.READ, _("Risk picture")),
                    ListLink("risk-losses", permissions.READ, _("What the risks may cost")),
                    ListLink(ScenarioList.key, permissions.READ, ScenarioList.title),
                    ListLink(AcceptedRiskList.key, permissions.READ, AcceptedRiskList.title),
                    ListLink(SharedRiskList.key, permissions.READ, SharedRiskList.title),
                    planned,
                    ListLink(plan.AnalysedRisks.key, RISKS.read, plan.AnalysedRisks.title),
                    ListLink("risks-importing", RISKS.edit, importing.IMPORT_RISKS.title),
                ],
            },
            rights=[
                Resource(permissions.DECISION, _("decisions on risks"), {"accept": _("accept")}, by_name=True)
            ],
            rights_of_people={permissions.ACCEPT: True},
            belongings=[
                Belonging(RiskDecision, _("Decisions on risks"), over=always),
                Belonging(RiskDecision, _("Decisions on risks"), field="to_unit", over=always),
                Belonging(Risk, _("Risks that await a decision"), field="waits_in"),
                Belonging(RiskWorkshop, _("Risk workshops"), over=lambda _day: Q(closed_at__isnull=False)),
                Belonging(LossRun, _("Simulations of losses"), over=always),
                Belonging(RiskStop, _("Stopped risks"), over=always),
            ],
            tasks={
                "risk stops": new_risk.pending_risk_stops,
                "risk-decisions": decisions_waiting.pending_decisions,
                "risk-acceptances-stale": decisions_waiting.pending_stale_acceptances,
                "risk-acceptances-ending": decisions_waiting.pending_ends,
                "risk-treatments": decisions_waiting.pending_treatments,
                "control people": controls.pending_people,
                "control deviations": controls.pending_deviations,
                "renewed risks": observations.pending_renewals,
            },
            awaited={"risks": decisions_waiting.risks_sent},
            projections={"acceptances": acceptances.PROJECTION},
            jobs={
                "acceptances": Job(
                    timedelta(hours=1), acceptances.refresh, label=_("Accepted risks on a new day")
                )
            },
            extensions=[
                lambda: NAMING.add(RISKS.key, RiskThreat),
                RISK.declare,
                CONTROL.declare,
            ],
        )
