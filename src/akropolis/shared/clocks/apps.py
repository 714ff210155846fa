from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ClocksConfig(DomainConfig):
    name = "akropolis.shared.clocks"
    label = "clocks"
    verbose_name = _("Time limits")

    def domain(self) -> Domain:
        """Declare the table of clock rules."""
        from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES

        return Domain(tables=[CLOCK_RULES])
