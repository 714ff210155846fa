from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class PatternsConfig(DomainConfig):
    name = "akropolis.assurance.patterns"
    label = "patterns"
    verbose_name = _("Security patterns")

    def domain(self) -> Domain:
        """Declare security patterns, what they begin from, who follows them, and the plan for IT security."""
        from akropolis.assurance.deviations.models import FoundBy
        from akropolis.assurance.deviations.services.deviations import SOURCES, DeviationSource
        from akropolis.assurance.patterns.register.patterns import PARTS, PATTERNS
        from akropolis.assurance.patterns.register.plan import SecurityPlan
        from akropolis.assurance.patterns.web import following, patterns
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.assets.models import DeviceGroup, Platform, Service
        from akropolis.shared.documents.register.documents import DOCUMENTS

        title = _("Security patterns")
        of_pattern = Panel(
            "measures", patterns.pattern_panel, "patterns/_pattern_panel.html", PanelPlace.FIRST
        )
        of_document = Panel(
            "pattern", patterns.document_panel, "patterns/_document_panel.html", PanelPlace.SIDE
        )
        of_service = Panel("patterns", following.service_panel, "patterns/_service_panel.html", title=title)
        plan = ListLink(SecurityPlan.key, SecurityPlan.permission, SecurityPlan.title)
        return Domain(
            registers=[PATTERNS],
            tables=[PARTS],
            lists=[SecurityPlan],
            panels={
                PATTERNS.key: [of_pattern],
                DOCUMENTS.key: [of_document],
                **{model: [of_service] for model in (Service, Platform, DeviceGroup)},
            },
            links={PATTERNS.key + "-list": [plan], "services-list": [plan]},
            tasks={"patterns": following.pending_reviews},
            # A deviation is registered from the service, not from the pattern, whose page lists those found there.
            extensions=[lambda: SOURCES.add(PATTERNS.key, DeviationSource(FoundBy.OWN, lambda *_: None))],
        )
