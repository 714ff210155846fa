from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "akropolis.config"
    label = "config"
