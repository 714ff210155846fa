from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig


class AiConfig(DomainConfig):
    name = "akropolis.ai"
    label = "ai"
    verbose_name = _("AI systems")

    def domain(self) -> Domain:
        """The register of AI systems, their classes, and the assessment of one on its page."""
        from akropolis.ai.register.ai import AI_SYSTEMS
        from akropolis.ai.selectors.ai import ACTIONS
        from akropolis.ai.services.causes import ANSWER
        from akropolis.ai.web import ai, ai_classes
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.reach.selectors import facts

        return Domain(
            registers=[AI_SYSTEMS],
            tables=[ai_classes.AI_CLASSES],
            panels={AI_SYSTEMS.key: [Panel("assessment", ai.panel, "ai/ai_panel.html")]},
            tasks={"ai": ai.pending_assessments},
            extensions=[lambda: facts.SOURCES.add("ai", ACTIONS), ANSWER.declare],
        )
