"""The URLs of the record of processing."""

from django.urls import URLPattern, path

from akropolis.privacy.processing.web import parts

urlpatterns: list[URLPattern] = [
    path("behandlingar/<uuid:pk>/personer/", parts.PEOPLE.view, name="processing-people"),
    path("behandlingar/<uuid:pk>/platser/", parts.SET_PLACES.view, name="processing-places"),
    path("behandlingar/<uuid:pk>/ny-ansvarig/", parts.ADD_PARTY.view, name="processing-party-add"),
    path("behandlingar/<uuid:pk>/ny-mottagare/", parts.ADD_RECIPIENT.view, name="processing-recipient-add"),
    path("behandlingar/ansvarig/<uuid:pk>/", parts.CHANGE_PARTY.view, name="processing-party"),
    path("behandlingar/ansvarig/<uuid:pk>/ta-bort/", parts.REMOVE_PARTY.view, name="processing-party-remove"),
    path("behandlingar/mottagare/<uuid:pk>/", parts.CHANGE_RECIPIENT.view, name="processing-recipient"),
    path(
        "behandlingar/mottagare/<uuid:pk>/ta-bort/",
        parts.REMOVE_RECIPIENT.view,
        name="processing-recipient-remove",
    ),
]
