from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class HorizonConfig(DomainConfig):
    name = "akropolis.shared.horizon"
    label = "horizon"
    verbose_name = _("Horizon scanning")

    def domain(self) -> Domain:
        """Declare the register of observations, that observations raise actions, and that they name threats."""
        from akropolis.shared.horizon.models import ObservationThreat
        from akropolis.shared.horizon.register import REGISTER
        from akropolis.shared.horizon.services.causes import OBSERVATION
        from akropolis.shared.threats.selectors.naming import NAMING

        return Domain(
            registers=[REGISTER],
            extensions=[OBSERVATION.declare, lambda: NAMING.add(REGISTER.key, ObservationThreat)],
        )
