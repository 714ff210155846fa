from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "akropolis.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def ready(self) -> None:
        """Declare the register, and that suppliers are nodes of the graph."""
        from akropolis.assets.register.nodes import declare_nodes
        from akropolis.suppliers.register import REGISTER

        declare_nodes(REGISTER)
