"""The URLs of risks; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import workshops

WORKSHOP = "risker/verkstad/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("risker/verkstad/ny/", workshops.START.view, name="risk-workshop-start"),
    path(f"{WORKSHOP}/", workshops.workshop, name="risk-workshop"),
    path(f"{WORKSHOP}/lagg-till/", workshops.add, name="risk-workshop-add"),
    path(f"{WORKSHOP}/avsluta/", workshops.CLOSE.view, name="risk-workshop-close"),
    path(f"{WORKSHOP}/resultat/", workshops.outcome, name="risk-workshop-outcome"),
    path(f"{WORKSHOP}/protokoll/<slug:form>/", workshops.paper, name="risk-workshop-file"),
    path(f"{WORKSHOP}/<int:position>/<slug:step>/", workshops.step, name="risk-workshop-step"),
]
