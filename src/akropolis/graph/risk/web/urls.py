"""URLs of risks besides those of their registers and tables."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import deciding

urlpatterns: list[URLPattern] = [
    path("risker/<uuid:pk>/besluta/", deciding.decide, name="risk-decide"),
    path("risker/<uuid:pk>/sand-vidare/", deciding.SEND_RISK_UP.view, name="risk-send-up"),
    path("risker/<uuid:pk>/sand-tillbaka/", deciding.SEND_RISK_BACK.view, name="risk-send-back"),
    path("risker/<uuid:pk>/aterkalla/", deciding.WITHDRAW_DECISION.view, name="risk-withdraw"),
]
