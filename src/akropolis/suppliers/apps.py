from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    name = "akropolis.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def ready(self) -> None:
        """Declare the register, that suppliers are nodes of the graph, and that they can be proved."""
        from akropolis.assets.register import declare_nodes
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.suppliers.register import REGISTER

        declare_nodes(REGISTER)
        declare_provable(Provable(REGISTER.model, _("Supplier")))
