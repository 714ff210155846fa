"""URLs of risks other than those of the registers."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import control_papers, controls

urlpatterns: list[URLPattern] = [
    path("kontrollmoment/<uuid:pk>/resultat/", controls.RECORD.view, name="control-result"),
    path("<slug:slug>/papper/<str:form>/", control_papers.paper, name="control-paper"),
]
