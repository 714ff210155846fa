from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.permissions import READ


class NotifyConfig(AppConfig):
    name = "akropolis.base.kernel.notify"
    label = "notify"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how reminders move with units: they stay, as a record of what was said."""
        from akropolis.base.kernel.access.permissions import registry as permissions
        from akropolis.base.kernel.notify.models import Reminder
        from akropolis.base.kernel.records.belongings import Belonging, always, belong

        permissions.declare(Reminder.permission, _("reminders"), {READ: _("read")})
        belong(
            Belonging(Reminder, _("Reminders"), over=always),
            Belonging(Reminder, _("Reminders"), field="owner_unit", over=always),
        )
