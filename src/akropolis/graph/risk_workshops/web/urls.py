"""URLs of risk workshops. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk_workshops.web import workshop_steps, workshops

WORKSHOP = "risker/verkstad/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("risker/verkstad/ny/", workshops.start, name="risk-workshop-start"),
    path(f"{WORKSHOP}/", workshops.workshop, name="risk-workshop"),
    path(f"{WORKSHOP}/lagg-till/", workshops.add, name="risk-workshop-add"),
    path(f"{WORKSHOP}/avsluta/", workshops.CLOSE.view, name="risk-workshop-close"),
    path(f"{WORKSHOP}/resultat/", workshops.outcome, name="risk-workshop-outcome"),
    path(f"{WORKSHOP}/protokoll/<slug:form>/", workshops.paper, name="risk-workshop-file"),
    path(f"{WORKSHOP}/<int:position>/<slug:step>/", workshop_steps.step, name="risk-workshop-step"),
]
