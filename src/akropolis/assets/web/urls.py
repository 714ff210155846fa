"""The addresses of the graph's own pages; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assets.web import (
    classification,
    classification_decision,
    classification_stop,
    concentration,
    concentration_files,
    cyclonedx,
    dependencies,
    gap_acts,
    gaps,
    graph_files,
    hub,
    mapping,
    nodes,
    offers,
    picture,
    questions,
    radius,
    shared,
)

INFORMATION = "informationsmangder/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("klassning/importera/", mapping.page, name="classification-import"),
    path("graf/", hub.hub_page, name="graph-hub"),
    path("graf/fil/", graph_files.files_page, name="graph-files"),
    path("graf/fil/xlsx/", graph_files.book, name="graph-files-book"),
    path("graf/fil/graphml/", graph_files.graphml, name="graph-files-graphml"),
    path("graf/<uuid:pk>/", nodes.page, name="graph-node"),
    path("graf/<uuid:pk>/beroende/<uuid:dependency>/avsluta/", dependencies.end, name="dependency-end"),
    path("graf/beroende/<uuid:pk>/sank/", dependencies.lower, name="dependency-lower"),
    path(
        "graf/beroende/<uuid:pk>/sank/<uuid:lowering>/avsluta/",
        dependencies.end_lowering,
        name="lowering-end",
    ),
    path("graf/<uuid:pk>/cyclonedx/", cyclonedx.page, name="cyclonedx"),
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
    path("gap/", gaps.gap_list, name="gap-list"),
    path("gap/xlsx/", gaps.gap_list_file, name="gap-file"),
    path("gap/<uuid:pk>/<slug:unit>/atgard/", gap_acts.raise_action, name="graph-gap-action"),
    path("gap/<uuid:pk>/<slug:unit>/godta/", gap_acts.accept, name="graph-gap-accept"),
    path("gap/<uuid:pk>/<slug:unit>/<slug:aspect>/avsluta/", gap_acts.end, name="graph-gap-end"),
    path("graf/<uuid:pk>/erbjuden-niva/", offers.offer, name="graph-offer"),
    path("graf/<uuid:pk>/gemensam/", shared.page, name="graph-shared"),
    path("graf/<uuid:pk>/gemensam/xlsx/", shared.file, name="graph-shared-file"),
    path("graf/<uuid:pk>/fraga/", questions.ask, name="graph-ask"),
    path(
        "graf/<uuid:pk>/personuppgifter/<slug:unit>/", questions.controllership, name="graph-controllership"
    ),
    path("fragor/<uuid:pk>/", questions.answer, name="question-answer"),
    path("fragor/<uuid:pk>/ta-tillbaka/", questions.withdraw, name="question-withdraw"),
    path("tjanster/<uuid:pk>/gemensam/", shared.service_page, name="services-shared"),
]
