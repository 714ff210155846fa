from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "akropolis.assets"
    label = "assets"
    verbose_name = _("IT services")

    def ready(self) -> None:
        """Declare the rights and the register."""
        from akropolis.assets.register import REGISTER
        from akropolis.assets.rules.permissions import RESOURCE
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.registers.declaration import registry as registers

        permissions.declare(RESOURCE, REGISTER.many, {"read": _("read"), "edit": _("write")})
        registers.add(REGISTER)
