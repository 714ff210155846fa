"""The design system: templates, styles, scripts, form rendering. No models, and no word of any domain."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Makes the templates, the static files and `{% load ui %}` known to Django."""

    name = "akropolis.base.ui"
    label = "ui"
    verbose_name = "ui"
