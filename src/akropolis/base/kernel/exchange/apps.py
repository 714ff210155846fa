from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "akropolis.base.kernel.exchange"
    label = "exchange"
    verbose_name = _("Files in and out")
    default_auto_field = "django.db.models.BigAutoField"
