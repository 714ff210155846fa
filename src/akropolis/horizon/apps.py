from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HorizonConfig(AppConfig):
    name = "akropolis.horizon"
    label = "horizon"
    verbose_name = _("Horizon scanning")

    def ready(self) -> None:
        """Declare the register and its figures, and that observations raise actions."""
        from akropolis.actions.selectors.causes import KINDS
        from akropolis.horizon.models import ObservationThreat
        from akropolis.horizon.register import REGISTER
        from akropolis.horizon.services.causes import OBSERVATION
        from akropolis.kernel.registers.declaration import declare
        from akropolis.lib import figures
        from akropolis.threats.selectors.naming import NAMING

        declare(REGISTER)
        KINDS.add(OBSERVATION.key, OBSERVATION)
        NAMING.add(REGISTER.key, ObservationThreat)
        figures.declare("horizon", __file__)
