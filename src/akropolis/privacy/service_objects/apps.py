from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ServiceObjectsConfig(DomainConfig):
    name = "akropolis.privacy.service_objects"
    label = "service_objects"
    verbose_name = _("Objects")

    def domain(self) -> Domain:
        """Declare objects."""
        return Domain()
