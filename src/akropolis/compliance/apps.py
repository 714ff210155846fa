from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "akropolis.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def ready(self) -> None:
        """Declare the catalogue."""
        from akropolis.compliance.register.catalogue import TABLES
        from akropolis.kernel.kept.declaration import declare

        declare(*TABLES)
