from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class SupplierCriticalityConfig(DomainConfig):
    name = "akropolis.graph.supplier_criticality"
    label = "supplier_criticality"
    verbose_name = _("Critical suppliers")

    def domain(self) -> Domain:
        """Declare the ranking of suppliers, and the panel that says how critical one is."""
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.graph.supplier_criticality.register.ranking import PANEL, SupplierRanking
        from akropolis.graph.suppliers.register import REGISTER

        link = ListLink(SupplierRanking.key, SupplierRanking.permission, SupplierRanking.title)
        return Domain(
            lists=[SupplierRanking],
            panels={REGISTER.key: [PANEL]},
            links={f"{REGISTER.key}-list": [link]},
        )
