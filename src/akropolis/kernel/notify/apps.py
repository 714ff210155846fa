from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.permissions import READ


class NotifyConfig(AppConfig):
    name = "akropolis.kernel.notify"
    label = "notify"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what reminders are to units: they stay, as what was said."""
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.notify.models import Reminder
        from akropolis.kernel.records.belongings import Belonging, always, belong

        permissions.declare(Reminder.permission, _("reminders"), {READ: _("read")})
        belong(
            Belonging(Reminder, _("Reminders"), over=always),
            Belonging(Reminder, _("Reminders"), field="owner_unit", over=always),
        )
