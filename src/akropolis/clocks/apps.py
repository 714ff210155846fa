from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "akropolis.clocks"
    label = "clocks"
    verbose_name = _("Time limits")

    def ready(self) -> None:
        """Declare the table of rules."""
        from akropolis.clocks.web.clock_rules import CLOCK_RULES
        from akropolis.kernel.kept.declaration import declare

        declare(CLOCK_RULES)
