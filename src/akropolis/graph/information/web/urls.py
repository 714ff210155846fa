"""The URLs of classification; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.information.web import (
    classification,
    classification_decision,
    classification_stop,
    mapping,
)

INFORMATION = "informationsmangder/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("klassning/importera/", mapping.CLASSIFICATIONS.view(), name="classification-import"),
    path(f"{INFORMATION}/klassning/", classification.classification, name="classification"),
    path(f"{INFORMATION}/klassning/stopp/", classification_stop.stop, name="classification-stop"),
    path(f"{INFORMATION}/klassning/stopp/svar/", classification_stop.settle, name="classification-settle"),
    path(f"{INFORMATION}/klassning/kasta/", classification.discard, name="classification-discard"),
    path(f"{INFORMATION}/klassning/ny-utgava/", classification.renew, name="classification-renew"),
    path(f"{INFORMATION}/klassning/liknande/", classification.begin_from, name="classification-from"),
    path(f"{INFORMATION}/klassning/skicka/", classification_decision.send, name="classification-send"),
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
