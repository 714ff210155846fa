from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class DpoDeskConfig(DomainConfig):
    name = "akropolis.privacy.dpo_desk"
    label = "dpo_desk"
    verbose_name = _("The desk of the data protection officer")

    def domain(self) -> Domain:
        """Declare the desk of the data protection officer."""
        return Domain()
