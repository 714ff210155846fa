from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class RiskConfig(DomainConfig):
    name = "akropolis.graph.risk"
    label = "risk"
    verbose_name = _("Risks")

    def domain(self) -> Domain:
        """Declare risks: how they are judged and treated, and the kept tables of the method."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.risk.models import Risk, RiskDecision, RiskStop, RiskThreat
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk.services.causes import RISK
        from akropolis.graph.risk.web import matrices, method, panels
        from akropolis.shared.threats.selectors.naming import NAMING

        return Domain(
            registers=[RISKS],
            tables=[matrices.MATRICES, method.MANDATES, method.SCENARIOS, method.ANCHORS],
            panels={
                GraphRecord: [Panel("risks", panels.node_panel, "risk/_node_panel.html", title=_("Risks"))],
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
                Belonging(RiskStop, _("Stopped risks"), over=always),
            ],
            extensions=[lambda: NAMING.add(RISKS.key, RiskThreat), RISK.declare],
        )
