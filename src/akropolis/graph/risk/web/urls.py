"""URLs of risks. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import judging, matrices, treating

urlpatterns: list[URLPattern] = [
    path("riskmatriser/<uuid:pk>/", matrices.page, name="risk-matrix"),
    path("riskmatriser/<uuid:pk>/ny-version/", matrices.RENEW.view, name="risk-matrix-renew"),
    path("riskmatriser/<uuid:pk>/ta-i-bruk/", matrices.USE.view, name="risk-matrix-use"),
    path("risker/<uuid:pk>/bedom/", judging.judge_page, name="risk-judge"),
    path("risker/<uuid:pk>/behandla/", treating.treat_page, name="risk-treat"),
]
