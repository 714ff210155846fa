"""URLs of risks. Those of the registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import judging, keeping, library, matrices, new_risk, picture, treating

urlpatterns: list[URLPattern] = [
    path("riskbild/", picture.page, name="risk-picture"),
    path("riskbild/riskbild.<str:form>", picture.file, name="risk-picture-file"),
    path("riskmatriser/<uuid:pk>/", matrices.page, name="risk-matrix"),
    path("riskmatriser/<uuid:pk>/ny-version/", matrices.RENEW.view, name="risk-matrix-renew"),
    path("riskmatriser/<uuid:pk>/ta-i-bruk/", matrices.USE.view, name="risk-matrix-use"),
    path("risker/scenarier/<slug:code>/", library.page, name="scenario"),
    path("risker/scenarier/<slug:code>/lagg-till/", library.TAKE.view, name="scenario-take"),
    path("risker/<uuid:pk>/scenario/", library.ANSWER.view, name="risk-scenario"),
    path("risker/ny-risk/", new_risk.new_risk_page, name="risk-new"),
    path("risker/<uuid:pk>/bedom/", judging.judge_page, name="risk-judge"),
    path("risker/<uuid:pk>/behandla/", treating.treat_page, name="risk-treat"),
    path("risker/<uuid:pk>/lamna-over/", keeping.HAND_OVER.view, name="risk-hand-over"),
    path("risker/<uuid:pk>/avsluta/", keeping.END_RISK.view, name="risk-end"),
    path("risker/<uuid:pk>/ta-upp/", keeping.TAKE_UP_RISK.view, name="risk-take-up"),
    path("risker/stopp/<uuid:pk>/", new_risk.SETTLE_RISK_STOP.view, name="risk-stop"),
]
