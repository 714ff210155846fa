from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingSourcesConfig(DomainConfig):
    name = "akropolis.privacy.processing_sources"
    label = "processing_sources"
    verbose_name = _("Where processings come from")

    def domain(self) -> Domain:
        """Declare where processings come from."""
        return Domain()
