from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class DeviationsConfig(DomainConfig):
    name = "akropolis.assurance.deviations"
    label = "deviations"
    verbose_name = _("Deviations")

    def domain(self) -> Domain:
        """Declare the one register of deviations."""
        return Domain()
