"""The URLs of losses in kronor."""

from django.urls import URLPattern, path

from akropolis.graph.risk_losses.web import loss_acts, losses

urlpatterns: list[URLPattern] = [
    path("risker/kronor/", losses.page, name="risk-losses"),
    path("risker/kronor/<slug:unit>/berakna/", losses.run, name="risk-losses-run"),
    path("risker/<uuid:pk>/kronor/", loss_acts.ESTIMATE.view, name="risk-estimate"),
    path("risker/<uuid:pk>/kronor/atgard/", loss_acts.REDUCE.view, name="risk-reduction"),
    path("risker/kronor/atgard/<uuid:pk>/ta-bort/", loss_acts.REMOVE.view, name="risk-reduction-remove"),
]
