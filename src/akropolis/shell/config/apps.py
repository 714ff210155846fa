from django.apps import AppConfig

from akropolis.base.lib import registry


class SettingsConfig(AppConfig):
    name = "akropolis.shell.config"
    label = "config"

    def ready(self) -> None:
        """Freeze the registry. This app is the last to be ready, so everything has been declared."""
        registry.freeze()
