from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "akropolis.assets"
    label = "assets"
    verbose_name = _("Information and services")

    def ready(self) -> None:
        """Declare the rights, the registers, and which of them are nodes of the graph."""
        from akropolis.assets.models import GraphRecord
        from akropolis.assets.models.nodes import add_source
        from akropolis.assets.register import REGISTERS, panels
        from akropolis.assets.rules import permissions as rights
        from akropolis.assets.services import levels, nodes, reasons
        from akropolis.assets.web import ai, classification_panel, crypto_plan, dependencies, gaps_waiting
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.deadlines.jobs import jobs
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers

        actions = {"read": _("read"), "edit": _("write")}
        classifying = Panel("classification", classification_panel.build, "assets/classification_panel.html")
        registers.add_panel("information", classifying)
        registers.add_panel("dependencies", dependencies.PANEL)
        registers.add_panel("ai-systems", Panel("assessment", ai.panel, "assets/ai_panel.html"))
        registers.add_panel("crypto-assets", Panel("crypto", crypto_plan.panel, "assets/crypto_panel.html"))
        for register in REGISTERS:
            permissions.declare(register.model.permission, register.many, actions)
            registers.add(register)
            if issubclass(register.model, GraphRecord):
                add_source(register.model)
                panels.show_on(register.key)
        projections.add(nodes.PROJECTION)
        projections.add(levels.PROJECTION)
        jobs.add("levels", timedelta(hours=1), levels.refresh)
        jobs.add("classification", timedelta(days=1), reasons.look)
        permissions.declare(rights.CLASSIFICATION, _("classification"), actions | {"decide": _("decide")})
        permissions.declare(rights.OFFER, _("offered levels"), actions)
        permissions.declare(rights.GAP, _("gaps"), actions | {"accept": _("accept")})
        permissions.declare(rights.QUESTION, _("questions to operators"), actions)
        permissions.declare(rights.CONTROLLERSHIP, _("responsibility for personal data"), actions)
        permissions.declare(rights.CRYPTO_RULE, _("rules on cryptography"), actions)
        permissions.declare(rights.AI_CLASS, _("classes under the AI act"), actions)
        tasks.add("classification", classification_panel.waiting)
        tasks.add("questions", gaps_waiting.questions_waiting)
        tasks.add("gaps", gaps_waiting.gaps_waiting)
        tasks.add("ai", ai.tasks)
        tasks.add("certificates", crypto_plan.tasks)
