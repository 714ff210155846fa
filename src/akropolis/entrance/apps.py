from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntranceConfig(AppConfig):
    name = "akropolis.entrance"
    label = "entrance"
    verbose_name = _("Sign-in and account")

    def ready(self) -> None:
        """What waits because the city's provider sent no groups."""
        from akropolis.entrance.web.provider_page import waiting
        from akropolis.kernel.deadlines.tasks import sources

        sources.add("missing-groups", waiting)
