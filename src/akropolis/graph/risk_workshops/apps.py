from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class RiskWorkshopsConfig(DomainConfig):
    name = "akropolis.graph.risk_workshops"
    label = "risk_workshops"
    verbose_name = _("Risk workshops")

    def domain(self) -> Domain:
        """Declare workshops about risks: how one is started from a row, and the list of them."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.risk.rules import permissions
        from akropolis.graph.risk_workshops.models import RiskWorkshop
        from akropolis.graph.risk_workshops.register.workshops import WorkshopList
        from akropolis.graph.risk_workshops.web import workshops

        return Domain(
            lists=[WorkshopList],
            panels={GraphRecord: [Panel("risk-workshop", workshops.start_panel, "")]},
            links={
                "risks-list": [
                    ListLink("risk-workshop-start", permissions.EDIT, _("Start a risk workshop")),
                    ListLink(WorkshopList.key, WorkshopList.permission, WorkshopList.title),
                ]
            },
            belongings=[
                Belonging(RiskWorkshop, _("Risk workshops"), over=lambda _day: Q(closed_at__isnull=False))
            ],
        )
