"""The URLs of audits. Those of the register and of the programme follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.audits.web import observations

urlpatterns: list[URLPattern] = [
    path("revisioner/<uuid:pk>/iakttagelse/", observations.ADD.view, name="audit-observation"),
    path("revisioner/iakttagelse/<uuid:pk>/igen/", observations.AGAIN.view, name="audit-again"),
]
