"""URLs of risks besides those of their registers and tables."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import judging, keeping, new_risk, picture, treating

urlpatterns: list[URLPattern] = [
    path("riskbild/", picture.page, name="risk-picture"),
    path("riskbild/riskbild.<str:form>", picture.file, name="risk-picture-file"),
    path("risker/ny-risk/", new_risk.new_risk_page, name="risk-new"),
    path("risker/<uuid:pk>/bedom/", judging.judge_page, name="risk-judge"),
    path("risker/<uuid:pk>/behandla/", treating.treat_page, name="risk-treat"),
    path("risker/<uuid:pk>/lamna-over/", keeping.HAND_OVER.view, name="risk-hand-over"),
    path("risker/<uuid:pk>/avsluta/", keeping.END_RISK.view, name="risk-end"),
    path("risker/<uuid:pk>/ta-upp/", keeping.TAKE_UP_RISK.view, name="risk-take-up"),
    path("risker/stopp/<uuid:pk>/", new_risk.SETTLE_RISK_STOP.view, name="risk-stop"),
]
