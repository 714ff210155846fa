from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreatsConfig(AppConfig):
    name = "akropolis.threats"
    label = "threats"
    verbose_name = _("Threats")

    def ready(self) -> None:
        """Declare the catalogue, and that rows of the domains above name threats."""
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.models import Record
        from akropolis.kernel.registers.declaration import Panel, registry
        from akropolis.threats.web.catalogue import THREATS
        from akropolis.threats.web.naming import panel

        declare(THREATS)
        registry.add_panel(Record, Panel("threats", panel, "threats/_panel.html"))
