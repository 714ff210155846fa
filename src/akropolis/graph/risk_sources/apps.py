from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class RiskSourcesConfig(DomainConfig):
    name = "akropolis.graph.risk_sources"
    label = "risk_sources"
    verbose_name = _("Where risks come from")

    def domain(self) -> Domain:
        """Declare the library of scenarios, the reading in of registers, and what observations ask of risks."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk_sources.web import importing, library, new_risk, observations
        from akropolis.graph.risk_sources.web.scenario_list import ScenarioList
        from akropolis.shared.horizon.register import REGISTER as OBSERVATIONS

        return Domain(
            panels={
                RISKS.key: [
                    Panel(
                        "scenario-change", library.change_panel, "risk_sources/_scenario_change_panel.html"
                    ),
                    Panel(
                        "observations",
                        observations.risk_observations_panel,
                        "risk_sources/_observations_panel.html",
                        PanelPlace.SIDE,
                    ),
                ],
                OBSERVATIONS.key: [
                    Panel(
                        "risks",
                        observations.observation_panel,
                        "risk_sources/_observation_panel.html",
                        title=_("Risks"),
                    )
                ],
            },
            links={
                "risks-list": [
                    ListLink(ScenarioList.key, permissions.READ, ScenarioList.title),
                    ListLink("risks-importing", permissions.EDIT, importing.IMPORT_RISKS.title),
                ]
            },
            tasks={
                "risk stops": new_risk.pending_risk_stops,
                "renewed risks": observations.pending_renewals,
            },
        )
