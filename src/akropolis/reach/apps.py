from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReachConfig(AppConfig):
    name = "akropolis.reach"
    label = "reach"
    verbose_name = _("Blast radius and concentration")

    def ready(self) -> None:
        """Say what is known of new dependencies, and show the way to what depends on a row."""
        from akropolis.assets.models import GraphRecord
        from akropolis.assets.services.dependencies import TOLD
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
        from akropolis.reach.register import radius_panel
        from akropolis.reach.selectors import consequences, facts
        from akropolis.reach.web.concentration import Ranking

        figures.declare("reach", __file__)
        registers.add_panel(GraphRecord, radius_panel.PANEL)
        declare_lists(Ranking)
        facts.SOURCES.add("actions", facts.ACTIONS)
        TOLD.add("consequences", consequences.notes)
