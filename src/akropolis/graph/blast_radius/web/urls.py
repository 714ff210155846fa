"""The URLs of radius and concentration; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.blast_radius.web import concentration, radius

urlpatterns: list[URLPattern] = [
    path("koncentration/<uuid:pk>/", concentration.node_page, name="concentration-node"),
    path("graf/<uuid:pk>/rackvidd/", radius.page, name="graph-radius"),
    path("graf/<uuid:pk>/rackvidd.xlsx", radius.workbook, name="graph-radius-file"),
]
