"""URLs of incidents other than those of the register."""

from django.urls import URLPattern, path

from akropolis.events.incidents.web import foreseen, links, opening, receiving, track_opening, triage, walking

urlpatterns: list[URLPattern] = [
    path("graf/<uuid:pk>/incident/", opening.page, name="graph-incident"),
    path("incidenter/<uuid:pk>/berorda/", links.LINKS.view, name="incident-links"),
    path("incidenter/<uuid:pk>/risk/", foreseen.LINK_RISK.view, name="incident-risk"),
    path("incidenter/risk/<uuid:pk>/", foreseen.ANSWER_STANDS.view, name="incident-risk-answer"),
    path("incidenter/<uuid:pk>/bedom/", triage.page, name="incident-judge"),
    path("incidenter/<uuid:pk>/ta-emot/<str:code>/", receiving.receive, name="incident-receive"),
    path("incidenter/<uuid:pk>/paminn/", receiving.remind, name="incident-remind"),
    path("incidenter/<uuid:pk>/spar/", track_opening.page, name="incident-tracks-open"),
    path("incidentspar/steg/<uuid:pk>/", walking.FILE.view, name="track-step"),
    path("incidentspar/steg/<uuid:pk>/gors-inte/", walking.DROP.view, name="track-step-drop"),
    path("incidentspar/steg/<uuid:pk>/lagesrapport/", walking.giving_instead, name="track-step-instead"),
    path("incidentspar/<uuid:pk>/nytt-steg/", walking.ASK.view, name="track-ask"),
]
