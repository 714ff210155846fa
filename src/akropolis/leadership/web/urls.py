"""The addresses of how an event is led."""

from django.urls import URLPattern, path

from akropolis.leadership.web import leading

urlpatterns: list[URLPattern] = [
    path("incidenter/<uuid:pk>/ledningsniva/", leading.level, name="incident-level"),
    path("incidenter/<uuid:pk>/meddelande/", leading.message, name="incident-message"),
]
