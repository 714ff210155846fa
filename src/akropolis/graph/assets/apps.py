from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class AssetsConfig(DomainConfig):
    name = "akropolis.graph.assets"
    label = "assets"
    verbose_name = _("The dependency graph")

    def domain(self) -> Domain:
        """Declares the registers whose rows are nodes, the dependencies, and the levels derived from both."""
        from akropolis.base.kernel.access.permissions import KEEPING
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.registers.consequences import asks
        from akropolis.graph.assets.models import GraphRecord, Service
        from akropolis.graph.assets.register import DEPENDENCIES, NODES, node_panel
        from akropolis.graph.assets.rules.permissions import CLASSIFICATION
        from akropolis.graph.assets.services import ends, levels, nodes
        from akropolis.graph.assets.web import dependencies
        from akropolis.shared.evidence.register.panels import declare_provable

        return Domain(
            registers=[*NODES, DEPENDENCIES],
            rights=[Resource(CLASSIFICATION, _("classification"), {**KEEPING, "decide": _("decide")})],
            panels={
                DEPENDENCIES.key: [dependencies.PANEL],
                GraphRecord: [node_panel.LEVELS, node_panel.TIES],
            },
            projections={"nodes": nodes.PROJECTION, "levels": levels.PROJECTION},
            jobs={"levels": Job(timedelta(hours=1), levels.refresh, label=_("Levels on a new day"))},
            extensions=[
                lambda: asks.add("dependents", ends.warning_before_end),
                lambda: declare_provable(Service, _("IT service")),
            ],
        )
