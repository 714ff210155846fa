from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "akropolis.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        """Declare the rights and the register."""
        from akropolis.incidents.register import REGISTER
        from akropolis.incidents.rules.permissions import RESOURCE
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.registers.declaration import registry as registers

        permissions.declare(RESOURCE, REGISTER.many, {"read": _("read"), "edit": _("write")})
        registers.add(REGISTER)
