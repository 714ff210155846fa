"""URLs of actions besides those of their register."""

from django.urls import URLPattern, path

from akropolis.shared.actions.web import causes

urlpatterns: list[URLPattern] = [
    path("atgarder/ny/<slug:kind>/<slug:key>/", causes.page, name="action-raise"),
]
