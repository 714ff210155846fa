from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "akropolis.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def ready(self) -> None:
        """Declare the rights, the register, and that suppliers are nodes of the graph."""
        from akropolis.assets.models.nodes import add_source
        from akropolis.assets.register import panels
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.suppliers.models import Supplier
        from akropolis.suppliers.register import REGISTER
        from akropolis.suppliers.rules.permissions import RESOURCE

        permissions.declare(RESOURCE, REGISTER.many, {"read": _("read"), "edit": _("write")})
        registers.add(REGISTER)
        add_source(Supplier)
        panels.show_on(REGISTER.key)
