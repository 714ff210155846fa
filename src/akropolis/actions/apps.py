from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsConfig(AppConfig):
    name = "akropolis.actions"
    label = "actions"
    verbose_name = _("Actions")

    def ready(self) -> None:
        """Declare the rights and the register."""
        from akropolis.actions.register import REGISTER
        from akropolis.actions.rules.permissions import RESOURCE
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.registers.declaration import registry as registers

        permissions.declare(RESOURCE, REGISTER.many, {"read": _("read"), "edit": _("write")})
        registers.add(REGISTER)
