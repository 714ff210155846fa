from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassificationConfig(AppConfig):
    name = "akropolis.classification"
    label = "classification"
    verbose_name = _("Classification")

    def ready(self) -> None:
        """Declare the rights."""
        from akropolis.classification.rules.permissions import INTAKE, LEGAL_BASIS, SCHEME
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first

        actions = {"read": _("read"), "edit": _("write")}
        permissions.declare(SCHEME, _("classification schemes"), actions)
        permissions.declare(LEGAL_BASIS, _("legal bases"), actions)
        permissions.declare(INTAKE, _("intake stops"), {"settle": _("settle")})
