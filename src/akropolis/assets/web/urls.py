"""The addresses of the graph's own pages; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assets.web import (
    classification,
    classification_decision,
    classification_stop,
    concentration,
    concentration_files,
    graph_files,
    hub,
    mapping,
    picture,
    radius,
)

INFORMATION = "informationsmangder/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("klassning/importera/", mapping.page, name="classification-import"),
    path("graf/", hub.hub_page, name="graph-hub"),
    path("graf/fil/", graph_files.files_page, name="graph-files"),
    path("graf/fil/xlsx/", graph_files.book, name="graph-files-book"),
    path("graf/fil/graphml/", graph_files.graphml, name="graph-files-graphml"),
    path("graf/<uuid:pk>/bild/", picture.picture_page, name="graph-picture"),
    path("graf/<uuid:pk>/bild/data/", picture.picture_data, name="graph-picture-data"),
    path("koncentration/", concentration.concentration_page, name="concentration"),
    path("koncentration/xlsx/", concentration_files.concentration_file, name="concentration-file"),
    path("koncentration/<uuid:pk>/", concentration.node_page, name="concentration-node"),
    path("graf/<uuid:pk>/rackvidd/", radius.page, name="graph-radius"),
    path("graf/<uuid:pk>/rackvidd.xlsx", radius.workbook, name="graph-radius-file"),
    path(f"{INFORMATION}/klassning/", classification.classification, name="classification"),
    path(f"{INFORMATION}/klassning/stopp/", classification_stop.stop, name="classification-stop"),
    path(f"{INFORMATION}/klassning/stopp/svar/", classification_stop.settle, name="classification-settle"),
    path(f"{INFORMATION}/klassning/kasta/", classification.discard, name="classification-discard"),
    path(f"{INFORMATION}/klassning/ny-utgava/", classification.renew, name="classification-renew"),
    path(f"{INFORMATION}/klassning/besluta/", classification_decision.decide, name="classification-decide"),
    path(
        f"{INFORMATION}/klassning/beslut/",
        classification_decision.all_decisions,
        name="classification-decisions",
    ),
    path(
        f"{INFORMATION}/klassning/beslut/<int:number>/",
        classification_decision.decision,
        name="classification-decision",
    ),
    path(f"{INFORMATION}/klassning/<slug:step>/", classification.step, name="classification-step"),
]
