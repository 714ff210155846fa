from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ScreeningConfig(DomainConfig):
    name = "akropolis.privacy.screening"
    label = "screening"
    verbose_name = _("Screening of services")

    def domain(self) -> Domain:
        """Declare screening of services."""
        return Domain()
