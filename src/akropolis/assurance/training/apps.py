from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class TrainingConfig(DomainConfig):
    name = "akropolis.assurance.training"
    label = "training"
    verbose_name = _("Training")

    def domain(self) -> Domain:
        """Declare courses, who must have them, and who has them."""
        return Domain()
