"""The addresses of incidents beside those of their register."""

from django.urls import URLPattern, path

from akropolis.incidents.web import (
    following,
    links,
    opening,
    receiving,
    renewing,
    reporting,
    room,
    times,
    track_opening,
    triage,
    walking,
)

urlpatterns: list[URLPattern] = [
    path("rapportera/", reporting.page, name="incident-report"),
    path("rapportera/utan-konto/", reporting.open_page, name="report-open"),
    path("rapportera/folj/<str:reference>/", following.open_page, name="report-open-follow"),
    path("rapportera/stoppad/<uuid:pk>/", following.settle, name="report-stop"),
    path("rapportera/<uuid:pk>/", following.page, name="report-follow"),
    path("graf/<uuid:pk>/incident/", opening.page, name="graph-incident"),
    path("incidenter/<uuid:pk>/berorda/", links.page, name="incident-links"),
    path("incidenter/<uuid:pk>/bedom/", triage.page, name="incident-judge"),
    path("incidenter/<uuid:pk>/ta-emot/<str:code>/", receiving.receive, name="incident-receive"),
    path("incidenter/<uuid:pk>/paminn/", receiving.remind, name="incident-remind"),
    path("incidenter/<uuid:pk>/ledning/", room.page, name="incident-room"),
    path("incidenter/<uuid:pk>/ledning/del/", renewing.part, name="incident-room-part"),
    path("incidenter/<uuid:pk>/logg/", room.entry, name="incident-entry"),
    path("incidenter/<uuid:pk>/tider/", times.page, name="incident-times"),
    path("incidenter/<uuid:pk>/spar/", track_opening.page, name="incident-tracks-open"),
    path("incidentspar/steg/<uuid:pk>/", walking.filing, name="track-step"),
    path("incidentspar/steg/<uuid:pk>/gors-inte/", walking.dropping, name="track-step-drop"),
    path("incidentspar/steg/<uuid:pk>/lagesrapport/", walking.giving_instead, name="track-step-instead"),
    path("incidentspar/<uuid:pk>/nytt-steg/", walking.asking, name="track-ask"),
]
