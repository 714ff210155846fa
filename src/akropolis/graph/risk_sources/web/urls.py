"""URLs of where risks come from. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk_sources.web import importing, library, new_risk, observations, scenario_list

urlpatterns: list[URLPattern] = [
    path("risker/<uuid:pk>/scenario/", library.ANSWER.view, name="risk-scenario"),
    path("risker/scenarier/<slug:code>/", library.page, name="scenario"),
    path("risker/scenarier/<slug:code>/lagg-till/", library.TAKE.view, name="scenario-take"),
    path("risker/scenarier/", scenario_list.library, name="scenario-list"),
    path("risker/las-in/", importing.IMPORT_RISKS.view(), name="risks-importing"),
    path("risker/ny-risk/", new_risk.new_risk_page, name="risk-new"),
    path("risker/stopp/<uuid:pk>/", new_risk.SETTLE_RISK_STOP.view, name="risk-stop"),
    path("omvarld/<uuid:pk>/ny-risk/", observations.RAISE_RISK.view, name="observation-new-risk"),
    path("omvarld/<uuid:pk>/prova-risk/", observations.RENEW_RISK.view, name="observation-renew-risk"),
]
