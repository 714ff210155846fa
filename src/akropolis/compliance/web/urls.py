"""The addresses of requirements and measures; those of the catalogue's tables follow from their declaration."""

from django.urls import URLPattern, path

from akropolis.compliance.web import overview

urlpatterns: list[URLPattern] = [
    path("krav/", overview.page, name="compliance"),
]
