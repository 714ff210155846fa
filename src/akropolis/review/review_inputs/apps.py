from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PacksConfig(AppConfig):
    name = "akropolis.review.review_inputs"
    label = "packs"
    verbose_name = _("Figures and inputs")
