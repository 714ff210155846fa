from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class PatternsConfig(DomainConfig):
    name = "akropolis.assurance.patterns"
    label = "patterns"
    verbose_name = _("Patterns")

    def domain(self) -> Domain:
        """Declare the register of patterns."""
        from akropolis.assurance.patterns.register.patterns import PATTERNS

        return Domain(
            registers=[PATTERNS],
        )
