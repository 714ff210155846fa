from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class RiskPictureConfig(DomainConfig):
    name = "akropolis.graph.risk_picture"
    label = "risk_picture"
    verbose_name = _("Risk picture")

    def domain(self) -> Domain:
        """Declare the picture of risks, and what consumers of a shared node read of its risks."""
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk_picture.register.shared_list import SharedRiskList
        from akropolis.graph.risk_picture.register.shared_panel import READERS, SHARED

        return Domain(
            lists=[SharedRiskList],
            panels={GraphRecord: [SHARED], RISKS.key: [READERS]},
            links={
                "risks-list": [
                    ListLink("risk-picture", permissions.READ, _("Risk picture")),
                    ListLink(SharedRiskList.key, permissions.READ, SharedRiskList.title),
                ]
            },
        )
