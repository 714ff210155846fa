"""URLs of leadership of events."""

from django.urls import URLPattern, path

from akropolis.events.leadership.web import leading, renewing, room, times

urlpatterns: list[URLPattern] = [
    path("incidenter/<uuid:pk>/ledning/", room.former_address, name="incident-room"),
    path("incidenter/<uuid:pk>/ledning/del/", renewing.part, name="incident-room-part"),
    path("incidenter/<uuid:pk>/logg/", room.entry, name="incident-entry"),
    path("incidenter/<uuid:pk>/tider/", times.TIMES_PAGE.view, name="incident-times"),
    path("incidenter/<uuid:pk>/ledningsniva/", leading.LEVEL.view, name="incident-level"),
    path("incidenter/<uuid:pk>/meddelande/", leading.message, name="incident-message"),
]
