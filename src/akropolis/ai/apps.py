from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AiConfig(AppConfig):
    name = "akropolis.ai"
    label = "ai"
    verbose_name = _("AI systems")

    def ready(self) -> None:
        """Declare the register, the classes, its panel, and what its assessments raise."""
        from akropolis.actions.selectors.causes import KINDS
        from akropolis.ai.register.ai import AI_SYSTEMS
        from akropolis.ai.selectors.ai import ACTIONS
        from akropolis.ai.services.causes import ANSWER
        from akropolis.ai.web import ai
        from akropolis.ai.web.ai_classes import AI_CLASSES
        from akropolis.assets.register import declare_nodes
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
        from akropolis.reach.selectors import facts

        figures.declare("ai", __file__)
        declare_nodes(AI_SYSTEMS)
        declare(AI_CLASSES)
        registers.add_panel("ai-systems", Panel("assessment", ai.panel, "ai/ai_panel.html"))
        facts.SOURCES.add("ai", ACTIONS)
        tasks.add("ai", ai.tasks)
        KINDS.add(ANSWER.key, ANSWER)
