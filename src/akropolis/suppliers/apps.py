from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig


class SuppliersConfig(DomainConfig):
    name = "akropolis.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def domain(self) -> Domain:
        """The register, and evidence of suppliers."""
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.suppliers.register import REGISTER

        return Domain(
            registers=[REGISTER],
            extensions=[lambda: declare_provable(REGISTER.model, _("Supplier"))],
        )
