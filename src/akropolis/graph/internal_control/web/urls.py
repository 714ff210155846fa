"""URLs of the internal control. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.internal_control.web import control_papers, controls

urlpatterns: list[URLPattern] = [
    path("kontrollmoment/<uuid:pk>/resultat/", controls.RECORD.view, name="control-result"),
    path("internkontroll/papper/<str:form>/", control_papers.plan, name="control-plan-paper"),
    path("internkontroll-rapport/papper/<str:form>/", control_papers.report, name="control-report-paper"),
]
