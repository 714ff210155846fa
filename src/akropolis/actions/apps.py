from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsConfig(AppConfig):
    name = "akropolis.actions"
    label = "actions"
    verbose_name = _("Actions")

    def ready(self) -> None:
        """Declare the register and its figures."""
        from akropolis.actions.register import REGISTER
        from akropolis.kernel.registers.declaration import declare
        from akropolis.lib import figures

        declare(REGISTER)
        figures.declare("actions", __file__)
