from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HorizonConfig(AppConfig):
    name = "akropolis.horizon"
    label = "horizon"
    verbose_name = _("Horizon scanning")

    def ready(self) -> None:
        """Declare the rights and the register."""
        from akropolis.horizon.register import REGISTER
        from akropolis.horizon.rules.permissions import RESOURCE
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.registers.declaration import registry as registers

        permissions.declare(RESOURCE, REGISTER.many, {"read": _("read"), "edit": _("write")})
        registers.add(REGISTER)
