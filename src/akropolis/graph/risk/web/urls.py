"""URLs of risks besides those of their registers, tables and lists."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import deciding, library, matrices

urlpatterns: list[URLPattern] = [
    path("risker/<uuid:pk>/aterkalla/", deciding.WITHDRAW_DECISION.view, name="risk-withdraw"),
    path("risker/<uuid:pk>/besluta/", deciding.decide, name="risk-decide"),
    path("risker/<uuid:pk>/sand-tillbaka/", deciding.SEND_RISK_BACK.view, name="risk-send-back"),
    path("risker/<uuid:pk>/sand-vidare/", deciding.SEND_RISK_UP.view, name="risk-send-up"),
    path("risker/<uuid:pk>/scenario/", library.ANSWER.view, name="risk-scenario"),
    path("risker/scenarier/<slug:code>/", library.page, name="scenario"),
    path("risker/scenarier/<slug:code>/lagg-till/", library.TAKE.view, name="scenario-take"),
    path("riskmatriser/<uuid:pk>/", matrices.page, name="risk-matrix"),
    path("riskmatriser/<uuid:pk>/ny-version/", matrices.RENEW.view, name="risk-matrix-renew"),
    path("riskmatriser/<uuid:pk>/ta-i-bruk/", matrices.USE.view, name="risk-matrix-use"),
]
