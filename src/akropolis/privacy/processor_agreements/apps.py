from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessorAgreementsConfig(DomainConfig):
    name = "akropolis.privacy.processor_agreements"
    label = "processor_agreements"
    verbose_name = _("Data processing agreements")

    def domain(self) -> Domain:
        """Declare data processing agreements."""
        return Domain()
