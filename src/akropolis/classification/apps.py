from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassificationConfig(AppConfig):
    name = "akropolis.classification"
    label = "classification"
    verbose_name = _("Classification")

    def ready(self) -> None:
        """Declare the rights, the legal bases, and the schemes that are loaded."""
        from akropolis.classification.rules.permissions import INTAKE, SCHEME
        from akropolis.classification.services import content
        from akropolis.classification.web.legal_bases import LEGAL_BASES
        from akropolis.kernel.access.permissions import (
            registry as permissions,
        )  # reason: apps must be loaded first
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.content import loaders

        permissions.declare(SCHEME, _("classification schemes"))
        permissions.declare(INTAKE, _("intake stops"), {"settle": _("settle")})
        loaders.add("classification", content.load)
        declare(LEGAL_BASES)
