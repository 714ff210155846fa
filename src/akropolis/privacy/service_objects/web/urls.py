"""The URLs of objects and attestations."""

from django.urls import URLPattern, path

from akropolis.privacy.service_objects.web import attesting, cards

urlpatterns: list[URLPattern] = [
    path("objekt/<uuid:pk>/intyga/", attesting.ATTEST_OBJECT.view, name="object-attest"),
    path("objekt/<uuid:pk>/lagg-till-tjanst/", cards.ADD_SERVICE.view, name="object-services"),
    path("objektets-tjanster/<uuid:pk>/ta-bort/", cards.REMOVE_SERVICE.view, name="object-remove-service"),
    path("intyganden/<uuid:pk>/", attesting.ATTEST_RECORD.view, name="record-attestation"),
]
