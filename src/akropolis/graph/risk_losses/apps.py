from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class RiskLossesConfig(DomainConfig):
    name = "akropolis.graph.risk_losses"
    label = "risk_losses"
    verbose_name = _("What risks may cost")

    def domain(self) -> Domain:
        """Declare the estimate on a risk's page, and the page of what the risks may cost."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk_losses.models import LossRun
        from akropolis.graph.risk_losses.web.loss_acts import losses_panel

        return Domain(
            panels={
                RISKS.key: [
                    Panel("losses", losses_panel, "risk_losses/_losses_panel.html", title=_("In kronor"))
                ]
            },
            links={"risks-list": [ListLink("risk-losses", permissions.READ, _("What the risks may cost"))]},
            belongings=[Belonging(LossRun, _("Simulations of losses"), over=always)],
        )
