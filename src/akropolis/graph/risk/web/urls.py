"""URLs of risks other than those of the registers."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import control_papers, controls, observations

urlpatterns: list[URLPattern] = [
    path("omvarld/<uuid:pk>/ny-risk/", observations.RAISE_RISK.view, name="observation-new-risk"),
    path("omvarld/<uuid:pk>/prova-risk/", observations.RENEW_RISK.view, name="observation-renew-risk"),
    path("kontrollmoment/<uuid:pk>/resultat/", controls.RECORD.view, name="control-result"),
    path("<slug:slug>/papper/<str:form>/", control_papers.paper, name="control-paper"),
]
