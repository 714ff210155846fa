from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class AuditsConfig(DomainConfig):
    name = "akropolis.assurance.audits"
    label = "audits"
    verbose_name = _("Audits")

    def domain(self) -> Domain:
        """Declare the audit programme, audits and observations."""
        return Domain()
