from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ImpactAssessmentsConfig(DomainConfig):
    name = "akropolis.privacy.impact_assessments"
    label = "impact_assessments"
    verbose_name = _("Impact assessments")

    def domain(self) -> Domain:
        """Declare impact assessments."""
        return Domain()
