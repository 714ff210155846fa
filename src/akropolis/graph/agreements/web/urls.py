"""The URLs of supplier agreements. Those of the register and the lists follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.agreements.web import acts

AGREEMENT, BUYER = "leverantorsavtal/<uuid:pk>/", "leverantorsavtal/kopare/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(f"{AGREEMENT}kopare/", acts.ADD_BUYER.view, name="supplier-agreement-buyer"),
    path(BUYER, acts.CHANGE_CALL_OFF.view, name="supplier-agreement-call-off"),
    path(f"{BUYER}ta-bort/", acts.REMOVE_BUYER.view, name="supplier-agreement-buyer-remove"),
    path(f"{AGREEMENT}tjanster/", acts.CHOOSE_SERVICES.view, name="supplier-agreement-services"),
]
