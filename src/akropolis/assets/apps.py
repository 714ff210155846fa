from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig, Resource


class AssetsConfig(DomainConfig):
    name = "akropolis.assets"
    label = "assets"
    verbose_name = _("The dependency graph")

    def domain(self) -> Domain:
        """The registers whose rows are nodes of the graph, dependencies, and levels kept in step with both."""
        from akropolis.assets.models import GraphRecord, Service
        from akropolis.assets.register import DEPENDENCIES, NODES, node_panel
        from akropolis.assets.rules.permissions import CLASSIFICATION
        from akropolis.assets.services import ends, levels, nodes
        from akropolis.assets.web import dependencies
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import KEEPING
        from akropolis.kernel.deadlines.jobs import Job
        from akropolis.kernel.registers.consequences import asks

        return Domain(
            registers=[*NODES, DEPENDENCIES],
            rights=[Resource(CLASSIFICATION, _("classification"), {**KEEPING, "decide": _("decide")})],
            panels={DEPENDENCIES.key: [dependencies.PANEL], GraphRecord: [node_panel.PANEL]},
            projections={"nodes": nodes.PROJECTION, "levels": levels.PROJECTION},
            jobs={"levels": Job(timedelta(hours=1), levels.refresh, label=_("Levels on a new day"))},
            extensions=[
                lambda: asks.add("dependents", ends.ask),
                lambda: declare_provable(Service, _("IT service")),
            ],
        )
