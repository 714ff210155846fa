"""The addresses of the graph's own pages; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assets.web import concentration, concentration_files, hub, picture, radius

urlpatterns: list[URLPattern] = [
    path("graf/", hub.hub_page, name="graph-hub"),
    path("graf/<uuid:pk>/bild/", picture.picture_page, name="graph-picture"),
    path("graf/<uuid:pk>/bild/data/", picture.picture_data, name="graph-picture-data"),
    path("koncentration/", concentration.concentration_page, name="concentration"),
    path("koncentration/xlsx/", concentration_files.concentration_file, name="concentration-file"),
    path("koncentration/<uuid:pk>/", concentration.node_page, name="concentration-node"),
    path("graf/<uuid:pk>/rackvidd/", radius.page, name="graph-radius"),
    path("graf/<uuid:pk>/rackvidd.xlsx", radius.workbook, name="graph-radius-file"),
]
