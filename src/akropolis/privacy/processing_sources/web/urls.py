"""The URLs of where processings come from."""

from django.urls import URLPattern, path

from akropolis.privacy.processing_sources.web import building, filling, importing, offers

urlpatterns: list[URLPattern] = [
    path("behandlingar/bygg/", building.build_page, name="processings-build"),
    path("behandlingar/fyll-i/", filling.fill_first, name="processings-fill-first"),
    path("behandlingar/las-in/", importing.IMPORT_RECORD.view(), name="processings-importing"),
    path("behandlingar/<uuid:pk>/fyll-i/", filling.FILL.view, name="processing-fill"),
    path("behandlingar/<uuid:pk>/mall/", offers.ANSWER_OFFER.view, name="processing-offer"),
]
