from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchConfig(AppConfig):
    name = "akropolis.base.kernel.watch"
    label = "watch"
    verbose_name = _("The installation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the permission and register the checks."""
        from akropolis.base.kernel.access.permissions import registry  # reason: apps must be loaded first
        from akropolis.base.kernel.watch import looks
        from akropolis.base.kernel.watch.checks import PERMISSION

        registry.declare(PERMISSION.rpartition(":")[0], _("the installation"), {"operate": _("operate")})
        looks.add_checks()
