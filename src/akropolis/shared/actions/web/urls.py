"""URLs of actions besides the ones that the register generates."""

from django.urls import URLPattern, path

from akropolis.shared.actions.web import causes, done, frame

urlpatterns: list[URLPattern] = [
    path("atgarder/ny/<slug:kind>/<slug:key>/", causes.page, name="action-raise"),
    path("atgarder/ram/", frame.page, name="action-frame"),
    path("atgarder/<uuid:pk>/klar/", done.page, name="action-done"),
]
