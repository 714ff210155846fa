from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ThreatsConfig(DomainConfig):
    name = "akropolis.shared.threats"
    label = "threats"
    verbose_name = _("Threats")

    def domain(self) -> Domain:
        """Declare the threat catalogue, and the panel on a row's page with the threats that it names."""
        from akropolis.base.kernel.records.models import Record
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.shared.threats.web import catalogue, naming

        return Domain(
            tables=[catalogue.THREATS],
            panels={
                Record: [Panel("threats", naming.panel, "threats/_panel.html", PanelPlace.SIDE, _("Threats"))]
            },
        )
