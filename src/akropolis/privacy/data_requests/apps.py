from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class DataRequestsConfig(DomainConfig):
    name = "akropolis.privacy.data_requests"
    label = "data_requests"
    verbose_name = _("Requests of data subjects")

    def domain(self) -> Domain:
        """Declare requests of data subjects."""
        return Domain()
