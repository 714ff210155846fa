"""The page of a threat, and where rows name theirs; the table's addresses follow from its declaration."""

from django.urls import URLPattern, path

from akropolis.shared.threats.web import catalogue, naming

urlpatterns: list[URLPattern] = [
    path("hotkatalog/<slug:threat>/om/", catalogue.page, name="threat"),
    *naming.patterns(),
]
