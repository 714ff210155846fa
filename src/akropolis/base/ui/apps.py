"""The design system: templates, styles, scripts, form rendering. No models, and nothing of any domain."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the templates, the static files and `{% load ui %}` with Django."""

    name = "akropolis.base.ui"
    label = "ui"
    verbose_name = "ui"
