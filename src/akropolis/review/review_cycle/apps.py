from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "akropolis.review.review_cycle"
    label = "rounds"
    verbose_name = _("Reviews by year")

    def ready(self) -> None:
        """Register the page where the history of a review, and of each part of one, is read."""
        from akropolis.base.kernel.registers.web import redaction
        from akropolis.review.review_cycle.selectors.history import ALL
        from akropolis.review.review_cycle.web.history import page_of

        for model in ALL:
            redaction.register_history_page(model, page_of)
