"""The addresses of incidents beside those of their register."""

from django.urls import URLPattern, path

from akropolis.incidents.web import links, opening, receiving, reporting

urlpatterns: list[URLPattern] = [
    path("rapportera/", reporting.page, name="incident-report"),
    path("graf/<uuid:pk>/incident/", opening.page, name="graph-incident"),
    path("incidenter/<uuid:pk>/berorda/", links.page, name="incident-links"),
    path("incidenter/<uuid:pk>/ta-emot/<str:code>/", receiving.receive, name="incident-receive"),
    path("incidenter/<uuid:pk>/paminn/", receiving.remind, name="incident-remind"),
]
