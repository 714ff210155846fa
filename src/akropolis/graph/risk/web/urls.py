"""URLs of risks. Those of the registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import library, matrices, picture

urlpatterns: list[URLPattern] = [
    path("riskbild/", picture.page, name="risk-picture"),
    path("riskbild/riskbild.<str:form>", picture.file, name="risk-picture-file"),
    path("riskmatriser/<uuid:pk>/", matrices.page, name="risk-matrix"),
    path("riskmatriser/<uuid:pk>/ny-version/", matrices.RENEW.view, name="risk-matrix-renew"),
    path("riskmatriser/<uuid:pk>/ta-i-bruk/", matrices.USE.view, name="risk-matrix-use"),
    path("risker/scenarier/<slug:code>/", library.page, name="scenario"),
    path("risker/scenarier/<slug:code>/lagg-till/", library.TAKE.view, name="scenario-take"),
    path("risker/<uuid:pk>/scenario/", library.ANSWER.view, name="risk-scenario"),
]
