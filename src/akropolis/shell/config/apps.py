from django.apps import AppConfig

from akropolis.base.lib import registry


class SettingsConfig(AppConfig):
    name = "akropolis.shell.config"
    label = "config"

    def ready(self) -> None:
        """The last to be ready: what could be declared has been."""
        registry.freeze()
