from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ReachConfig(DomainConfig):
    name = "akropolis.graph.blast_radius"
    label = "reach"
    verbose_name = _("Blast radius and concentration")

    def domain(self) -> Domain:
        """The blast radius on a node's page, the ranking by it, and warnings about what a new dependency leads to."""
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.assets.services.dependencies import TOLD
        from akropolis.graph.blast_radius.register import radius_panel
        from akropolis.graph.blast_radius.register.ranking import ConcentrationRanking
        from akropolis.graph.blast_radius.selectors import consequences, facts

        return Domain(
            lists=[ConcentrationRanking],
            panels={GraphRecord: [radius_panel.PANEL]},
            extensions=[
                lambda: facts.SOURCES.add("actions", facts.ACTIONS),
                lambda: TOLD.add("consequences", consequences.notes),
            ],
        )
