"""URLs of decisions on risks. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk_decisions.web import deciding, keeping

urlpatterns: list[URLPattern] = [
    path("risker/<uuid:pk>/aterkalla/", deciding.WITHDRAW_DECISION.view, name="risk-withdraw"),
    path("risker/<uuid:pk>/besluta/", deciding.decide, name="risk-decide"),
    path("risker/<uuid:pk>/sand-tillbaka/", deciding.SEND_RISK_BACK.view, name="risk-send-back"),
    path("risker/<uuid:pk>/sand-vidare/", deciding.SEND_RISK_UP.view, name="risk-send-up"),
    path("risker/<uuid:pk>/lamna-over/", keeping.HAND_OVER.view, name="risk-hand-over"),
    path("risker/<uuid:pk>/avsluta/", keeping.END_RISK.view, name="risk-end"),
    path("risker/<uuid:pk>/ta-upp/", keeping.TAKE_UP_RISK.view, name="risk-take-up"),
]
