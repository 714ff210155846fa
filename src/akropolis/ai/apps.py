from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AiConfig(AppConfig):
    name = "akropolis.ai"
    label = "ai"
    verbose_name = _("AI systems")

    def ready(self) -> None:
        """Declare the rights, the register, its panel, and what its assessments raise."""
        from akropolis.ai.register.ai import AI_SYSTEMS
        from akropolis.ai.rules.permissions import AI_CLASS
        from akropolis.ai.selectors.ai import ACTIONS
        from akropolis.ai.web import ai
        from akropolis.assets.register.nodes import declare_nodes
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.reach.selectors import facts

        declare_nodes(AI_SYSTEMS)
        actions = {"read": _("read"), "edit": _("write")}
        permissions.declare(AI_CLASS, _("classes under the AI act"), actions)
        registers.add_panel("ai-systems", Panel("assessment", ai.panel, "ai/ai_panel.html"))
        facts.add_source("ai", ACTIONS)
        tasks.add("ai", ai.tasks)
