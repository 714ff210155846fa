"""The addresses of incidents beside those of their register."""

from django.urls import URLPattern, path

from akropolis.incidents.web import links, opening

urlpatterns: list[URLPattern] = [
    path("graf/<uuid:pk>/incident/", opening.page, name="graph-incident"),
    path("incidenter/<uuid:pk>/berorda/", links.page, name="incident-links"),
]
