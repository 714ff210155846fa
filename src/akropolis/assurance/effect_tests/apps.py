from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class EffectTestsConfig(DomainConfig):
    name = "akropolis.assurance.effect_tests"
    label = "effect_tests"
    verbose_name = _("Effect tests")

    def domain(self) -> Domain:
        """Declare effect tests, their kinds and results."""
        return Domain()
