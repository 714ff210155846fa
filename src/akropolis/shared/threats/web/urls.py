"""URLs of a threat's page and of choosing a row's threats; the catalogue's table generates its own URLs."""

from django.urls import URLPattern, path

from akropolis.shared.threats.web import catalogue, naming

urlpatterns: list[URLPattern] = [
    path("hotkatalog/<slug:threat>/om/", catalogue.page, name="threat"),
    *naming.patterns(),
]
