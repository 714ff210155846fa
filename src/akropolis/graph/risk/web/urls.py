"""The URLs of risks beyond those that follow from the declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import library, matrices

urlpatterns: list[URLPattern] = [
    path("riskmatriser/<uuid:pk>/", matrices.page, name="risk-matrix"),
    path("riskmatriser/<uuid:pk>/ny-version/", matrices.RENEW.view, name="risk-matrix-renew"),
    path("riskmatriser/<uuid:pk>/ta-i-bruk/", matrices.USE.view, name="risk-matrix-use"),
    path("risker/scenarier/<slug:code>/", library.page, name="scenario"),
    path("risker/scenarier/<slug:code>/lagg-till/", library.TAKE.view, name="scenario-take"),
    path("risker/<uuid:pk>/scenario/", library.ANSWER.view, name="risk-scenario"),
]
