from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class AiConfig(DomainConfig):
    name = "akropolis.graph.ai"
    label = "ai"
    verbose_name = _("AI systems")

    def domain(self) -> Domain:
        """The register of AI systems, their classes under the AI act, and the assessment of a system on its page."""
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.ai.register.ai import AI_SYSTEMS
        from akropolis.graph.ai.selectors.ai import ACTIONS
        from akropolis.graph.ai.services.causes import ANSWER
        from akropolis.graph.ai.web import ai, ai_classes
        from akropolis.graph.blast_radius.selectors import facts

        return Domain(
            registers=[AI_SYSTEMS],
            tables=[ai_classes.AI_CLASSES],
            panels={AI_SYSTEMS.key: [Panel("assessment", ai.panel, "ai/ai_panel.html", PanelPlace.FIRST)]},
            tasks={"ai": ai.pending_assessments},
            extensions=[lambda: facts.SOURCES.add("ai", ACTIONS), ANSWER.declare],
        )
