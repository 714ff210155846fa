from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsConfig(AppConfig):
    name = "akropolis.actions"
    label = "actions"
    verbose_name = _("Actions")

    def ready(self) -> None:
        """Declare the register and its figures; actions and what raised them lead to each other."""
        from akropolis.actions.register import REGISTER
        from akropolis.actions.web.causes import cause_panel, raised_panel
        from akropolis.kernel.records.models import Record
        from akropolis.kernel.registers.declaration import Panel, declare, registry
        from akropolis.lib import figures

        declare(REGISTER)
        registry.add_panel(REGISTER.key, Panel("causes", cause_panel, "actions/_cause_panel.html"))
        registry.add_panel(Record, Panel("raised", raised_panel, "actions/_raised_panel.html"))
        figures.declare("actions", __file__)
