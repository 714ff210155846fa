"""URLs of the picture of risks. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk_picture.web import picture

urlpatterns: list[URLPattern] = [
    path("riskbild/", picture.page, name="risk-picture"),
    path("riskbild/riskbild.<str:form>", picture.file, name="risk-picture-file"),
]
