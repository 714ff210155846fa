from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class SuppliersConfig(DomainConfig):
    name = "akropolis.graph.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def domain(self) -> Domain:
        """Declare the register of suppliers, and that suppliers can have evidence."""
        from akropolis.graph.suppliers.register import REGISTER
        from akropolis.shared.evidence.register.panels import declare_provable

        return Domain(
            registers=[REGISTER],
            extensions=[lambda: declare_provable(REGISTER.model, _("Supplier"))],
        )
