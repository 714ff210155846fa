from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "akropolis.base.kernel.registers"
    label = "registers"
    verbose_name = _("Registers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the tasks for due dates in the registers, and who else is reminded."""
        from akropolis.base.kernel.deadlines.tasks import feeds, sources  # reason: apps must be loaded first
        from akropolis.base.kernel.records.models import Record
        from akropolis.base.kernel.registers.declaration import registry
        from akropolis.base.kernel.registers.due import due_everywhere, due_items
        from akropolis.base.kernel.registers.web.external import PANEL

        registry.add_panel(Record, PANEL)
        sources.add("registers", due_items)
        feeds.add("registers", due_everywhere)
