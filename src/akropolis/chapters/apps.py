from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChaptersConfig(AppConfig):
    name = "akropolis.chapters"
    label = "chapters"
    verbose_name = _("The written review")

    def ready(self) -> None:
        """Say where the history of a review and of its parts is read."""
        from akropolis.chapters.selectors.history import MODELS  # reason: apps must be loaded first
        from akropolis.chapters.web.history import page_of
        from akropolis.kernel.registers.web import redaction

        for kind in MODELS:
            redaction.pages.add(kind, page_of)
