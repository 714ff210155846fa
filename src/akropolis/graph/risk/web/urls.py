"""URLs of risks. Those of the registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.risk.web import (
    control_papers,
    controls,
    deciding,
    importing,
    judging,
    keeping,
    library,
    matrices,
    new_risk,
    observations,
    picture,
    scenario_list,
    treating,
    workshop_steps,
    workshops,
)

WORKSHOP = "risker/verkstad/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path("riskbild/", picture.page, name="risk-picture"),
    path("riskbild/riskbild.<str:form>", picture.file, name="risk-picture-file"),
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
    path("risker/scenarier/", scenario_list.library, name="scenario-list"),
    path("risker/las-in/", importing.IMPORT_RISKS.view(), name="risks-importing"),
    path("risker/ny-risk/", new_risk.new_risk_page, name="risk-new"),
    path("risker/<uuid:pk>/bedom/", judging.judge_page, name="risk-judge"),
    path("risker/<uuid:pk>/behandla/", treating.treat_page, name="risk-treat"),
    path("risker/<uuid:pk>/lamna-over/", keeping.HAND_OVER.view, name="risk-hand-over"),
    path("risker/<uuid:pk>/avsluta/", keeping.END_RISK.view, name="risk-end"),
    path("risker/<uuid:pk>/ta-upp/", keeping.TAKE_UP_RISK.view, name="risk-take-up"),
    path("risker/stopp/<uuid:pk>/", new_risk.SETTLE_RISK_STOP.view, name="risk-stop"),
    path("risker/verkstad/ny/", workshops.start, name="risk-workshop-start"),
    path(f"{WORKSHOP}/", workshops.workshop, name="risk-workshop"),
    path(f"{WORKSHOP}/lagg-till/", workshops.add, name="risk-workshop-add"),
    path(f"{WORKSHOP}/avsluta/", workshops.CLOSE.view, name="risk-workshop-close"),
    path(f"{WORKSHOP}/resultat/", workshops.outcome, name="risk-workshop-outcome"),
    path(f"{WORKSHOP}/protokoll/<slug:form>/", workshops.paper, name="risk-workshop-file"),
    path(f"{WORKSHOP}/<int:position>/<slug:step>/", workshop_steps.step, name="risk-workshop-step"),
    path("omvarld/<uuid:pk>/ny-risk/", observations.RAISE_RISK.view, name="observation-new-risk"),
    path("omvarld/<uuid:pk>/prova-risk/", observations.RENEW_RISK.view, name="observation-renew-risk"),
    path("kontrollmoment/<uuid:pk>/resultat/", controls.RECORD.view, name="control-result"),
    path("<slug:slug>/papper/<str:form>/", control_papers.paper, name="control-paper"),
]
