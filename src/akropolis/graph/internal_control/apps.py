from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class InternalControlConfig(DomainConfig):
    name = "akropolis.graph.internal_control"
    label = "internal_control"
    verbose_name = _("Internal control")

    def domain(self) -> Domain:
        """Declare control activities and their results, the plan and the report, and the list of analysed risks."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.internal_control.register import plan
        from akropolis.graph.internal_control.register.controls import CONTROLS
        from akropolis.graph.internal_control.services.control_causes import CONTROL
        from akropolis.graph.internal_control.web import controls
        from akropolis.graph.risk.register.risks import RISKS

        planned = ListLink(plan.ControlPlan.key, CONTROLS.read, _("Plan and report of internal control"))
        analysed = ListLink(plan.AnalysedRisks.key, RISKS.read, plan.AnalysedRisks.title)
        return Domain(
            registers=[CONTROLS],
            lists=[plan.ControlPlan, plan.ControlReport, plan.AnalysedRisks],
            panels={
                RISKS.key: [
                    Panel(
                        "controls",
                        controls.risk_controls_panel,
                        "internal_control/_controls_panel.html",
                        title=_("Internal control"),
                    )
                ],
                CONTROLS.key: [
                    Panel(
                        "results",
                        controls.results_panel,
                        "internal_control/_results_panel.html",
                        PanelPlace.FIRST,
                        title=_("Results of the checks"),
                    )
                ],
            },
            links={"control-activities-list": [planned], "risks-list": [planned, analysed]},
            tasks={
                "control people": controls.pending_people,
                "control deviations": controls.pending_deviations,
            },
            extensions=[CONTROL.declare],
        )
