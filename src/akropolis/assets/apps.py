from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "akropolis.assets"
    label = "assets"
    verbose_name = _("The dependency graph")

    def ready(self) -> None:
        """Declare the rights, the registers with their figures, and which of them are nodes of the graph."""
        from datetime import timedelta

        from akropolis.assets.models import GraphRecord, Service
        from akropolis.assets.register import DEPENDENCIES, NODES, declare_nodes, node_panel
        from akropolis.assets.rules.permissions import CLASSIFICATION
        from akropolis.assets.services import ends, levels, nodes
        from akropolis.assets.web import dependencies
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import KEEPING
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.consequences import asks
        from akropolis.kernel.registers.declaration import declare
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        declare_nodes(*NODES)
        declare(DEPENDENCIES)
        registers.add_panel("dependencies", dependencies.PANEL)
        registers.add_panel(GraphRecord, node_panel.PANEL)
        declare_provable(Provable(Service, _("IT service")))
        projections.add("nodes", nodes.PROJECTION)
        projections.add("levels", levels.PROJECTION)
        jobs.add("levels", Job(timedelta(hours=1), levels.refresh, label=_("Levels on a new day")))
        permissions.declare(CLASSIFICATION, _("classification"), {**KEEPING, "decide": _("decide")})
        asks.add("dependents", ends.ask)
        figures.declare("assets", __file__)
